"""Where a rule is looked for: the tables of its scope, and whether it concerns a filing at all."""

from __future__ import annotations

from collections.abc import Iterator

from expectations.catalogue.rules import Scope
from expectations.filing.case import Case, Ledger
from fiscal.model.contract import Observation


def concerns(case: Case, scope: Scope) -> bool:
    """Whether a rule of that scope applies to the kind of filing; an unknown kind is not excluded."""
    return not scope.doc_kinds or case.identity.doc_kind is None or case.identity.doc_kind in scope.doc_kinds


def in_scope(family: str, scope: Scope) -> bool:
    """Whether a table family is in the scope."""
    return family not in scope.except_tables and (not scope.tables or family in scope.tables)


def sheets_in(ledger: Ledger, scope: Scope) -> Iterator[tuple[int, list[Observation]]]:
    """The tables of the scope with their observations, in reading order."""
    for table_no, sheet in ledger.sheets.items():
        if in_scope(sheet[0].table_family, scope):
            yield table_no, sheet
