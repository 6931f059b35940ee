"""Numbers of a workbook as its cells display them."""

from decimal import Decimal

import pytest

from fiscal.extraction.formats.workbooks.number_formats import displayed, exact

pytestmark = pytest.mark.unit

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234567.891, "General", "1234567.891"),
        (0.1 + 0.2, "General", "0.3"),
        (2130301, "General", "2130301"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.565, "0.00", "1234.57"),
        (-1234.5, "#,##0.00_ ", "-1,234.50"),
        (-12, "#,##0.00;[Red]#,##0.00", "-12.00"),
        (-12, "#,##0.00;[Red](#,##0.00)", "(12.00)"),
        (-12, "0.00;0.00", "12.00"),
        (1234.5, ACCOUNTING, "1,234.50"),
        (-1234.5, ACCOUNTING, "-1,234.50"),
        (0, ACCOUNTING, "-"),
        (0, "#,##0.00;-#,##0.00;", ""),
        (0.1234, "0.0%", "12.3%"),
        (12345678, "#,##0.00,", "12,345.68"),
        (7, "0000", "0007"),
        (5, '0"台"', "5台"),
        (12.5, "[$¥-804]#,##0.00", "¥12.50"),
        (12, "[>=10]0.0;0.00", "12.0"),
        (0.5, "#.##", ".5"),
        (44927, "yyyy-mm-dd", "2023-01-01"),
        (44927, 'yyyy"年"m"月"d"日"', "2023年1月1日"),
        (44927.5, "h:mm", "12:00"),
    ],
)
def test_a_number_is_displayed_as_its_format_says(value: float, number_format: str, text: str) -> None:
    assert displayed(value, number_format).text == text


def test_what_is_displayed_is_told_from_what_is_stored() -> None:
    assert displayed(1234.565, "0.00").value == Decimal("1234.57")
    assert displayed(-12, "#,##0.00;[Red](#,##0.00)").value == Decimal(-12)
    assert exact(1234.565) == Decimal("1234.565")
    assert displayed(44927, "yyyy").value is None


def test_a_negative_whose_sign_is_hidden_stays_told_from_what_is_stored() -> None:
    assert displayed(-12, "0.00;0.00").value == Decimal("-12.00")
