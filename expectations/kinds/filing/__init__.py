"""Kinds of rules over a filing as a whole."""
