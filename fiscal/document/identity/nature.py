"""What kind of filing a reading is: budget, final account or performance declaration, of which year, of a department or a unit.

Whose it is is left to `fiscal.document.identity.publisher`.
"""

from __future__ import annotations

import re

from fiscal.document.identity.evidence import Evidence, Vote
from fiscal.document.identity.names import own_budget_only

_PROJECT_CODE = re.compile(r"(?<!\d)(\d{6})(\d{2})\d{13}(?!\d)")
_TITLE = re.compile(r"(20\d{2})年?度?([^\d，。；：]{0,45}?)(预算|决算|绩效目标|绩效自评)")
_YEAR_LABEL = re.compile(r"(预算|填报|申报|所属)?年度$")
_HEADED = re.compile(r"^[^\d：]{0,40}?(20\d{2})年?度?(?!\d|[-./]\d|.?\d{1,2}月)")
_COMPARED = re.compile(r"(比|较|与|同|对比|上年|截至|至|自)$")
_PAST = re.compile(r"^(.{0,12}预算执行(数|情况)|决算数|年?末|\d{1,2}月|预算数?相比|年初)")
# 预算 that names a fund, a classification or a body, not this filing.
_NOT_KIND = re.compile(
    r"(一般公共|政府性基金|国有资本经营|社会保险基金|部门|政府)预算(?=财政拨款|支出|收入|经济分类|拨款|安排|资金|收支|基本支出|项目|“)|预算(单位|部门|主管|科目|编码|执行率|绩效|拨款|资金|管理)|纳入预算"
)
_PERFORMANCE = re.compile(r"绩效(目标)?(申报|填报|自评|目标|指标|评价)")
_IS_ITS_OWN = re.compile(r"(部门|政府)?(预算|决算)(仅|只|即|就)?[为是](本单位|本级|单位本级|本部门本级)(预算|决算)")
_ALONE = re.compile(r"(无|没有)(下属|所属|二级|独立核算)(的)?(预算)?单位|(仅|只)(包[括含]|有)(本单位|本级|机关本级)")

_COVER_TITLE = re.compile(
    r"^(?![第（]?[一二三四五六七八九十]+[部章、）.])(?=.{0,80}20\d{2}).*?(?<!预算)(?P<scope>部门|单位)(?:综合|收支)?(?:预算|决算)"
    r"(?:公开|信息|情况|编制|说明|报告|文本|报表|[表书的及和]|（.{1,12}）)*$"
)
_OWN_LEVEL = re.compile(r"（(局|委)?(本级|本部|机关|机关本级|本单位)）|(?<=[局委厅办会院部处府])(本级|本部|机关本级|机关)(?=20|部门|单位|预算|决算)")

_UNIT = re.compile(
    r"(?<!部门)(?<!（)单位(预算|决算)(?!数|编制范围)|预算单位(财务|收入|支出|财政|一般|政府|国有)|单位“三公”|20\d{2}年单位|单位概况"
    r"|^单位(主要职能|机构设置|职能职责)"
)
_DEPARTMENTAL = re.compile(r"([局委办厅部会]|委员会|办公[室厅]|政府|街道|办事处|[镇乡]|政协|人大|法院|检察院)$")
_DEPARTMENT = re.compile(r"(?<!按)部门(预算|决算)(?!经济|支出经济|单位|为本单位)|20\d{2}年部门|部门“三公”|部门概况|^部门(主要职能|机构设置)")


def year_votes(evidence: Evidence) -> list[Vote]:
    """Every year that is printed as the filing's own, not as one of comparison."""
    weights = {"cover": 6.0, "heading": 4.0, "contents": 3.0, "title": 4.0, "prose": 1.0}
    votes: list[Vote] = []
    for line in evidence.at(*weights):
        weight = weights[line.place]
        own = (m for m in _TITLE.finditer(line.text) if not _COMPARED.search(line.text[: m.start()]) and not _PAST.match(line.text[m.end(1) :].lstrip("年度")))
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
        if field.place == "cell" and (match := re.search(r"(20\d{2})年", field.value)):
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
        if kind and len(line.text) <= 80:
            votes.append(Vote(kind, weights[line.place], line.text))
    for line in evidence.at("prose"):
        for match in _TITLE.finditer(line.text):
            kind = _kind(match.group())
            if kind in ("budget", "final") and not _COMPARED.search(line.text[: match.start()]):
                votes.append(Vote(kind, 0.5, match.group()))
    for table in evidence.tables:
        if not _PERFORMANCE.search(table.title):
            heads = {cell.text for cell in table.cells if cell.is_header}
            votes += [Vote("final", 1.0, table.title) for h in heads if re.fullmatch(r"(决算数|本年决算数?)", h)]
            votes += [Vote("budget", 0.5, table.title) for h in heads if re.fullmatch(r"(本年)?预算数|年度预算", h)]
    if any(v.value != "performance" for v in votes):
        return [v for v in votes if v.value != "performance"]
    return votes


def _kind(text: str) -> str | None:
    if "决算" in text:
        return "final"
    if _PERFORMANCE.search(text):
        return "performance"
    return "budget" if "预算" in _NOT_KIND.sub("", text) else None


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
    """`department` or `unit`, by what titles, labels and the text about subordinate units say; where they say nothing, by what kind of body `name` is."""
    votes: list[Vote] = []
    weights = {"cover": 5.0, "heading": 1.5, "contents": 1.0, "title": 1.5, "prose": 0.2}
    for line in evidence.at(*weights):
        if len(line.text) > 80 and line.place != "prose":
            continue
        for scope, pattern in (("unit", _UNIT), ("department", _DEPARTMENT)):
            if match := pattern.search(line.text):
                votes.append(Vote(scope, weights[line.place], match.group()))
        if line.place == "prose":
            if match := _IS_ITS_OWN.search(line.text):
                votes.append(Vote("unit", 30.0, match.group()))
            if match := _ALONE.search(line.text):
                votes.append(Vote("unit", 2.0, match.group()))
            if match := re.search(r"(下属|所属|本部(门)?以及|汇总)[^，。]{0,12}\d+家(预算)?单位", line.text):
                votes.append(Vote("department", 6.0, match.group()))
    own_only = (f for f in evidence.fields if own_budget_only(f.value) and re.match(r"(编制|填报|预算|单位)", f.label))
    votes += [Vote("unit", 4.0, f"{f.label}：{f.value}") for f in own_only]
    if has_parent:
        votes.append(Vote("unit", 12.0, "主管部门"))
    if name:
        votes.append(Vote("department" if _DEPARTMENTAL.search(name) else "unit", 0.1, name))
    return votes
