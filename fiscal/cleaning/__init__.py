"""From tables and prose to observations: families, header paths, row hierarchy, forms, narrative clauses."""
