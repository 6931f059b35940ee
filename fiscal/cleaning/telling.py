"""Reads the prose of a filing clause by clause, in order, and keeps what later clauses refer back to: the subject, the numbered item, the open list.

Words before a figure are taken apart in `fiscal.cleaning.comparisons`; what a subject means in `narrative_concepts`, `counts` and `narrative_indicators`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fiscal.cleaning.absences import absent
from fiscal.cleaning.clauses import Figure, Plain, figures
from fiscal.cleaning.comparisons import BASE, FLAT, Base, Said, base_of, measure_of, read_words
from fiscal.cleaning.compositions import attach, mark_at_end, mark_at_start, whole_within
from fiscal.cleaning.counts import counted
from fiscal.cleaning.narrative_concepts import UNKNOWN, Lexicon, Meaning, absent_meaning, as_part, meaning_of, source_of, within
from fiscal.cleaning.narrative_indicators import indicator_label, indicator_measure, names_listed, noun_after
from fiscal.cleaning.statements import Composition, Draft, Item, Statement, numbering
from fiscal.model.identity import Identity

_REASONS = re.compile(r"原因|由于|因为|鉴于|为了|用于(?!以下|下列)|主要为:|主要是(?!指)|受.{2,12}影响|旨在")
_YEAR = re.compile(r"(?:截至|截止)?(?:到)?(?P<year>(?:19|20)\d\d)(?:年度?)(?:\d{1,2}月(?:\d{1,2}日)?[末底初]?)?,?(?:当年)?")
_FILLER = re.compile(
    r"^(?:其中|包含了?|包括了?|含|具体|另外|此外|同时|以及|[和与及]|截[至止](?:目前|年末|年底)?|目前|本部门|本单位|我单位|我部门|我局|我委|我办|我中心|本局|本街道|本级|各单位|单位(?=\d|$)|部门(?=\d|$)"
    r"|本年度|年度|今年|全年(?=国内|公务|因公|购置|安排)|共有|共安排|共计|共|累计(?!支出|执行)|合计|总计|安排(?=因公|购置)|纳入|为|的|有|、|,|;|:|。|-)+"
)
_TAIL = re.compile(r"(?:共有|共|累计|的|(?<!保)有|安排|达|为)$")
_WHOLE_AGAIN = re.compile(r"^(?:以上)?(?:合计|共计|总计|小计)$")
_MISSING = re.compile(r"(?<=[,;])(?P<word>增长|下降|增加|减少|占|完成年初预算的|完成预算的)(?=[,;。]|$)")
_TEMPLATE = re.compile(r"(?:增加|增长|减少|下降)[(](?:减少|下降|增加|增长)[)](?!\d)")
_GENERIC = re.compile(r"(?:说明|情况|概况|总体|安排|预算|决算|分析|部分|其他|情况[)]?)$")
_CRITERIA = re.compile(r"等次|评级标准|评分标准|(?:优秀?|良好?|合格|中|差)[,;:、(（为]?.{0,12}得分|得分.{0,16}(?:为优|为良|为合格)")
_MEASURES = {"actual": ("actual", "executed"), "budget_initial": ("budget_initial", "approved"), "budget_adjusted": ("budget_adjusted", "adjusted")}
_MONEY_WORDS = re.compile(r"支出|收入|经费|资金|预算|费用?$|项目|专项|金额|补助|款|资产|支持|采购|投资|结转|结余|奖金?|工资|工程|服务")


@dataclass(slots=True)
class _Piece:
    text: str
    before: str
    start: int


@dataclass(slots=True)
class Telling:
    """The walk over the prose of one filing. Feed sentences in order to `sentence`; read `drafts`, `compositions` and `counts` afterwards."""

    identity: Identity
    lexicon: Lexicon
    drafts: list[Draft] = field(default_factory=list[Draft])
    compositions: list[Composition] = field(default_factory=list[Composition])
    items: list[Item] = field(default_factory=list[Item])
    headings: tuple[str, ...] = ()
    _names: re.Pattern[str] | None = None
    _inline: Composition | None = None
    _topic: Statement | None = None
    _unit_first: Statement | None = None
    _previous: Statement | None = None
    _money: Statement | None = None
    _entered: list[Item] = field(default_factory=list[Item])
    _listed: dict[tuple[int, str], Composition] = field(default_factory=dict[tuple[int, str], Composition])
    _number: int = 0
    _sentence_no: int = 0

    def __post_init__(self) -> None:
        names = {n for n in (self.identity.publisher, self.identity.publisher_parent, *self.identity.aliases) if n}
        names |= {re.sub(r"^.{2,12}?[省市区县](?=.{4})", "", n) for n in names}
        pattern = "|".join(re.sub("[和与及]", "[和与及]", re.escape(re.sub(r"\s", "", n))) for n in sorted(names, key=len, reverse=True))
        self._names = re.compile(f"(?:{pattern})(?:(?:部门|单位)?[(](?:部门|单位|本级|本部)[)])?") if pattern else None

    @property
    def final(self) -> bool:
        """Whether the filing is a final account: figures are results unless they say otherwise."""
        return self.identity.doc_kind == "final"

    def sentence(self, sentence_no: int, said: Plain, headings: tuple[str, ...], heading: bool) -> list[Figure]:
        """Read one sentence; gives the figures that it holds."""
        self._sentence_no = sentence_no
        if headings != self.headings and not _same_section(headings, self.headings):
            self._inline = self._topic = self._previous = None
            self.items.clear()
        self.headings = headings
        found = [] if _CRITERIA.search(said.text) and said.text.count("分") > 2 and "综合" not in said.text else figures(said.text)
        start = 0
        for end in [m.end() for m in re.finditer("[。!?](?!$)", said.text)] + [len(said.text)]:
            self._unit(said, start, end, [f for f in found if start <= f.start < end], heading)
            start = end
        return found

    def _unit(self, said: Plain, start: int, end: int, found: list[Figure], heading: bool) -> None:
        text = said.text[start:end]
        number = numbering(text)
        position = start
        if number is not None:
            self._open_item(number[0], text[number[1] :], heading)
            position = start + number[1]
        elif heading:
            self._open_item(-1, text, heading)
        elif self._topic is not None:
            self._previous = self._unit_first or self._previous or self._topic
        self._inline = None
        self._unit_first = None
        self._topic = None
        events: list[tuple[int, int, Figure | str]] = [(f.start, f.end, f) for f in found]
        taken = [(f.start, f.end) for f in found]
        for kind, pattern in (("flat", FLAT), ("missing", _MISSING), ("template", _TEMPLATE)):
            for match in pattern.finditer(said.text, position, end):
                if not any(a < match.end() and match.start() < b for a, b in taken):
                    events.append((match.start(), match.end(), kind))
        for what in absent(said.text, position, end, self.headings):
            self._absence(what.start, what.end, what.words, what.name)
        for at, until, event in sorted(events, key=lambda e: e[0]):
            pieces = _pieces(said.text, position, at)
            if isinstance(event, Figure):
                self._figure(said.text, pieces, event)
            else:
                self._words(said.text, pieces, at, until, event)
            position = until
            if self._inline is not None and said.text[until : until + 1] == "等":
                self._inline.open_list = True
        self._close_unit(_pieces(said.text, position, end), said.text[max(start, end - 2) : end])

    def _open_item(self, level: int, text: str, heading: bool) -> None:
        self._money = None
        if level < 0:
            self.items.clear()
        while self.items and self.items[-1].level >= level:
            self.items.pop()
        label = re.split(r"[,;:。]", text)[0] if not heading else text.strip("。:")
        item = Item(level, label)
        cut = figures(label)
        name = self._subject(label[: cut[0].start] if cut else label)
        item.meaning = self._meaning(measure_of(name)[1], None)
        for owner in reversed(self.items):
            if owner.block is not None:
                owner.block.level = level if owner.block.level is None else owner.block.level
                if owner.block.level == level:
                    owner.block.entries.append(id(item))
                break
        self.items.append(item)
        self._entered.append(item)
        self._previous = None

    def _close_unit(self, rest: list[_Piece], ending: str) -> None:
        for piece in rest:
            mark = mark_at_end(piece.text)
            if mark and (ending.endswith(":") or ending.rstrip("。:").endswith(piece.text[-2:])) and (ending.endswith(":") or "如下" in piece.text):
                whole = self._named_whole(mark[1]) or self._topic or self._unit_whole()
                if whole is not None and self.items:
                    self.items[-1].block = self._compose(whole, mark[0], "block")
                elif whole is not None:
                    self.items.append(Item(-1, "", block=self._compose(whole, mark[0], "block")))
        if self._unit_first is not None:
            self._previous = self._unit_first

    def _unit_whole(self) -> Statement | None:
        for statement in (self._unit_first, self._previous, self.items[-1].main if self.items else None):
            if statement is not None and statement.stated:
                return statement
        return None

    def _compose(self, whole: Statement, complete: bool | None, place: str) -> Composition:
        composition = Composition(whole, complete, place, outer=self._outer_of(whole))
        self.compositions.append(composition)
        return composition

    def _outer_of(self, whole: Statement) -> Composition | None:
        return whole.whole

    def _named_whole(self, words: str) -> Statement | None:
        """The statement that a mark names: `本年收入的具体构成为`, `财政拨款支出预算中`."""
        name = self._subject(words)
        if len(name) < 2:
            return None
        measure, bare = measure_of(name)
        meaning = self._meaning(bare, None)
        for draft in reversed(self.drafts):
            statement = draft.statement
            if statement.stated and (
                (meaning.concept is not None and _same_meaning(statement.meaning, meaning)) or (meaning.concept is None and statement.label == bare)
            ):
                return statement
        return None

    def _figure(self, text: str, pieces: list[_Piece], figure: Figure) -> None:
        explained = self._walk(pieces)
        words = pieces[-1].text if pieces else ""
        mark = mark_at_start(words)
        if mark is not None:
            if not explained:
                self._mark(mark[0], pieces[-1].before)
            words = mark[1]
        if _REASONS.search(words):
            explained = True
            words = _REASONS.split(words)[-1].lstrip("是为:")
        said = read_words(words, figure.kind if figure.kind != "bare" else "percent" if _looks_percent(words) else "bare", self.final)
        base = said.base or self._base_before(pieces[:-1])
        kept = (self._topic, self._inline, self._unit_first)
        if explained:
            self._inline = None
        if said.relation == "value":
            self._value(text, pieces, figure, said, explained)
        else:
            self._relation(pieces, figure, said, base, explained)
        if explained:
            self._topic, self._inline, self._unit_first = kept

    def _walk(self, pieces: list[_Piece]) -> bool:
        """Marks, brackets and explanations before the last piece; whether the figure stands in an explanation."""
        explained = False
        for index, piece in enumerate(pieces):
            if piece.before in ";。":
                explained = False
                if piece.before == ";" and self._inline is not None and self._inline.place == "inner":
                    self._inline = self._inline.outer
            if piece.before == ")" and self._inline is not None and self._inline.place == "bracket":
                self._topic, self._inline = self._inline.whole, self._inline.outer
            if piece.before == "(" and self._topic is not None:
                self._inline = self._nest(self._topic, None, "bracket")
            if index == len(pieces) - 1:
                break
            start = mark_at_start(piece.text)
            if start is not None:
                self._mark(start[0], piece.before)
            else:
                named = whole_within(piece.text)
                whole = self._named_whole(named) if named else None
                end = mark_at_end(piece.text)
                if whole is not None:
                    self._inline = self._nest(whole, None, "named")
                elif end is not None and pieces[index + 1].before == ":":
                    owner = self._named_whole(end[1]) or self._topic or self._unit_whole()
                    if owner is not None:
                        self._inline = self._nest(owner, end[0], "inline")
            explained = explained or bool(_REASONS.search(piece.text))
        return explained

    def _mark(self, complete: bool | None, before: str) -> None:
        if self._inline is not None and self._inline.place == "bracket" and not self._inline.parts:
            self._inline.said = complete
            return
        whole = self._topic or self._unit_whole()
        if whole is not None and not (self._inline is not None and self._inline.whole is whole):
            self._inline = self._nest(whole, complete, "inline")

    def _nest(self, whole: Statement, complete: bool | None, place: str) -> Composition:
        inner = place == "inline" and self._inline is not None and whole.whole is self._inline
        composition = self._compose(whole, complete, "inner" if inner else place)
        if place == "bracket":
            composition.outer = self._inline
        return composition

    def _base_before(self, pieces: list[_Piece]) -> Base | None:
        for piece in reversed(pieces):
            if piece.before in ";。" and piece is not pieces[0]:
                break
            match = BASE.search(piece.text)
            if match and (match.end() == len(piece.text) or match.start() == 0):
                return base_of(piece.text, self.final)
        return None

    def _value(self, text: str, pieces: list[_Piece], figure: Figure, said: Said, explained: bool) -> None:
        subject, year = self._dated(said.subject)
        if not year and len(pieces) > 1:
            year = self._dated(pieces[-2].text)[1] if len(self._subject(pieces[-2].text)) < 2 else None
        again = _WHOLE_AGAIN.match(said.subject.strip(",:;、")) is not None
        money = figure.kind == "money" or (figure.kind == "myriad" and self._is_money(subject))
        if not money and figure.kind in ("count", "percent", "bare", "myriad"):
            self._count(text, pieces, figure, subject, year, said)
            return
        statement = self._statement_for(subject, pieces, again, said)
        if explained and not statement.drafts:
            statement.whole = None
        measure, phase = self._measure("actual" if statement.meaning.class_system == "asset" else said.measure, year)
        draft = self._draft(figure.start - len(pieces[-1].text) if pieces else figure.start, figure, "value", measure, statement)
        draft.money, draft.phase, draft.said = True, phase, said.measure or ""
        self._set_year(draft, year, said.was)
        if again:
            draft.said = "again"
        self._finish(draft, explained)

    def _count(self, text: str, pieces: list[_Piece], figure: Figure, subject: str, year: int | None, said: Said) -> None:
        segment = "".join(p.text for p in _last_segment(pieces))
        around = segment + text[figure.end : figure.end + 16] + "".join(i.label for i in self.items) + "".join(self.headings[-1:])
        label = indicator_label(subject)
        carried = self._topic.label if self._topic is not None else ""
        found = counted(subject or carried, figure.unit, carried, around) if figure.kind == "count" else None
        noun = noun_after(text, figure.end) if found is None and figure.kind == "count" else ""
        if noun:
            found = counted(noun, figure.unit, carried, around)
            label = noun if found or len(label) < 3 else label
        start = figure.start - (len(pieces[-1].text) if pieces else 0)
        if found is not None:
            statement = self._new_statement(subject if len(subject) > 1 and not noun else label or carried, Meaning(found.class_system, found.concept))
            draft = self._draft(start, figure, "count", "count", statement)
            draft.phase = "approved" if found.planned and not self.final else None
            self._set_year(draft, year, said.was)
            self._finish(draft, False)
            return
        measure = indicator_measure(self.identity.doc_kind, [segment, *(i.label for i in reversed(self.items)), *reversed(self.headings)], figure)
        relation = "target" if measure == "kpi_target" else "value" if figure.kind == "percent" or measure == "score" else "count"
        if not label and self._topic is not None and self._topic.drafts and self._topic.drafts[-1].indicator:
            label = self._topic.drafts[-1].indicator
        for name in names_listed(label, pieces[-1].text if pieces else ""):
            statement = self._new_statement(name, UNKNOWN)
            draft = self._draft(start, figure, relation, measure, statement)
            draft.indicator = name
            if len(name) < 2:
                draft.status, draft.reason = "ambiguous", "subject_unknown"
            self._set_year(draft, year, said.was)
            self._finish(draft, False)

    def _relation(self, pieces: list[_Piece], figure: Figure, said: Said, base: Base | None, explained: bool) -> None:
        subject, year = self._dated(said.subject)
        statement = self._related(subject, pieces, said, explained)
        start = figure.start - (len(pieces[-1].text) if pieces else 0)
        draft = self._draft(start, figure, said.relation, said.measure, statement)
        draft.money = figure.kind in ("money", "myriad")
        draft.direction = said.direction
        draft.period = "change" if said.relation == "change" else "current"
        draft.phase = self._phase_of(statement)
        draft.fiscal_year = year or self.identity.fiscal_year
        if said.relation == "change":
            draft.base = base.name if base else self._carried_base(statement)
        elif base is not None:
            draft.base = self._budget_meant(base.name, statement)
        if said.relation == "share" and said.whole:
            whole = self._named_whole(said.whole)
            draft.part_of = next((d for d in whole.drafts if d.relation == "value"), None) if whole else None
        elif said.relation == "share" and statement.whole is not None:
            value = next((d for d in statement.drafts if d.relation == "value"), None)
            draft.part_of = statement.whole.whole.value(value) if value is not None else None
        named = statement.drafts[0].indicator if statement.drafts else None
        if named and said.relation == "rate":
            draft.indicator, draft.base = named, "target"
        if figure.kind == "bare":
            draft.status, draft.reason = "ambiguous", "missing_percent_sign"
        if said.template:
            draft.status, draft.reason = "ambiguous", "template_residue"
        self._finish(draft, False)

    def _words(self, text: str, pieces: list[_Piece], at: int, until: int, event: str) -> None:
        explained = self._walk(pieces)
        words = pieces[-1].text if pieces else ""
        mark = mark_at_start(words)
        if mark is not None:
            self._mark(mark[0], pieces[-1].before)
            words = mark[1]
        if event == "flat" and (explained or _REASONS.search(words)):
            return
        base = base_of(words, self.final) or self._base_before(pieces[:-1])
        if event == "flat" and (base is None or re.match(r"的?(?:主要)?原因", text[until : until + 6])):
            return
        name = words[: base.start] if base and words[base.start : base.end] else words
        if event == "template":
            name = BASE.sub("", name)
        subject, year = self._dated(measure_of(name)[1])
        said = Said("change", subject, "change_pct" if event == "missing" else "change_abs", "flat" if event == "flat" else None, base)
        statement = self._related(subject, pieces, said, explained)
        draft = self._draft(at - len(words), None, "change", said.measure, statement, until)
        draft.direction, draft.period, draft.money = said.direction, "change", event == "flat"
        draft.phase = self._phase_of(statement)
        draft.fiscal_year = year or self.identity.fiscal_year
        draft.base = base.name if base else self._carried_base(statement)
        if event == "missing":
            draft.status, draft.reason = "ambiguous", "missing_number"
        elif event == "template":
            draft.status, draft.reason = "ambiguous", "template_residue"
        self._finish(draft, False)

    def _absence(self, start: int, end: int, words: str, name: str) -> None:
        subject, year = self._dated(name)
        meaning = absent_meaning(subject, self.lexicon)
        if meaning.concept is None:
            return
        statement = Statement(subject, meaning, self._next())
        draft = self._draft(start, None, "absence", None, statement, end)
        draft.said = words
        draft.phase = "executed" if self.final else "approved"
        self._set_year(draft, year, False)
        self.drafts.append(draft)

    # subjects

    def _subject(self, words: str) -> str:
        text = words
        while True:
            before = text
            text = _FILLER.sub("", text)
            dated = _YEAR.match(text)
            if dated and not text[dated.end() :].startswith(("结转", "结余")):
                text = text[dated.end() :]
                text = "年" + text if text[:1] in ("末", "初", "底") else text
            if self._names is not None:
                named = self._names.match(text)
                if named and named.end() <= len(text):
                    text = text[named.end() :]
            if text == before:
                break
        text = _TAIL.sub("", text) if len(text) > 3 else text
        return text

    def _dated(self, words: str) -> tuple[str, int | None]:
        """The subject without fillers and the body's names, and the year that the words name at their beginning or end."""
        for match in _YEAR.finditer(words):
            rest = words[match.end() :]
            if rest and len(self._subject(words[: match.start()])) >= 2:
                continue
            if rest.startswith(("结转", "结余")):
                return self._subject(words[: match.start()]) + words[match.start() :], None
            return self._subject(words if rest else words[: match.start()]), int(match["year"])
        return self._subject(words), None

    def _meaning(self, subject: str, like: Statement | None) -> Meaning:
        economic = self._economic()
        found = meaning_of(subject, self.lexicon, economic)
        if found.concept is None:
            for shorter in (_YEAR.split(subject)[-1], subject.split("、")[-1]):
                if found.concept is None and 2 <= len(shorter) < len(subject):
                    found = meaning_of(shorter, self.lexicon, economic)
        return within(found, self._source()) if found.class_system in ("functional", "none", "economic_department") else found

    def _economic(self) -> bool:
        composition = self._inline or (self.items[-1].block if self.items else None)
        if composition is not None:
            meaning = composition.whole.meaning
            return meaning.class_system == "economic_department" or meaning.kind in ("basic", "personnel", "public") or meaning.class_system == "project"
        return any(i.meaning.kind in ("basic", "personnel", "public") for i in self.items)

    def _source(self) -> str | None:
        composition = self._inline or next((i.block for i in reversed(self.items) if i.block), None)
        if composition is not None and composition.whole.meaning.source:
            return composition.whole.meaning.source
        for words in [i.label for i in reversed(self.items)] + list(reversed(self.headings)):
            source = source_of(words)
            if source:
                return source
        return None

    def _is_money(self, subject: str) -> bool:
        if re.search(r"[数量率]$|人次$", subject):
            return False
        if _MONEY_WORDS.search(subject):
            return True
        if self._inline is not None:
            return any(d.money for d in self._inline.whole.drafts)
        return self._topic is not None and any(d.money for d in self._topic.drafts)

    def _statement_for(self, subject: str, pieces: list[_Piece], again: bool, said: Said) -> Statement:
        """The statement that an amount is said of: its own subject's, else the one that is carried on."""
        if again and self._inline is not None:
            return self._inline.whole
        generic = subject in ("支出", "收入", "预算", "金额", "资金", "经费")
        if len(subject) >= 2 and not (generic and self._carries(subject, said.measure)):
            meaning = self._meaning(subject, self._topic)
            if self._topic is not None and _same_meaning(self._topic.meaning, meaning) and meaning.concept is not None and self._inline is None:
                return self._topic
            return self._new_statement(subject, meaning)
        for piece in reversed(pieces[:-1]):
            if piece.before in ";。" and piece is not pieces[0]:
                break
            if _REASONS.search(piece.text):
                continue
            name = self._subject(piece.text)
            meaning = self._meaning(measure_of(name)[1], None)
            if meaning.concept is not None:
                return self._new_statement(measure_of(name)[1], meaning)
        if said.measure is None and self._topic is None and len(pieces) > 1:
            return self._new_statement(self._subject(pieces[-2].text), UNKNOWN)
        carried = self._carried()
        if carried.drafts and all(d.indicator for d in carried.drafts):
            return self._new_statement(carried.label, self._meaning(carried.label, None))
        if not carried.label and not carried.drafts and said.measure in ("budget", "budget_initial", "actual"):
            return self._new_statement("预算" if said.measure != "actual" else "决算", self._own_total())
        return carried

    def _carries(self, subject: str, measure: str | None = "actual") -> bool:
        """Whether a bare 支出 or 收入 means the subject before it (年初预算为…，支出决算为…) and not the body's total (支出预算…)."""
        if self._topic is not None:
            return not (subject == "支出" and self._topic.meaning.class_system == "income") and not (subject == "收入" and self._topic.meaning.class_system != "income")
        return measure == "actual" and bool(self.items) and self.items[-1].meaning.concept is not None and subject != "收入"

    def _carried(self) -> Statement:
        if self._topic is not None:
            return self._topic
        if self.items:
            item = self.items[-1]
            if item.main is not None:
                return self._renew(item.main)
            for owner in reversed(self.items):
                name = measure_of(self._subject(owner.label))[1]
                if owner.meaning.concept is not None or (name and not _GENERIC.search(name)):
                    return self._new_statement(name, owner.meaning)
        for heading in reversed(self.headings):
            name = measure_of(self._subject(_unnumbered(heading)))[1]
            meaning = self._meaning(name, None)
            if meaning.concept is not None:
                return self._new_statement(name, meaning)
        return self._renew(self._previous) if self._previous is not None else self._new_statement("", UNKNOWN)

    def _own_total(self) -> Meaning:
        """What `本单位2022年预算` is: the total of the side that its headings speak of, the expenditure side where they speak of both."""
        for words in [i.label for i in reversed(self.items)] + list(reversed(self.headings)):
            if "支出" in words or "收支" in words:
                return Meaning("none", "expenditure_total", None, "total", inferred="收" in words)
            if "收入" in words:
                return Meaning("income", "income_total")
        return UNKNOWN

    def _renew(self, statement: Statement) -> Statement:
        self._topic = statement
        return statement

    def _related(self, subject: str, pieces: list[_Piece], said: Said, explained: bool) -> Statement:
        """The statement that a change, share or rate is said of."""
        if len(subject) >= 2 and not (subject in ("支出", "收入", "预算") and self._carries(subject)):
            meaning = self._meaning(subject, self._topic)
            known = self._known(subject, meaning)
            if known is not None:
                return self._renew(known)
            return self._new_statement(subject, meaning)
        if explained:
            return self._explained(pieces)
        after_stop = any(p.before == ";" for p in pieces)
        if after_stop and self._inline is not None and said.relation == "change":
            whole = self._inline
            while whole.outer is not None and whole.outer.place != "block":
                whole = whole.outer
            self._inline = None
            return self._renew(whole.whole)
        for piece in reversed(pieces[:-1]):
            if piece.before in ";。" and piece is not pieces[0]:
                break
            name = measure_of(self._subject(piece.text))[1]
            meaning = self._meaning(name, None)
            if meaning.concept is not None and not BASE.search(piece.text):
                return self._known(name, meaning) or self._new_statement(name, meaning)
        carried = self._carried()
        if said.relation == "change" and self._money is not None and all(d.relation == "count" for d in carried.drafts) and carried.meaning.concept is not None:
            return self._money
        return carried

    def _explained(self, pieces: list[_Piece]) -> Statement:
        for piece in reversed(pieces):
            name = re.sub(r"^.*(?:原因|由于|因为|主要是)(?:是|为|:)*", "", piece.text)
            name = re.sub(r"(?:增加|减少|增长|下降|增多)$", "", self._subject(name))
            project = next((own for own in self.lexicon.projects.values() if name.startswith(own)), None)
            meaning = self._meaning(project or measure_of(name)[1], None)
            if meaning.concept is not None:
                return Statement(name, meaning, self._next())
        return Statement("", UNKNOWN, self._next())

    def _known(self, subject: str, meaning: Meaning) -> Statement | None:
        for statement in (self._topic, self._unit_first, self._previous, *(i.main for i in reversed(self.items))):
            if statement is not None and ((meaning.concept is not None and _same_meaning(statement.meaning, meaning)) or statement.label == subject):
                return statement
        return None

    def _new_statement(self, label: str, meaning: Meaning) -> Statement:
        statement = Statement(label, meaning, self._next())
        if self._inline is not None:
            statement.whole = self._inline
        elif self._topic is None or self._unit_first is None:
            statement.whole = self._block()
        if statement.whole is None and meaning.concept is None and len(self.items) > 1 and self.items[-1].main is None:
            statement.meaning = as_part(meaning, label, self.items[-2].meaning, self.lexicon)
        if statement.whole is not None:
            statement.meaning = as_part(meaning, label, statement.whole.whole.meaning, self.lexicon)
        self._topic = statement
        if self._unit_first is None and self._inline is None:
            self._unit_first = statement
        return statement

    def _block(self) -> Composition | None:
        """The open list that a new numbered item (or the first sentence under it) is an entry of."""
        for depth, item in enumerate(reversed(self.items)):
            if item.block is None:
                continue
            entries = self.items[len(self.items) - depth :]
            if not entries:
                return item.block
            if item.block.level is None:
                item.block.level = entries[0].level
            if entries[0].level != item.block.level:
                return None
            return item.block if all(e.main is None for e in entries) else None
        return None

    def _next(self) -> int:
        self._number += 1
        return self._number

    # clauses

    def _draft(self, start: int, figure: Figure | None, relation: str, measure: str | None, statement: Statement, end: int | None = None) -> Draft:
        return Draft(
            sentence_no=self._sentence_no,
            start=start,
            end=figure.end if figure is not None else end if end is not None else start,
            relation=relation,
            measure=measure,
            label=statement.label,
            meaning=statement.meaning,
            statement=statement,
            figure=figure,
            items=tuple(id(i) for i in self.items),
        )

    def _finish(self, draft: Draft, explained: bool) -> None:
        statement = draft.statement
        statement.drafts.append(draft)
        self.drafts.append(draft)
        if draft.money and not explained:
            self._money = statement
        if draft.relation in ("value", "count", "target") or (draft.relation == "change" and draft.measure == "change_abs"):
            if draft.said != "again" and draft.period != "prior":
                attach(statement.whole, statement, draft, self._listed)
            if self.items and self.items[-1].main is None and draft.relation != "change" and statement.whole is not self._inline:
                self.items[-1].main = statement
            elif self.items and self.items[-1].main is None and self._inline is None:
                self.items[-1].main = statement
        if draft.status == "ok" and draft.indicator is None and draft.meaning.concept is None and draft.part_of is None:
            draft.status, draft.reason = "ambiguous", "subject_unknown"
        if draft.meaning.inferred and draft.status == "ok":
            draft.status, draft.reason = "inferred", "path_inferred"

    def _measure(self, measure: str | None, year: int | None) -> tuple[str, str]:
        if measure in _MEASURES:
            return _MEASURES[measure]
        if measure is None and self.final:
            return _MEASURES["actual"]
        return _MEASURES["budget_initial"]

    def _set_year(self, draft: Draft, year: int | None, was: bool) -> None:
        own = self.identity.fiscal_year
        draft.fiscal_year = year or own
        if was or (year is not None and own is not None and year < own):
            draft.period = "prior"
            if was and year is None:
                draft.fiscal_year = None

    def _phase_of(self, statement: Statement) -> str | None:
        value = next((d for d in reversed(statement.drafts) if d.relation == "value" and d.period == "current"), None)
        return value.phase if value is not None else ("executed" if self.final else "approved")

    def _carried_base(self, statement: Statement) -> str | None:
        last = next((d for d in reversed(self.drafts) if d.sentence_no == self._sentence_no and d.relation == "change" and d.base), None)
        same = next((d for d in reversed(statement.drafts) if d.relation == "change" and d.base), None)
        return same.base if same is not None else last.base if last is not None else None

    @staticmethod
    def _budget_meant(name: str, statement: Statement) -> str:
        if name != "budget":
            return name
        stated = next((d for d in reversed(statement.drafts) if d.measure in ("budget_initial", "budget_adjusted") and d.relation == "value"), None)
        if stated is None and statement.whole is not None:
            stated = next((d for d in reversed(statement.whole.whole.drafts) if d.measure in ("budget_initial", "budget_adjusted")), None)
        return stated.measure if stated is not None and stated.measure is not None else name


def _pieces(text: str, start: int, end: int) -> list[_Piece]:
    """The text before a figure split at punctuation and unclosed brackets; closed brackets belong to a name."""
    lead = text[start:end]
    closed: set[int] = set()
    open_at: list[int] = []
    for index, char in enumerate(lead):
        if char == "(":
            open_at.append(index)
        elif char == ")" and open_at:
            closed.update(range(open_at.pop(), index + 1))
    found: list[_Piece] = []
    piece_start, before = 0, ""
    for index, char in enumerate(lead):
        if index in closed or char not in ",;:。()":
            continue
        if index > piece_start or (char in "()" and before):
            found.append(_Piece(lead[piece_start:index].lstrip("、"), before, start + piece_start))
        before = char if not (before in ";。()" and char in ",:" and index == piece_start) else before
        piece_start = index + 1
    found.append(_Piece(lead[piece_start:].lstrip("、"), before, start + piece_start))
    return found


def _last_segment(pieces: list[_Piece]) -> list[_Piece]:
    for index in range(len(pieces) - 1, 0, -1):
        if pieces[index].before in ";。":
            return pieces[index:]
    return pieces


def _looks_percent(words: str) -> bool:
    return read_words(words, "percent", False).relation == "change"


def _same_meaning(one: Meaning, other: Meaning) -> bool:
    if one.source and other.source and one.source != other.source:
        return False
    return (one.class_system, one.concept, one.kind, one.project) == (other.class_system, other.concept, other.kind, other.project)


def _same_section(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter] and shorter > 0


def _unnumbered(text: str) -> str:
    plain = re.sub(r"\s", "", text)
    number = numbering(plain.replace("（", "(").replace("）", ")"))
    return plain[number[1] :] if number else plain
