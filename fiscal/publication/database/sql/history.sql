SELECT f.*, v.version FROM facts f JOIN filings v ON v.filing_id = f.filing_id AND v.state NOT IN ('superseded', 'withdrawn')
UNION ALL BY NAME SELECT * FROM facts_history
