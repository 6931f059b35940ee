"""Sums that the amounts of a table show by themselves, without labels."""
