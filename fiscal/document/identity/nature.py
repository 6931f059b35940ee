"""What kind of filing a reading is: budget, final account or performance declaration, of which year, of a department or
a unit.

Whose it is is left to `fiscal.document.identity.publisher`.
"""

from __future__ import annotations

import re

from fiscal import lexicon
from fiscal.document.identity.evidence import Evidence, Vote
from fiscal.document.identity.names import own_budget_only
from fiscal.document.identity.settings import LONGEST_TITLE
from fiscal.model.amounts import normal

_PROJECT_CODE = re.compile(r"(?<!\d)(\d{6})(\d{2})\d{13}(?!\d)")
_TITLE = lexicon.pattern("filings.title")
_YEAR_LABEL = lexicon.pattern("filings.year_label")
_HEADED = lexicon.pattern("filings.headed")
_COMPARED = lexicon.pattern("filings.compared")
_PAST = lexicon.pattern("filings.past")
# 预算 that names a fund, a classification or a body, not this filing.
_NOT_KIND = lexicon.pattern("filings.not_kind")
_PERFORMANCE = lexicon.pattern("filings.performance")
_IS_ITS_OWN = lexicon.pattern("filings.is_its_own")
_ALONE = lexicon.pattern("filings.alone")

_COVER_TITLE = lexicon.pattern("filings.cover_title")
_OWN_LEVEL = lexicon.pattern("filings.own_level")

_UNIT = lexicon.pattern("filings.unit")
_DEPARTMENTAL = lexicon.pattern("filings.departmental")
_DEPARTMENT = lexicon.pattern("filings.department")


def year_votes(evidence: Evidence) -> list[Vote]:
    """Every year that is printed as the filing's own, not as one of comparison."""
    weights = {"cover": 6.0, "heading": 4.0, "contents": 3.0, "title": 4.0, "prose": 1.0}
    votes: list[Vote] = []
    for line in evidence.at(*weights):
        weight = weights[line.place]
        own = (
            m
            for m in _TITLE.finditer(line.text)
            if not _COMPARED.search(line.text[: m.start()]) and not _PAST.match(line.text[m.end(1) :].lstrip("年度"))
        )
        votes += [Vote(m.group(1), weight, m.group()) for m in own]
        if line.place in ("cover", "heading", "title") and (match := _HEADED.match(line.text)):
            votes.append(Vote(match.group(1), weight / 2, line.text[:60]))
    votes += [Vote(str(table.year), 3.0, table.title) for table in evidence.tables if table.year]
    for field in evidence.fields:
        printed = f"{field.label}：{field.value}"[:80]
        if _YEAR_LABEL.search(field.label) and (match := re.match(r"(20\d{2})", field.value)):
            votes.append(Vote(match.group(1), 2.0, printed))
        if match := _PROJECT_CODE.search(field.value):
            votes.append(Vote(f"20{match.group(2)}", 1.5, printed))
        if field.place == "cell" and (match := lexicon.pattern("filings.year").search(field.value)):
            votes.append(Vote(match.group(1), 0.3, printed))
    return votes


def project_regions(evidence: Evidence) -> list[Vote]:
    """The region codes with which printed project codes begin."""
    return [Vote(m.group(1), 1.0, m.group()) for f in evidence.fields for m in _PROJECT_CODE.finditer(f.value)]


def kind_votes(evidence: Evidence) -> list[Vote]:
    """`budget`, `final` or `performance`, by what titles and tables say."""
    votes: list[Vote] = []
    weights = {"cover": 6.0, "heading": 2.0, "contents": 1.0, "title": 2.0}
    for line in evidence.at("cover", "heading", "contents", "title"):
        kind = _kind(line.text)
        if kind and len(line.text) <= LONGEST_TITLE:
            votes.append(Vote(kind, weights[line.place], line.text))
    for line in evidence.at("prose"):
        for match in _TITLE.finditer(line.text):
            kind = _kind(match.group())
            if kind in ("budget", "final") and not _COMPARED.search(line.text[: match.start()]):
                votes.append(Vote(kind, 0.5, match.group()))
    for table in evidence.tables:
        if not _PERFORMANCE.search(table.title):
            heads = {normal(cell.text) for cell in table.cells if cell.is_header}
            votes += [
                Vote("final", 1.0, table.title) for h in heads if lexicon.pattern("filings.final_head").fullmatch(h)
            ]
            votes += [
                Vote("budget", 0.5, table.title) for h in heads if lexicon.pattern("filings.budget_head").fullmatch(h)
            ]
    if any(v.value != "performance" for v in votes):
        return [v for v in votes if v.value != "performance"]
    return votes


def _kind(text: str) -> str | None:
    if "决算" in text:
        return "final"
    if _PERFORMANCE.search(text):
        return "performance"
    return "budget" if "预算" in _NOT_KIND.sub("", text) else None


def is_cover_title(line: str) -> bool:
    """Whether a squeezed line is the title of a filing: body, year, 部门预算 and nothing beyond, no numbered
    heading.
    """
    return _COVER_TITLE.search(line) is not None


def scope_of_cover(evidence: Evidence) -> Vote | None:
    """`department` or `unit`, as the titles on the cover say; None where they do not, or say both."""
    votes: list[Vote] = []
    for line in evidence.at("cover", "joined"):
        if _OWN_LEVEL.search(line.text) and _COVER_TITLE.search(line.text):
            votes.append(Vote("unit", 1.0, line.text))
        elif match := _COVER_TITLE.search(line.text):
            votes.append(Vote("unit" if match["scope"] == "单位" else "department", 1.0, match.group()))
    return votes[0] if len({v.value for v in votes}) == 1 else None


def scope_votes(evidence: Evidence, name: str | None, has_parent: bool) -> list[Vote]:
    """`department` or `unit`, by what titles, labels and the text about subordinate units say; where they say nothing,
    by what kind of body `name` is.
    """
    votes: list[Vote] = []
    weights = {"cover": 5.0, "heading": 1.5, "contents": 1.0, "title": 1.5, "prose": 0.2}
    for line in evidence.at(*weights):
        if len(line.text) > LONGEST_TITLE and line.place != "prose":
            continue
        for scope, pattern in (("unit", _UNIT), ("department", _DEPARTMENT)):
            if match := pattern.search(line.text):
                votes.append(Vote(scope, weights[line.place], match.group()))
        if line.place == "prose":
            if match := _IS_ITS_OWN.search(line.text):
                votes.append(Vote("unit", 30.0, match.group()))
            if match := _ALONE.search(line.text):
                votes.append(Vote("unit", 2.0, match.group()))
            if match := lexicon.pattern("filings.counts_units").search(line.text):
                votes.append(Vote("department", 6.0, match.group()))
    own_only = (
        f for f in evidence.fields if own_budget_only(f.value) and lexicon.pattern("filings.declares").match(f.label)
    )
    votes += [Vote("unit", 4.0, f"{f.label}：{f.value}") for f in own_only]
    if has_parent:
        votes.append(Vote("unit", 12.0, "主管部门"))
    if name:
        votes.append(Vote("department" if _DEPARTMENTAL.search(name) else "unit", 0.1, name))
    return votes
