"""Sentences as clauses: figures, subjects, comparisons, names."""
