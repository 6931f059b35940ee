-- A figure of the body as a whole only: its own name, no project, no matter of its own. The filing of that year and kind goes before others, then the rule's rank.
WITH known AS (
    SELECT *, false AS held FROM facts
    UNION ALL BY NAME
    SELECT *, true AS held FROM held_facts
)
SELECT
    k.publisher, k.scope, k.fiscal_year, k.phase, k.phase_label, r.item, r.name AS item_name, k.value_yuan,
    CASE WHEN k.held THEN 'held' WHEN k.agreement = 'disputed' THEN 'disputed' ELSE 'sound' END AS item_state,
    k.concept, k.source_of_funds, r.substitute, k.filing_id, k.doc_kind, v.fiscal_year = k.fiscal_year AS own_year,
    k.fact_id, k.sources[1].part_no AS part_no, k.sources[1].page AS page, k.n_sources
FROM known k
JOIN filings v ON v.filing_id = k.filing_id AND v.state IN ('published', 'quarantined')
JOIN headline_rules r
    ON r.class_system = k.class_system AND r.concept = k.concept AND r.source_of_funds = coalesce(k.source_of_funds, 'total')
    AND r.expenditure_type = coalesce(k.expenditure_type, 'total')
WHERE k.value_yuan IS NOT NULL AND k.project IS NULL AND k.matter IS NULL AND k.entity = k.publisher AND k.fiscal_year IS NOT NULL
    AND k.measure = CASE k.phase WHEN 'approved' THEN 'budget_initial' WHEN 'adjusted' THEN 'budget_adjusted' WHEN 'executed' THEN 'actual' END
QUALIFY row_number() OVER (
    PARTITION BY k.publisher, k.scope, k.fiscal_year, k.phase, r.item
    ORDER BY v.fiscal_year = k.fiscal_year DESC, (k.doc_kind = 'final') = (k.phase <> 'approved') DESC, r.rank, k.held, k.filing_id, k.fact_id
) = 1
