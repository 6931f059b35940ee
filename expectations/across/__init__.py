"""What relates filings: of one body over the years, budget and final account, a department and its units."""
