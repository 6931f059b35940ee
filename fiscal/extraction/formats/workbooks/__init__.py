"""Workbooks as displayed sheets: number formats, borders, what on a sheet is a table."""
