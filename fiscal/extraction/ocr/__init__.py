"""Printed lines in pictures recognised as text, with as many looks as they need."""
