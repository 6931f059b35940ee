"""One page with a text layer: its grids, cells and free lines."""
