"""Kinds of rules over forms."""
