"""The cleaned values: what each cell and each clause reports, with its meaning, unit and exact amount."""

from __future__ import annotations

from collections import Counter

from assets.per_filing import Done, filing_asset
from assets.showing import files, preview
from assets.stages import OBSERVATIONS
from expectations.observing import observations_of
from fiscal.intake.kept_readings import opened
from fiscal.storage.filing import FilingFiles


@filing_asset(OBSERVATIONS, owner="team:cleaning", kinds={"table", "parquet"})
def observations(filing: FilingFiles) -> Done:
    """清洗后的数值：每个单元格、每个句子所报的一个数值，注明含义、单位、精确金额（元）与出处。图片页上被勾稽关系否定的读法，若另一读法全部成立则改用之并注明；红字在勾稽关系要求时作负数。

    Cleaned values: one row a value reported at one place, with its meaning, its unit, its exact amount in yuan and its
    evidence. On picture pages a reading that the identities refute gives way to one of its other readings that
    satisfies them all, marked `repaired`; red figures are negative where the identities ask for it."""
    reading, identity = opened(filing)
    found, clauses = ([], []) if identity.is_compilation else observations_of(reading, identity, filing.filing_id)
    filing.write("coverage", clauses)
    shown = {
        "dagster/row_count": filing.write("observations", found),
        "from_tables": sum(o.table_no is not None for o in found),
        "from_prose": sum(o.table_no is None for o in found),
        "preview": preview(
            found, "row_label", "value_reported", "unit", "value_yuan", "measure", "source_of_funds", "page", "status"
        ),
        **files(filing, OBSERVATIONS.datasets),
        **{f"status_{status}": n for status, n in sorted(Counter(o.status for o in found).items())},
    }
    return Done(shown)
