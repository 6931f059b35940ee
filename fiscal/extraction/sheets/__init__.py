"""Cells of page grids on common rows and columns: headers, captions, labels, tables stacked without a gap."""
