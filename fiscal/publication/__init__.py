"""From facts to what people open: DuckDB, workbook, report, CSV, data package."""
