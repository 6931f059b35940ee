"""What a clause's subject means: a concept of the tables, whose funds, which kind of expenditure, or a project by name.

The names come from the filing's own tables first, then from the classification and the field's standing terms. A subject that fits none stays
without a concept; which words are the subject is left to `fiscal.cleaning.narrative`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from fiscal.cleaning.absences import bare_name
from fiscal.cleaning.indicators import indicator_key
from fiscal.model.contract import Observation


@dataclass(frozen=True, slots=True)
class Meaning:
    """A concept with its funds and expenditure type. `inferred` where the printed path had to be bent to find it."""

    class_system: str = "none"
    concept: str | None = None
    source: str | None = None
    kind: str | None = None
    project: str | None = None
    inferred: bool = False


UNKNOWN = Meaning()

_SOURCES = (
    (re.compile(r"一般公共预算"), "general_public_budget"),
    (re.compile(r"政府性基金"), "government_fund"),
    (re.compile(r"国有资本经营"), "state_capital"),
    (re.compile(r"财政专户"), "special_account"),
    (re.compile(r"财政(?:预算)?拨款|政府预算拨款"), "fiscal"),
)
_SOURCE_WORDS = re.compile(r"(?:一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?|政府预算)(?:财政)?(?:预算)?(?:拨款)?|财政(?:预算)?拨款|财政专户管理资金")

_TERMS: tuple[tuple[re.Pattern[str], str, str, str | None], ...] = tuple(
    (re.compile(pattern), system, concept, kind)
    for pattern, system, concept, kind in (
        (r"三公经费(?:合计|总额|支出|预算|财政拨款|决算|总)*", "three_public", "three_public", None),
        (r"因公出国(?:\(境\))?(?:费用|经费|支出|费)*", "three_public", "overseas_travel", None),
        (r"公务接待(?:费用?)?(?:支出)?", "three_public", "official_reception", None),
        (r"公务(?:用)?车(?:用车)?购置(?:费)?[及和与、](?:公务用车)?运行(?:维护)?(?:费用?)?(?:支出)?", "three_public", "official_vehicles", None),
        (r"公务(?:用)?车(?:用车)?购置(?:费用?)?(?:支出)?", "three_public", "vehicle_purchase", None),
        (r"公务(?:用)?车(?:用车)?运行(?:维护)?(?:费用?)?(?:支出)?", "three_public", "vehicle_operation", None),
        (r"机关运行经费(?:支出)?", "none", "operating_expense", None),
        (r"政府采购(?:预算|支出|项目|资金)*(?:总额|金额|合计)?(?:\([^()]*\))?(?:纳入.{0,12})?", "procurement", "procurement_total", None),
        (r"(?:政府)?采购货物(?:支出|类)?|(?:政府采购)?货物(?:类)?(?:采购)?(?:支出|预算)?", "procurement", "procurement_goods", None),
        (r"(?:政府)?采购工程(?:支出|类)?|(?:政府采购)?工程(?:类)?(?:采购)?(?:支出|预算)?", "procurement", "procurement_works", None),
        (r"(?:政府)?采购服务(?:支出|类)?|(?:政府采购)?服务(?:类)?(?:采购)?(?:支出|预算)?", "procurement", "procurement_services", None),
        (r"授予中小企业(?:的)?合同(?:金额)?", "procurement", "procurement_awarded_sme", None),
        (r"授予小微企业(?:的)?合同(?:金额)?", "procurement", "procurement_awarded_micro", None),
        (r"货物采购授予中小企业合同(?:金额)?", "procurement", "procurement_goods_awarded_sme", None),
        (r"工程采购授予中小企业合同(?:金额)?", "procurement", "procurement_works_awarded_sme", None),
        (r"服务采购授予中小企业合同(?:金额)?", "procurement", "procurement_services_awarded_sme", None),
        (r"(?:面向|预留给)中小(?:微)?企业(?:预留)?(?:的)?(?:政府)?采购(?:项目)?(?:份额)?(?:预算)?(?:支出)?", "procurement", "procurement_for_sme", None),
        (r"(?:面向|预留给)小(?:型和)?微(?:型)?企业(?:预留)?(?:的)?(?:政府)?采购(?:项目)?(?:份额)?(?:预算)?(?:支出)?", "procurement", "procurement_for_micro", None),
        (r"收入支出总计|收支总计|收入总计|收入支出(?:决算)?总额|部门(?:预算)?(?:总)?收入|单位(?:预算)?(?:总)?收入|总收入|收入", "income", "income_total", None),
        (r"本年(?:度)?收入(?:合计|总计)?", "income", "income_current", None),
        (r"支出总计|部门(?:预算)?(?:总)?支出|单位(?:预算)?(?:总)?支出|总支出|支出", "none", "expenditure_total", "total"),
        (r"本年(?:度)?支出(?:合计|总计)?", "none", "expenditure_current", "total"),
        (r"事业收入", "income", "business_income", None),
        (r"(?:事业单位)?经营收入", "income", "operating_income", None),
        (r"上级(?:单位)?补助收入", "income", "superior_subsidy", None),
        (r"附属单位上缴收入", "income", "affiliate_remittance", None),
        (r"其他收入", "income", "other_income", None),
        (r"年初结转[和及、]?结余|上年(?:度)?结转[和及、]?(?:结余)?|上年结余[和及、]?结转", "income", "balance_opening", None),
        (r"使用非财政拨款(?:结余|专用结余).*", "income", "nonfiscal_balance_used", None),
        (r"年末结转[和及、]?(?:结余)?|结转下年(?:支出)?|年终结转[和及、]?结余", "none", "balance_closing", None),
        (r"结余分配", "none", "balance_distribution", None),
        (r"基本支出(?:合计)?", "none", "expenditure_basic", "basic"),
        (r"项目支出(?:合计|总额)?", "none", "expenditure_project", "project"),
        (r"(?:事业单位)?经营支出", "none", "operating_expenditure", None),
        (r"上缴上级支出", "none", "remitted_to_superior", None),
        (r"对附属单位补助支出", "none", "subsidy_to_affiliates", None),
        (r"人员(?:类)?(?:经费|支出)(?:合计)?|基本支出人员经费", "none", "expenditure_basic", "personnel"),
        (r"(?:日常)?公用(?:类)?(?:经费|支出)(?:合计)?", "none", "expenditure_basic", "public"),
        (r"特定目标类(?:项目)?(?:支出|经费)?", "none", "expenditure_target_projects", "project"),
        (r".{0,12}整体支出绩效目标(?:管理)?的?(?:金额)?", "none", "expenditure_total", "total"),
        (r"对个人和家庭的?补助(?:支出)?", "economic_department", "303", None),
        (r"(?:纳入.{2,20})?涉及(?:的)?(?:项目)?(?:预算)?(?:资金|金额)?(?:支出)?(?:预算)?(?:资金|金额)?", "project", "project_funds_covered", "project"),
        (r"流动资产", "asset", "current_assets", None),
        (r"固定资产", "asset", "fixed_assets", None),
        (r"在建工程", "asset", "construction_in_progress", None),
        (r"无形资产", "asset", "intangible_assets", None),
        (r"长期投资", "asset", "long_term_investment", None),
        (r"其他固定资产", "asset", "other_fixed_assets", None),
    )
)
_SOURCED = {
    "income": {
        "general_public_budget": "income_general_public_budget",
        "government_fund": "income_government_fund",
        "state_capital": "income_state_capital",
        "fiscal": "income_fiscal",
        "special_account": "income_special_account",
    }
}
_OWNER = re.compile(r"^(?:(?:本|我|各|所属各?|下属各?)?(?:预算)?(?:单位|部门)(?=机关|三公|政府采购|因公|公务|一般|财政)|.{0,24}?财政拨款(?:开支|安排)?的(?=机关|三公|公务))")
_PHASE_FIRST = re.compile(r"^(?:年初|全年|当年)?(?:预算|决算)(?:安排的?)?(?=.{3,})")
_PATH = re.compile(r"(?P<lei>[^()]{2,30}?)\(类\)(?:(?P<kuan>[^()]{2,40}?)\(款\)(?:(?P<xiang>.{2,40}?)\(项\))?)?")
_NAME_NOISE = re.compile(r"[\s“”\"'‘’]|支出$|费用$")
_PROJECT_ENDS = re.compile(r"(?:专项)?(?:资金|经费|项目|专项|费)$")


@cache
def _classification(system: str) -> dict[str, str]:
    """code → name of one classification list."""
    name = {"functional": "functional_2022", "economic_department": "economic_department_3xx", "economic_government": "economic_government_5xx"}[system]
    text = (files("fiscal.model") / "classification" / f"{name}.csv").read_text("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


@cache
def _renamed() -> dict[str, str]:
    text = (files("fiscal.model") / "classification" / "functional_renames.csv").read_text("utf-8")
    return {row["old_name"]: row["code"] for row in csv.DictReader(text.splitlines()) if row["old_name"] != "(none)"}


def _name(text: str) -> str:
    return re.sub(r"[\s“”\"'‘’()（）]|的|支出|费用|费|和|及|与|、", "", text)


class Lexicon:
    """The names that one filing uses: its functional codes by path and name, its economic codes, its projects."""

    def __init__(self, tables: Iterable[Observation]) -> None:
        """Learn from the table observations of the filing."""
        self.codes: dict[str, str] = dict(_classification("functional"))
        self.economic: dict[str, set[str]] = {}
        self.projects: dict[str, str] = {}
        own: set[str] = set()
        for o in tables:
            if o.class_system == "functional" and o.row_code and o.row_code.isdigit() and o.row_label:
                self.codes[o.row_code] = o.row_label
                own.add(o.row_code)
            if o.project:
                self.projects.setdefault(project_key(o.project), o.project)
        self.by_name: dict[str, set[str]] = {}
        for code, name in self.codes.items():
            self.by_name.setdefault(_name(name), set()).add(code)
        for name, code in _renamed().items():
            self.by_name.setdefault(_name(name), set()).add(code)
        self.own = own
        for code, name in _classification("economic_department").items():
            self.economic.setdefault(_name(name), set()).add(code)

    def functional_path(self, lei: str, kuan: str | None, xiang: str | None) -> Meaning:
        """The code of a printed 类款项 path; without a concept where the path is in neither the filing's tables nor the classification."""
        heads = {c for c in self.by_name.get(_name(lei), ()) if len(c) == 3}
        if kuan is None:
            return self._one(heads, False)
        middles = {c for c in self.by_name.get(_name(kuan), ()) if len(c) == 5 and c[:3] in heads}
        if xiang is None:
            return self._one(middles, False)
        named = {c for c in self.by_name.get(_name(xiang), ()) if len(c) == 7}
        exact = {c for c in named if c[:5] in middles}
        if exact:
            return self._one(exact, False)
        return self._one({c for c in named if c[:3] in heads and c in self.own}, True) if not middles or not exact else UNKNOWN

    def functional_name(self, name: str) -> Meaning:
        """The code of one functional name, where only one in the filing (else one 类) bears it."""
        codes = self.by_name.get(_name(name), set())
        heads = {c for c in codes if len(c) == 3}
        return self._one(heads or (codes & self.own) or codes, False)

    def economic_name(self, name: str) -> Meaning:
        """The department economic code of a name that only one bears."""
        codes = self.economic.get(_name(name), set())
        return Meaning("economic_department", next(iter(codes))) if len(codes) == 1 else UNKNOWN

    def project(self, name: str) -> str | None:
        """The filing's own name of a project that the prose names slightly differently."""
        return self.projects.get(project_key(name)) if name else None

    @staticmethod
    def _one(codes: set[str], inferred: bool) -> Meaning:
        return Meaning("functional", next(iter(codes)), inferred=inferred) if len(codes) == 1 else UNKNOWN


def project_key(name: str) -> str:
    """How project names are compared: as indicators are, without 专项, 经费, 项目 at the end and without what stands in brackets after it."""
    key = indicator_key(name)
    shorter = _PROJECT_ENDS.sub("", key)
    return shorter if len(shorter) >= 3 else key


def source_of(text: str) -> str | None:
    """The funds that a subject or heading names."""
    for pattern, source in _SOURCES:
        if pattern.search(text):
            return source
    return None


def meaning_of(subject: str, lexicon: Lexicon, economic: bool) -> Meaning:
    """The meaning of a subject. `economic`: it is part of a basic-expenditure or economic-class whole, so that names common to both classifications are economic."""
    text = re.sub(r"[“”\"'‘’]", "", subject).strip(",:;、")
    text = _OWNER.sub("", text) if len(text) > 4 else text
    if not text:
        return UNKNOWN
    path = _PATH.search(text)
    if path:
        return lexicon.functional_path(path["lei"], path["kuan"], path["xiang"])
    found = _term(text)
    if found == UNKNOWN and _PHASE_FIRST.match(text):
        found = _term(_PHASE_FIRST.sub("", text))
    if found.concept is not None and not (economic and found.class_system == "three_public"):
        return found
    named = [lexicon.economic_name(text), lexicon.functional_name(text)]
    for meaning in named if economic or text.endswith(("费", "费用")) else reversed(named):
        if meaning.concept is not None:
            return meaning
    if found.concept is not None:
        return found
    project = lexicon.project(text)
    return Meaning("project", project_key(project), kind="project", project=project) if project else UNKNOWN


def absent_meaning(subject: str, lexicon: Lexicon) -> Meaning:
    """The meaning of what is said not to exist: funds by their budget (无政府性基金预算), else as any subject, costs by their economic class."""
    name = bare_name(subject)
    source = source_of(name)
    if source is not None and len(_SOURCE_WORDS.sub("", name, count=1)) <= 2:
        return Meaning("none", "expenditure_total", source, "total")
    for words in (name, subject):
        found = meaning_of(words, lexicon, False)
        if found.concept is not None and found.concept not in ("expenditure_total", "income_total"):
            return found
    return UNKNOWN


def as_part(meaning: Meaning, label: str, whole: Meaning, lexicon: Lexicon) -> Meaning:
    """The meaning of a part: under project expenditure it is a project, under a project it is that project's own part."""
    if whole.class_system == "project" and whole.project is not None:
        if meaning.class_system in ("economic_department", "economic_government"):
            return replace(meaning, kind="project", project=whole.project)
        return Meaning("project", f"{whole.concept}/{project_key(label)}", whole.source, "project", whole.project)
    if whole.kind == "project" and whole.class_system == "none" and (meaning.concept is None or meaning.class_system == "project"):
        own = lexicon.project(label) or label
        return Meaning("project", project_key(own), meaning.source, "project", own)
    return meaning


def _term(text: str) -> Meaning:
    source = source_of(text)
    bare = _SOURCE_WORDS.sub("", text, count=1) if source else text
    for pattern, system, concept, kind in _TERMS:
        if pattern.fullmatch(bare):
            if source and concept in ("income_total", "income_current"):
                return Meaning("income", concept if "总计" in bare else _SOURCED["income"][source], source, kind)
            return Meaning(system, concept, source, kind)
    return UNKNOWN


def within(meaning: Meaning, source: str | None) -> Meaning:
    """The meaning, with the funds of the whole or heading that it stands under where it names none itself."""
    return meaning if meaning.source or source is None else replace(meaning, source=source)
