-- What there is of each filing, and how much of it was understood, checked and published.
SELECT
    v.publisher, v.scope, v.fiscal_year, v.doc_kind, v.filing_id, v.state, v.state_reason, v.facts_published, v.facts_held,
    coalesce(c.figures, 0) AS figures, coalesce(c.understood, 0) AS understood,
    coalesce(f.checked, 0) AS checked, coalesce(f.errors, 0) AS errors, coalesce(f.warnings, 0) AS warnings
FROM filings v
LEFT JOIN (SELECT filing_id, sum(figures)::INTEGER AS figures, sum(understood)::INTEGER AS understood FROM coverage GROUP BY filing_id) c USING (filing_id)
LEFT JOIN (
    SELECT
        filing_id,
        count(*) FILTER (verdict IN ('exact', 'rounding', 'explained', 'violated'))::INTEGER AS checked,
        count(DISTINCT coalesce(root_cause, finding_id)) FILTER (verdict = 'violated' AND state = 'open' AND severity = 'error')::INTEGER AS errors,
        count(DISTINCT coalesce(root_cause, finding_id)) FILTER (verdict = 'violated' AND state = 'open' AND severity = 'warning')::INTEGER AS warnings
    FROM findings GROUP BY filing_id
) f USING (filing_id)
WHERE v.state NOT IN ('superseded')
