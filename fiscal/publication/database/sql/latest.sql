SELECT f.* FROM facts f SEMI JOIN filings v ON v.filing_id = f.filing_id AND v.state = 'published'
