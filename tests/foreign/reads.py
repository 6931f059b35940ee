"""What a client of its own environment sees of a data root and an export: run with that environment's Python, prints
one JSON object. Knows nothing of this project.
"""

import json
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq

root, exported = Path(sys.argv[1]), Path(sys.argv[2])
seen: dict[str, object] = {"duckdb": duckdb.__version__, "pandas": pd.__version__, "pyarrow": pq.__name__}
datasets = sorted(p.name for p in root.iterdir() if any(p.glob("filing_id=*/*.parquet")))
for name in datasets:
    folder = root / name
    counted = duckdb.sql(
        f"FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = true) SELECT count(*), count(filing_id)"
    ).fetchone()
    frames = (pd.read_parquet(folder), pl.read_parquet(folder), pq.read_table(folder).to_pandas())
    seen[name] = [
        list(counted or ()),
        *(len(frame) for frame in frames),
        all("filing_id" in frame.columns for frame in frames),
    ]
with duckdb.connect(str(exported / "fiscal.duckdb"), read_only=True) as db:
    relations = [row[0] for row in db.execute("SELECT table_name FROM information_schema.tables").fetchall()]
    seen["relations"] = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in relations}  # type: ignore[index]
json.dump(seen, sys.stdout)
