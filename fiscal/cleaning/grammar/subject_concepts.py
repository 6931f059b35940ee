"""What a clause's subject means: a concept of `fiscal.cleaning.terms.concepts`, a class code, or a project, with its
funds and kind of expenditure.

Which words are the subject is left to the discourse; how a meaning is made to fit the columns of the filing's own
tables to `filing_names`. A subject that fits none stays without a concept."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fiscal import lexicon
from fiscal.cleaning.grammar.filing_names import FilingNames, project_key
from fiscal.cleaning.terms.absences import bare_absent
from fiscal.cleaning.terms.concepts import bare_name, by_id, concept_named
from fiscal.model.classification import CLASSIFICATIONS, FUNCTIONAL, system_of_code
from fiscal.model.vocabulary import BASIC_KINDS


@dataclass(frozen=True, slots=True)
class Meaning:
    """`source` and `kind` as in `source_of_funds` and `expenditure_type`, None where nothing says them; `inferred`
    where a printed path had to be bent.
    """

    class_system: str = "none"
    concept: str | None = None
    source: str | None = None
    kind: str | None = None
    project: str | None = None
    inferred: bool = False


UNKNOWN = Meaning()

_SOURCES = lexicon.pairs("money.funds_named")
_SOURCE_WORDS = lexicon.pattern("money.source_words")
_TERMS = tuple((way, concept, kind) for way, (concept, kind) in lexicon.rows("money.terms") if concept is not None)
_OWN_TERMS: tuple[tuple[re.Pattern[str], Meaning], ...] = (
    (lexicon.pattern("money.running_costs"), Meaning(kind="public")),
    (lexicon.pattern("money.funds_covered"), Meaning("project", "project_funds_covered", kind="project")),
    *((way, Meaning("procurement", concept)) for way, concept in lexicon.pairs("money.awarded_to_sme")),
)
_PATH = lexicon.pattern("money.path")
_CODED = lexicon.pattern("money.coded")
_LEVEL_ALONE = lexicon.pattern("money.level_alone")
_DEEPER = lexicon.pattern("money.deeper")
_CUT_SHORT = lexicon.pattern("money.cut_short")
_BARE_PATH = lexicon.pattern("money.bare_path")
_CODE = re.compile(r"^[(\[]?(?P<code>2\d{2}(?:\d{2}){0,2}|3\d{2}(?:\d{2})?)[)\]]?(?=[\u4e00-\u9fff])")
_OWNER = lexicon.pattern("money.owner")
_CODE_BEHIND = lexicon.pattern("money.code_behind")
_CLASS_WORDS = lexicon.pattern("money.class_words")
_ASIDE = lexicon.pattern("money.aside")
_PHASE_FIRST = lexicon.pattern("money.phase_first")
_PHASE_WITHIN = lexicon.pattern("money.phase_within")
_PHASE_LAST = lexicon.pattern("money.phase_last")
_COVERED = lexicon.pattern("money.covered")
_REST = lexicon.pattern("money.rest")
_ONLY_FUNDS = lexicon.pattern("money.only_funds")
_PROJECT_FUNDS = lexicon.pattern("money.project_funds")
SIDES = ("income_total", "expenditure_total", "income_current", "expenditure_current")
"""All income or all expenditure, with balances or of the year alone."""
_PROJECT_REPORT = lexicon.pattern("money.project_report")
_NO_PROJECT = lexicon.pattern("money.no_project")


def reported_project(heading: str) -> str | None:
    """The project whose report a heading opens (`科技专项经费情况说明`, `平台运维绩效自评综述`, `平台运维项目`); None
    for the headings of the filing itself.
    """
    match = _PROJECT_REPORT.fullmatch(re.sub(r"\s", "", heading))
    name = (match["name"] or match["rated"] or match["item"]) if match else None
    return None if name is None or _NO_PROJECT.search(name) else name


def source_of(text: str) -> str | None:
    """The funds that a subject or heading names."""
    return next((source for pattern, source in _SOURCES if pattern.search(text)), None)


def sources_of(text: str) -> set[str]:
    """All funds that a text names."""
    return {source for pattern, source in _SOURCES if pattern.search(text)}


def meaning_of(subject: str, filing_names: FilingNames, economic: bool) -> Meaning:
    """The meaning of a subject. `economic`: it is part of a basic-expenditure or economic-class whole, so that names
    common to several systems are economic.
    """
    text = re.sub(r"[“”\"'‘’]", "", subject).strip(",:;、")
    coded = "".join(m["digits"] for m in _CODED.finditer(text))
    text = _CLASS_WORDS.sub("", _ASIDE.sub("", _CODED.sub(r"(\g<level>)", text)))
    text = _OWNER.sub("", text) if len(text) > 4 else text
    if not text:
        return UNKNOWN
    behind = _CODE_BEHIND.search(text)
    if behind:
        return Meaning(system_of_code(behind["code"]) or "none", behind["code"])
    code = _CODE.match(text)
    if code:
        named = meaning_of(text[code.end() :], filing_names, economic or code["code"][0] == "3")
        return (
            Meaning(system_of_code(code["code"]) or "none", code["code"])
            if named.concept in (None, code["code"])
            else UNKNOWN
        )
    path = _PATH.search(text)
    if path and (
        _DEEPER.search(text, path.end()) or (path["xiang"] is None and _CUT_SHORT.match(text, path.end()) is not None)
    ):
        return UNKNOWN
    if (
        path is None
        and (bare := _BARE_PATH.fullmatch(text))
        and filing_names.functional_path(bare["lei"], bare["kuan"], bare["xiang"])[0]
    ):
        path = bare
    if path:
        code, sure = filing_names.functional_path(path["lei"], path["kuan"], path["xiang"])
        if code is None and system_of_code(coded) == FUNCTIONAL:
            code, sure = coded, True
        return Meaning("functional", code, inferred=not sure) if code else UNKNOWN
    if _LEVEL_ALONE.search(text):
        code = filing_names.functional(_LEVEL_ALONE.sub("", text))
        return Meaning("functional", code) if code else UNKNOWN
    text = _PHASE_WITHIN.sub("", text)
    without_first, without_last = _PHASE_FIRST.sub("", text), _PHASE_LAST.sub("", text)
    names = dict.fromkeys((text, without_first, without_last, _PHASE_LAST.sub("", without_first)))
    found = next((term for name in names if name and (term := _term(name)) != UNKNOWN), UNKNOWN)
    if found.concept is not None and not (economic and found.class_system == "three_public"):
        return found
    named = (("economic_department", filing_names.economic(text)), ("functional", filing_names.functional(text)))
    for system, code in named if economic or text.endswith(("费", "费用")) else reversed(named):
        if code is not None:
            return Meaning(system, code)
    if found.concept is not None:
        return found
    project = filing_names.project(text)
    return Meaning("project", "project", kind="project", project=project) if project else UNKNOWN


def names_a_class(label: str) -> bool:
    """Whether a label names a class by its place (…（类）…（款）), whichever it may be."""
    return _PATH.search(label) is not None


def funds_covered(words: str, before: Meaning) -> Meaning:
    """The meaning of funds named behind 涉及, or listed after such ones: of the projects spoken of, not of the body."""
    covered = _COVERED.match(words)
    name = words[covered.end() :] if covered else words
    source = source_of(name) or ("other" if _REST.fullmatch(name) else None)
    if (
        source is None
        or not _ONLY_FUNDS.fullmatch(_SOURCE_WORDS.sub("", _REST.sub("", name), count=1))
        or not (covered or before.concept == "project_funds_covered")
    ):
        return UNKNOWN
    return Meaning("project", "project_funds_covered", source, "project")


def project_funds(subject: str, project: str | None) -> Meaning:
    """The meaning of 项目资金 and the like inside the report on one project."""
    return (
        Meaning("project", "project", kind="project", project=project)
        if project and _PROJECT_FUNDS.fullmatch(subject)
        else UNKNOWN
    )


def _term(text: str) -> Meaning:
    for pattern, meaning in _OWN_TERMS:
        if pattern.fullmatch(text):
            return meaning
    side = "expenditure" if "支出" in text and "收入" not in text else "income" if "收入" in text else "any"
    named = concept_named(text, side)
    if named is not None:
        return Meaning(named.class_system, named.id, named.source, named.kind)
    source = source_of(text)
    bare = _SOURCE_WORDS.sub("", text, count=1) if source else text
    for pattern, concept, kind in _TERMS:
        if pattern.fullmatch(bare):
            if concept == "expenditure_total" and source:
                concept = "expenditure_current"
            return Meaning(by_id(concept).class_system, concept, source, kind)
    if source and bare_name(bare):
        named = concept_named(bare, side)
        if named is not None:
            return Meaning(named.class_system, named.id, source, named.kind)
    return UNKNOWN


_BODIES = lexicon.pattern("money.bodies")


def absent_meaning(subject: str, filing_names: FilingNames) -> Meaning:
    """The meaning of what is said not to exist: bodies under this one, funds by their budget (无政府性基金预算), else
    as any subject, costs by their economic class.
    """
    name = bare_absent(subject)
    if _BODIES.fullmatch(name):
        return Meaning("none", "subordinate_bodies")
    source = source_of(name)
    if source is not None and len(_SOURCE_WORDS.sub("", name, count=1)) <= 2:
        return Meaning("none", "expenditure_current", source, "total")
    for words in (name, subject):
        found = meaning_of(words, filing_names, False)
        if found.concept is not None and found.concept not in (
            "expenditure_total",
            "income_total",
            "expenditure_current",
        ):
            return found
    return UNKNOWN


def as_part(meaning: Meaning, label: str, whole: Meaning, filing_names: FilingNames) -> Meaning:
    """The meaning of a part: under project expenditure a project, under a project its own item, under basic expenditure
    an economic class of it.

    A part of something unknown is unknown: 工资福利支出 of it is not the body's.
    """
    if whole.concept is None and whole.kind is None:
        return UNKNOWN
    if whole.class_system == "project" and whole.project is not None:
        if meaning.class_system == "economic_department":
            return replace(meaning, kind="project", project=whole.project, source=meaning.source or whole.source)
        return Meaning("project", f"item:{project_key(label)}", whole.source, "project", whole.project)
    if (narrowed := kind_of_class(meaning, whole)) is not None:
        return narrowed
    named_alike = (
        meaning.class_system == "functional"
        and filing_names.project(label) is not None
        and not _CODE_BEHIND.search(label)
    )
    of_projects = whole.kind in ("project", "target_project", "operating_project") and whole.class_system == "none"
    if of_projects and (meaning.concept in (None, "project") or named_alike):
        return Meaning("project", "project", meaning.source, "project", filing_names.project(label) or label)
    if whole.kind == "project" and meaning.class_system == "economic_department" and meaning.kind is None:
        return replace(meaning, kind="project")
    if meaning.class_system == "income" and whole.class_system != "income" and not whole.inferred:
        concept = "expenditure_current" if whole.concept == "expenditure_total" else whole.concept
        return replace(whole, concept=concept, source=meaning.source) if meaning.source else UNKNOWN
    if whole.kind in BASIC_KINDS and meaning.class_system == "economic_department" and meaning.kind is None:
        return replace(meaning, kind="basic")
    return meaning


def kind_of_class(meaning: Meaning, whole: Meaning) -> Meaning | None:
    """What a kind of expenditure (公用经费) told of a class means: that kind of the class; None where it is no such
    kind or the whole no class.
    """
    if (
        whole.class_system in CLASSIFICATIONS
        and meaning.concept == "expenditure_current"
        and meaning.kind not in (None, "total")
    ):
        return replace(whole, kind=meaning.kind, source=meaning.source or whole.source)
    return None


def within(meaning: Meaning, source: str | None) -> Meaning:
    """The meaning, with the funds of the whole or heading that it stands under where it names none itself."""
    return meaning if meaning.source or source is None else replace(meaning, source=source)


def same_meaning(one: Meaning, other: Meaning) -> bool:
    """Whether two meanings are of one thing; funds that only one of them names do not part them."""
    if one.source and other.source and one.source != other.source:
        return False
    return (one.class_system, one.concept, one.kind, one.project) == (
        other.class_system,
        other.concept,
        other.kind,
        other.project,
    )


def is_that(stated: Meaning, meaning: Meaning) -> bool:
    """Whether a subject means what was stated: all income or expenditure is not that of the funds that the subject
    names.
    """
    return same_meaning(stated, meaning) and not (
        meaning.source and meaning.source != "total" and stated.source is None and stated.concept in SIDES
    )


def names_whole(whole: Meaning, words: Meaning) -> bool:
    """Whether words name the whole of the open list; 财政拨款 and 一般公共预算财政拨款 are one where they are said of
    one list.
    """
    funds = (
        words.source is None
        or words.source == whole.source
        or {words.source, whole.source} == {"fiscal", "general_public_budget"}
    )
    return (
        funds and words.concept is not None and same_meaning(replace(whole, source=None), replace(words, source=None))
    )
