"""What exists: one short module a stage, Dagster definitions only."""
