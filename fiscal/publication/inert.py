"""Text from filings made harmless for the programs that open our files: no formula, no control character; HTML escapes
itself in the templates.
"""

from __future__ import annotations

import re

from fiscal.model.invisible import shown

# Spreadsheets of East Asia take the signs in full width for formulas, too; a number with its sign is none.
FORMULA_START = r"^([=+\-@\t\r\n＝＋－＠])"
SIGNED_NUMBER = r"^[+\-][\d,]+(\.\d+)? ?%?$"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
CELL_LIMIT = 32_767


def without_controls(text: str) -> str:
    """The text without control characters and lone surrogates, which spreadsheets and XML cannot hold; tabs and line
    ends stay, what turns text is shown by number.
    """
    if text.isprintable():
        return text
    return shown(_CONTROL.sub("", text))


def cell_text(text: str) -> str:
    """The text as a spreadsheet cell may hold it: no controls, at most 32,767 characters, an ellipsis where it was
    cut.
    """
    clean = without_controls(text)
    return clean if len(clean) <= CELL_LIMIT else clean[: CELL_LIMIT - 1] + "…"
