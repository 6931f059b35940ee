"""Kinds of rules over the figures of tables."""
