"""Whose filing it is, for which year and of which kind, told from what is printed: evidence, names, votes, the id."""
