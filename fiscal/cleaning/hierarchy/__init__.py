"""Which rows and columns are parts of which."""
