"""Kinds of rules over what the prose says."""
