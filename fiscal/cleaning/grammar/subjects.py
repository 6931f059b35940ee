"""The subject of a clause without what only dates or addresses it: years, 截至…, 本单位, the publisher's own names, 其中, 共有.

What the subject means comes from `fiscal.cleaning.grammar.subject_concepts`; which subject is carried on is left to `fiscal.cleaning.discourse.discourse_state`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fiscal.cleaning.grammar.filing_names import Lexicon
from fiscal.cleaning.grammar.subject_concepts import Meaning, meaning_of, project_funds, within
from fiscal.model.classification import CLASSIFICATIONS
from fiscal.model.identity import Identity

_YEAR = re.compile(r"(?:截至|截止)?(?:到)?(?P<year>(?:19|20)\d\d)(?:年度?)(?:\d{1,2}月(?:\d{1,2}日)?[末底初]?)?,?(?:当年)?")
_LAST_YEAR = re.compile(r"(?:去年|上年度?|上一年度?)(?:度)?(?=$|预算|决算|执行|实际|同期|数)")
_FILLER = re.compile(
    r"^(?:按?(?:同|可比|相同)口径(?:计算|比较)?|\(?\d{1,2}\)|[①-⑳]|\d{1,2}[.、](?!\d)|\([一二三四五六七八九十]{1,3}\)[、.]?|[一二三四五六七八九十]{1,3}[、是](?!级)|其中|包含了?|包括了?|含|具体|另外|此外|同时|以及|[和与]|及(?!时)|截[至止](?:目前|年末|年底)?|目前|本部门|本单位|我单位|我部门|我局|我委|我办|我中心|本局|本街道|本级|各单位"
    r"|单位(?=\d|$|实有|现有|共有|年末|核定)|部门(?=\d|$|实有|现有|共有|年末|核定)|现有?(?=单位|部门|在|实)|内有|本年度|本年$|年度|今年|当年(?=政府采购|部门预算|预算)|全年(?=国内|公务|因公|购置|安排)"
    r"|共有|共安排|共计|共|累计(?!支出|执行)|合计|总计|安排(?=因公|购置|公务用车|公务接待)|开支(?=会议费|培训费|公务)|相应(?:安排)?|纳入|为|的|有|[、,;:。-])+"
)
_SAME_AGAIN = re.compile(r"(?:该|此|本|上述)(?:项|笔|部分)?(?:费用|经费|支出|资金|项目)+|费用支出")
_TAIL = re.compile(r"(?:共有|共|累计|的|(?<!保)有|安排|达|为)$")
_BODY = re.compile(
    r"(?=.{4,30}$)[\u4e00-\u9fff“”]+(?:局|委员会|委|办公室|办事处|中心|研究院|科学院|研究所|事务所|派出所|管理所|工作站|管理站|服务站|水文站|气象站|监测站|大队|支队|总队|中队|图书馆|博物馆"
    r"|文化馆|档案馆|纪念馆|体育馆|中学|小学|大学|学校|党校|学院|幼儿园|医院|保健院|法院|检察院|人民政府|协会|联合会|总会|基金会|管理处|事务处|执法队|委员会机关)(?:[(][^()]{1,8}[)])?"
)
_OWN_LEVEL = re.compile(r".{0,16}(?:本级|局机关|委机关|机关本级|本部)(?:[(][^()]{1,8}[)])?")
_NO_BODY = re.compile(r"预算|支出|收入|经费|情况|说明|职责|职能|绩效|项目|采购|机构|设置|名词|建设|管理工作|主要|运行|租赁|维护|改造|购置")
_BALANCES = ("结转", "结余")
_BUDGETS = ("general_public_budget", "government_fund", "state_capital", "fiscal")
SIDE_ALONE = re.compile(r"(?:部门|单位|决算)*(?:收入|支出)(?:决算)?")
_SIDES = {
    "income_total": "income_current",
    "income_current": "income_current",
    "expenditure_total": "expenditure_current",
    "expenditure_current": "expenditure_current",
    "carryover_out": "carryover_out",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a subject stands under: `economic`, part of basic expenditure or an economic class; the funds and the project that its list or headings name.

    `beside`: the funds of the statement before it in the same sentence.
    """

    economic: bool = False
    source: str | None = None
    project: str | None = None
    beside: str | None = None


class Subjects:
    """Subjects in the prose of one body."""

    def __init__(self, identity: Identity, lexicon: Lexicon) -> None:
        """Know the names of the body that speaks, and the names that its tables use."""
        self._publisher = identity.publisher
        self.lexicon, self._year, self._final = lexicon, identity.fiscal_year, identity.doc_kind == "final"
        names = {n for n in (identity.publisher, identity.publisher_parent, *identity.aliases) if n}
        names |= {re.sub(r"^.{2,12}?[省市区县](?=.{4})", "", n) for n in names}
        patterns = [re.sub("[和与及]", "[和与及]", re.escape(re.sub(r"\s", "", n))) for n in sorted(names, key=len, reverse=True)]
        self._names = re.compile(f"(?:{'|'.join(patterns)})(?:(?:部门|单位)?[(](?:部门|单位|本级|本部)[)])?") if patterns else None

    def bare(self, words: str) -> str:
        """The subject without fillers, dates and the body's names at its ends."""
        text, before = words, ""
        while text != before:
            before = text
            text = _FILLER.sub("", text)
            dated = _YEAR.match(text)
            if dated and not text[dated.end() :].startswith(_BALANCES):
                text = text[dated.end() :]
                text = "年" + text if text[:1] in ("末", "初", "底") else text
            named = self._names.match(text) if self._names else None
            text = text[named.end() :] if named else text
        return "" if _SAME_AGAIN.fullmatch(text) else _TAIL.sub("", text) if len(text) > 3 else text

    def other_body(self, text: str) -> str | None:
        """The body that a heading, item or subject names, where it is not the one that publishes."""
        name = re.sub(r"\s", "", text).strip("。:、")
        of_tables = self.lexicon.body(name)
        if of_tables is not None and of_tables != self._publisher:
            return of_tables
        if _NO_BODY.search(name) or (self._names is not None and self._names.fullmatch(name)):
            return None
        return name if _BODY.fullmatch(name) or _OWN_LEVEL.fullmatch(name) else None

    def dated(self, words: str) -> tuple[str, int | None]:
        """The bare subject, and the year that the words name at their beginning or end; the year of a balance's origin (2021年结转) is part of the name."""
        last = _LAST_YEAR.match(words)
        if last and self._year is not None:
            return self.bare(words[last.end() :]), self._year - 1
        for match in _YEAR.finditer(words):
            before, rest = words[: match.start()], words[match.end() :]
            if rest and len(self.bare(before)) >= 2:
                continue
            if rest.startswith(_BALANCES):
                return self.bare(before) + words[match.start() :], None
            return self.bare(words if rest else before), int(match["year"])
        return self.bare(words), None

    def meaning(self, subject: str, where: Surroundings) -> Meaning:
        """The meaning of a subject, where it has none by itself of its part behind a year or the last 、."""
        found = meaning_of(subject, self.lexicon, where.economic)
        if self._final and found.source is None and found.concept in _SIDES and SIDE_ALONE.fullmatch(subject):
            found = replace(found, concept=_SIDES[found.concept])
        if found.concept is None:
            found = project_funds(subject, where.project)
        for shorter in (_YEAR.split(subject)[-1], subject.rpartition("、")[2]):
            if found.concept is None and 2 <= len(shorter) < len(subject):
                found = meaning_of(shorter, self.lexicon, where.economic)
        if where.beside in _BUDGETS and found.source is None and found.concept in _SIDES and "总" not in subject:
            return replace(found, concept=_SIDES[found.concept], source=where.beside)
        return within(found, where.source) if found.class_system in ("none", *CLASSIFICATIONS) else found
