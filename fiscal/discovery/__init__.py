"""Finding filings: sources, crawling, the ledger, the content store."""
