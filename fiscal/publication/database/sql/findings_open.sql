SELECT * FROM findings WHERE verdict = 'violated' AND state = 'open' AND severity IN ('error', 'warning')
ORDER BY CASE severity WHEN 'error' THEN 0 ELSE 1 END, filing_id, finding_id
