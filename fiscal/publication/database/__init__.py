"""The datasets and reference tables as one DuckDB file: tables, then the views that answer what people ask."""
