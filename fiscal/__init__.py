"""The domain of fiscal filings in plain Python: reading, cleaning, reconciling, publishing; no Dagster in here."""
