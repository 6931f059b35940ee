"""Clauses in their order as observations: what a subject refers back to, which parts make up which whole."""
