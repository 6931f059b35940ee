"""Errors planted into filings: one wrong figure as publishers make them, and what the product says of it."""
