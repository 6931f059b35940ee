"""From ruling lines to grids of cells, and which cell each character belongs to."""
