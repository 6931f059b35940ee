"""What a table is made of: grid, header paths, panels, rows, the meaning of columns, reported values."""
