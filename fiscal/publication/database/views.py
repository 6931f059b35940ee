"""The views of the database: their queries, which stand in `sql/`, in the order in which they build upon each other.

What the tables hold is `build`'s and the reference tables'.
"""

from __future__ import annotations

from pathlib import Path

from fiscal.publication.reference.tables import headline_rules

VIEWS = ("latest", "history", "findings_open", "headline_items", "headline", "changes", "coverage_by_filing")


def query(view: str) -> str:
    """The query of a view, without comments: the database keeps it in one line. FileNotFoundError for an unknown
    view.
    """
    if view == "headline":
        return _headline()
    lines = (Path(__file__).parent / "sql" / f"{view}.sql").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))


def items() -> dict[str, str]:
    """The headline items, in their order: what each is called in both languages."""
    return {rule.item: f"{rule.name}（元） · {rule.name_en}, in yuan" for rule in headline_rules()}


def _headline() -> str:
    """One row a body, year and phase: a column an item, and which of the items are held, disputed, or taken from the
    next best concept or funds.
    """
    amounts = ", ".join(f"max(value_yuan) FILTER (item = '{item}') AS {item}" for item in items())
    flags = (
        ("held_items", "item_state = 'held'"),
        ("disputed_items", "item_state = 'disputed'"),
        ("substitute_items", "substitute"),
    )
    lists = ", ".join(f"list(item ORDER BY item) FILTER ({holds}) AS {name}" for name, holds in flags)
    body = "publisher, scope, fiscal_year, phase, phase_label"
    filings = "list(DISTINCT filing_id ORDER BY filing_id) AS filing_ids"
    # names of this program
    return f"SELECT {body}, {amounts}, {lists}, {filings} FROM headline_items GROUP BY {body}"  # noqa: S608  # nosec B608
