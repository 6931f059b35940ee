"""Names of public bodies as text: one form for all the ways in which a body's name is printed, and what looks like a body at all.

Which body published a filing is left to `fiscal.document.identity.publisher`, codes of places to `fiscal.document.identity.regions`.
"""

from __future__ import annotations

import re
import unicodedata

_HAN = "\u3400-\u9fff"
_SPACE = re.compile(r"\s+")
_WIDE = str.maketrans({"(": "（", ")": "）", "[": "（", "]": "）", "〔": "（", "〕": "）", ":": "：", ",": "，", ";": "；", "﹙": "（", "﹚": "）"})
_DIGITS = str.maketrans("〇零○OoＯ一二三四五六七八九", "000000123456789")
_YEAR_IN_WORDS = re.compile(r"二[〇零○Oo0]{1,2}[〇零○Oo0一二三四五六七八九]{1,2}(?=年)")
_OWN_BUDGET = re.compile(r"（(本级|本部|机关|机关本级|局本级|委本级|本单位|单位|部门|汇总|盖章|公章|签章|加盖公章)）|(?<=[局委厅办会院部处府])(本级|本部|机关本级)$")
_OWN_OFFICE = re.compile(r"(?<=[局委厅办会院部处府])机关$")
_LEADING_CODE = re.compile(r"^[（]?[0-9A-Za-z]+[）]?[-—–_、.．|]*")
_GENERIC = re.compile(r"^[本我该]?[省市区县州旗]?")

# How the names of public bodies end. Standard endings of organs, institutions, schools, hospitals, courts, associations and state companies.
_ENDING = (
    "局|委|委员会|办|办公室|办公厅|厅|部|处|科|所|院|站|队|支队|大队|总队|中队|室|馆|中心|学校|中学|小学|幼儿园|大学|学院|高中|初中|党校|医院|卫生院|保健院|法院|检察院|"
    "政府|办事处|街道|镇|乡|工委|党委|政协|人大|会|联合会|协会|总会|学会|商会|工会|集团|公司|社|报社|电台|电视台|台|库|林场|农场|场|宫|园|公园|陵园|基地|学社|团|剧团|乐团|署|厂|"
    "段|圃|校|组|行|军分区|中学部|指挥部|管委会|总站|分局|分院|分校|分中心|合作社|供销社|团委|科协|文联|妇联|残联|侨联|工商联|红十字会|常委会|代表大会|委员会办公室|军休所|干休所|福利院|敬老院|殡仪馆|血站|气象台|海关|监狱|仓库"
)
_PARTY = re.compile(r"^中国共产党")
_COMMITTEE = re.compile(r"(?<=[省市区县州盟旗镇乡])委员会|(?<=工)作委员会")
_BODY = re.compile(rf"^[{_HAN}A-Za-z0-9·“”（）、\-]{{2,60}}(?:{_ENDING})(?:（[{_HAN}]{{2,12}}）)?$")
_NEVER = re.compile(
    r"^(本|该|我|其|各|有关|相关|所属|下属|全|以上|上述|上级|原)|\d{4}年|一级预算|万元"
    r"|(预算|决算|年度|单位|情况|职责|职能|概况|报表|收入|支出|绩效|总表|编制部|主管部|[的了在为是])$"
)


def squeeze(text: str) -> str:
    """The text with one width of signs, years in digits and no white space: printed Chinese has none that means something."""
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", text)).translate(_WIDE)
    return _YEAR_IN_WORDS.sub(lambda match: match.group().translate(_DIGITS), plain)


def canonical(name: str) -> str:
    """A body's name without white space, leading code and remarks such as （本级） or （盖章）."""
    bare = _OWN_BUDGET.sub("", squeeze(name))
    bare = _LEADING_CODE.sub("", bare) if _LEADING_CODE.fullmatch(bare) is None else bare
    bare = re.sub(r"^（[^）]*章[^）]*）|[（：，。；、_—-]+$", "", bare)
    return _OWN_OFFICE.sub("", _OWN_BUDGET.sub("", bare)).strip("：，。；、")


def key(name: str) -> str:
    """What two printed forms of one name share: the canonical form with 与, 及 and 、 as 和, and the Party's committees in their short form (中共…市委)."""
    bare = re.sub(r"[与及、]|以及", "和", canonical(name)).replace("“", "").replace("”", "")
    party = _PARTY.sub("中共", bare)
    return _COMMITTEE.sub("委", party) if party.startswith("中共") else party


def own_budget_only(name: str) -> bool:
    """Whether the printed name says that only the body's own budget is meant: （本级）, （本部）, （机关）."""
    return re.search(r"（(局|委)?(本级|本部|机关|机关本级|本单位)）|(?<=[局委厅办会院部处府])(本级|本部|机关本级|机关)$", squeeze(name)) is not None


def is_body(name: str) -> bool:
    """Whether the text can be the name of a public body."""
    return _BODY.match(name) is not None and _NEVER.search(name) is None and len(re.findall(f"[{_HAN}]", name)) >= 4


def bare_of_generic(name: str) -> tuple[str, str]:
    """A leading 市, 区, 县 … that names no place, and the rest: `市财政局` → (`市`, `财政局`)."""
    match = _GENERIC.match(name)
    assert match is not None
    return match.group()[-1:], name[match.end() :]


def same_body(short: str, full: str) -> bool:
    """Whether `short` is `full` without (part of) its place: `市财政局` or `财政局` for `株洲市财政局`."""
    generic, rest = bare_of_generic(key(short))
    whole = key(full)
    if whole == key(short):
        return True
    if len(rest) < 3 or not whole.endswith(rest):
        return False
    place = whole.removesuffix(rest)
    return place.endswith(generic) if generic else re.search(r"([省市区县州盟旗镇乡]|人民政府|新区|开发区|园区)$", place) is not None


def abbreviates(short: str, full: str) -> bool:
    """Whether `short` is `full` with characters left out: 市城管执法局 for 某市城市管理综合行政执法局."""
    rest = iter(key(full))
    bare = key(short)
    return len(bare) >= 4 and bare[-1] == key(full)[-1:] and all(c in rest for c in bare)


def differs_by_a_slip(one: str, other: str) -> bool:
    """Whether two names differ as a misread character makes them differ: same length, at most one in eight characters, no numeral among them."""
    if len(one) != len(other) or len(one) < 8:
        return False
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(pairs) <= len(one) // 8 and not any(c in "一二三四五六七八九十0123456789东南西北甲乙丙" for pair in pairs for c in pair)
