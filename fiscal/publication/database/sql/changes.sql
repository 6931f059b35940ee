-- `computed`: from the two figures. `stated`: what the filing says of its change against the year before, the sentence with the nearest funds first.
WITH said AS (
    SELECT
        o.filing_id, r.item, o.concept, o.measure, o.base, o.quote, o.part_no, o.page,
        CASE o.direction WHEN 'decrease' THEN -abs(o.value_native) ELSE o.value_native END AS native,
        CASE o.direction WHEN 'decrease' THEN -abs(o.value_yuan) ELSE o.value_yuan END AS yuan,
        row_number() OVER (
            PARTITION BY o.filing_id, r.item, o.concept, o.measure
            ORDER BY r.rank, o.base LIKE 'prior_%' DESC, o.table_no IS NULL DESC, o.part_no, o.page, o.observation_id
        ) AS preference
    FROM observations o
    JOIN headline_rules r
        ON r.class_system = o.class_system AND r.concept = o.concept AND r.source_of_funds = coalesce(o.source_of_funds, r.source_of_funds)
        AND r.expenditure_type = coalesce(o.expenditure_type, 'total')
    JOIN filings v ON v.filing_id = o.filing_id AND v.publisher = coalesce(o.entity, v.publisher)
    WHERE o.measure IN ('change_abs', 'change_pct') AND o.project IS NULL AND o.status IN ('ok', 'inferred', 'repaired')
        AND coalesce(o.base, 'prior') IN ('prior', 'prior_budget', 'prior_final', 'prior_adjusted') AND coalesce(o.fiscal_year, v.fiscal_year) = v.fiscal_year
)
SELECT
    h.publisher, h.scope, h.fiscal_year, h.phase, h.phase_label, h.item, h.item_name, h.value_yuan, h.item_state,
    p.value_yuan AS prior_yuan, p.item_state AS prior_state, h.value_yuan - p.value_yuan AS change_yuan,
    CASE WHEN p.value_yuan <> 0 THEN CAST(100 * CAST(h.value_yuan - p.value_yuan AS DOUBLE) / CAST(p.value_yuan AS DOUBLE) AS DECIMAL(12, 2)) END AS change_pct,
    a.yuan AS stated_yuan, s.native AS stated_pct, coalesce(a.base, s.base) AS stated_base, coalesce(a.quote, s.quote) AS stated_quote,
    CASE WHEN a.page IS NULL THEN s.part_no ELSE a.part_no END AS stated_part_no, coalesce(a.page, s.page) AS stated_page, h.filing_id, p.filing_id AS prior_filing_id
FROM headline_items h
LEFT JOIN headline_items p
    ON p.publisher = h.publisher AND p.scope IS NOT DISTINCT FROM h.scope AND p.fiscal_year = h.fiscal_year - 1 AND p.phase = h.phase AND p.item = h.item
    AND p.concept = h.concept AND p.source_of_funds IS NOT DISTINCT FROM h.source_of_funds
LEFT JOIN said a ON a.filing_id = h.filing_id AND a.item = h.item AND a.concept = h.concept AND a.measure = 'change_abs' AND a.preference = 1 AND h.own_year AND h.phase <> 'adjusted'
LEFT JOIN said s ON s.filing_id = h.filing_id AND s.item = h.item AND s.concept = h.concept AND s.measure = 'change_pct' AND s.preference = 1 AND h.own_year AND h.phase <> 'adjusted'
WHERE p.value_yuan IS NOT NULL OR a.yuan IS NOT NULL OR s.native IS NOT NULL
