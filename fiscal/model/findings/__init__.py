"""Findings: their rows, which of them have one cause, and what their suspects say."""
