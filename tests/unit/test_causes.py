"""Findings of one cause are one finding to whoever reads them."""

from dataclasses import replace

import pytest

from fiscal.model.findings.causes import by_cause
from tests.unit.test_records import FINDING

pytestmark = pytest.mark.unit


def test_findings_of_one_cause_are_one_group_with_the_worst_first() -> None:
    warning = replace(FINDING, finding_id="a", invariant="H2-total-column", severity="warning", root_cause="one")
    error = replace(FINDING, finding_id="b", invariant="H3-total-row", severity="error", root_cause="one")
    alone = replace(FINDING, finding_id="c", invariant="I1-unit", severity="warning", root_cause=None)
    assert by_cause([alone, warning, error]) == [[error, warning], [alone]]
