"""Which value column is a direct part of which, by header spans, totals words and what the headers are about.

Conservative: a column whose whole is not evident has no parent. Rows are left to `row_hierarchy`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fiscal import lexicon
from fiscal.cleaning.hierarchy.amount_matrix import Support
from fiscal.cleaning.tables.column_meaning import ColumnMeaning, Word
from fiscal.cleaning.terms.wholes import WHOLES

_THREE_PUBLIC = lexicon.text("sums.three_public")
_MEETINGS = frozenset({"meeting", "training"})
_NEVER_PARTS = frozenset({"agency_operation"}) | _MEETINGS
_SIDE_BY_SIDE = {"balance": "source", "concept": "kind"}


@dataclass(frozen=True, slots=True)
class ColumnPlace:
    """`parent` is the column number of the whole, None where there is none or it is not evident; `role` as in
    `Observation.col_role`. `support`: what the amounts say of the sum that the column is a part of."""

    parent: int | None
    role: str
    support: Support | None = None


@dataclass(frozen=True, slots=True)
class _Node:
    """A header at one depth: a single column, or several under one header cell. `total` is the column that stands for a
    group, where it has one.
    """

    columns: tuple[ColumnMeaning, ...]
    depth: int

    @property
    def leaf(self) -> ColumnMeaning | None:
        return self.columns[0] if len(self.columns) == 1 and len(self.columns[0].words) <= self.depth + 1 else None

    @property
    def word(self) -> Word | None:
        words = self.columns[0].words
        return words[self.depth] if self.depth < len(words) else None


def places_of_columns(columns: Sequence[ColumnMeaning]) -> dict[int, ColumnPlace]:
    """The place of each value column of a panel. Columns of different measures, periods or years never add up with each
    other.
    """
    places = {c.col: ColumnPlace(None, _role(c)) for c in columns}
    alike: dict[tuple[object, ...], list[ColumnMeaning]] = defaultdict(list)
    for column in columns:
        alike[column.measure, column.period, column.fiscal_year, column.unit].append(column)
    for group in alike.values():
        _place(_nodes(group, 0), 0, None, places)
    return places


def _role(column: ColumnMeaning) -> str:
    if column.part:
        return "of_which"
    if column.total:
        return "total"
    last = column.words[-1] if column.words else None
    return (
        "balance"
        if last is not None and last.axis == "balance" and last.value not in ("income_current", "expenditure_current")
        else "item"
    )


def _nodes(columns: Sequence[ColumnMeaning], depth: int) -> list[_Node]:
    nodes: list[list[ColumnMeaning]] = []
    for column in columns:
        place = column.words[depth].place if depth < len(column.words) else None
        last = nodes[-1][-1] if nodes else None
        same = last is not None and place is not None and depth < len(last.words) and last.words[depth].place == place
        if same:
            nodes[-1].append(column)
        else:
            nodes.append([column])
    return [_Node(tuple(n), depth) for n in nodes]


def _place(nodes: list[_Node], depth: int, above: int | None, places: dict[int, ColumnPlace]) -> None:
    """Place the columns of one level; `above` is the column that sums what has no total at this level."""
    if len(nodes) == 1 and nodes[0].leaf is None:
        _place(_nodes(nodes[0].columns, depth + 1), depth + 1, above, places)
        return
    totals = [n for n in nodes if n.leaf is not None and n.leaf.total and not n.leaf.part]
    parts = _parts(nodes, totals, explicit=depth > 0 or above is not None)
    whole = _wholes(nodes, totals, above)
    for i, node in enumerate(nodes):
        parent = whole[i] if i in parts else None
        leaf = node.leaf
        if leaf is None:
            _place_group(node, depth, parent, places)
        elif leaf.part:
            places[leaf.col] = _part_place(nodes, i)
        else:
            places[leaf.col] = ColumnPlace(_within(nodes, i, parent, totals), places[leaf.col].role)
    _loosen_after_part(nodes, totals, places)


def _place_group(node: _Node, depth: int, parent: int | None, places: dict[int, ColumnPlace]) -> None:
    word = node.word
    inner = _nodes(node.columns, depth + 1)
    has_total = any(n.leaf is not None and n.leaf.total for n in inner)
    if word is not None and (word.axis == "total" or word.text.startswith("其中")) and not has_total:
        parent = None
    if has_total:
        _place(inner, depth + 1, None, places)
        first = next(n.leaf.col for n in inner if n.leaf is not None and n.leaf.total)
        if parent is not None and places[first].parent is None:
            places[first] = ColumnPlace(parent, places[first].role)
    else:
        _place(inner, depth + 1, parent, places)


def _parts(nodes: Sequence[_Node], totals: Sequence[_Node], explicit: bool) -> set[int]:
    """Which nodes add up to the totals of their level: those about the same as the first part. None where one is not
    understood outside a common header.

    Meetings and training stand beside the 三公 total; where the three have a total of their own, the one over all of
    them counts meetings too."""
    words = [_about(n) for n in nodes]
    axes = [_SIDE_BY_SIDE.get(w.axis, w.axis) if w else "" for w in words]
    others = [i for i, n in enumerate(nodes) if n not in totals]
    three = {
        i for i, n in enumerate(nodes) if n.word is not None and _THREE_PUBLIC in n.word.text and _has_own_total(n)
    }
    if three:
        return three | {i for i, n in enumerate(nodes) if n in totals or _is_one_of(words[i], _MEETINGS)}
    candidates = [i for i in others if not _aside(words[i])]
    known = [axes[i] for i in candidates if axes[i]]
    if not explicit and any(not axes[i] for i in candidates):
        return {i for i, n in enumerate(nodes) if n in totals}
    first = known[0] if known else ""
    return {i for i in candidates if axes[i] in ("", first)} | {i for i, n in enumerate(nodes) if n in totals}


def _has_own_total(node: _Node) -> bool:
    """Whether the columns under a common header have a total among them."""
    return node.leaf is None and any(n.leaf is not None and n.leaf.total for n in _nodes(node.columns, node.depth + 1))


def _about(node: _Node) -> Word | None:
    """The word that tells what a node is about: its own, or the one below where its own says nothing."""
    for depth in range(node.depth, len(node.columns[0].words)):
        word = node.columns[0].words[depth]
        if word.axis not in ("", "total"):
            return word
    return node.word


def _is_one_of(word: Word | None, values: frozenset[str]) -> bool:
    return word is not None and word.value in values


def _aside(word: Word | None) -> bool:
    """Columns that stand beside a whole without being part of it."""
    return _is_one_of(word, _NEVER_PARTS) or (word is not None and word.axis == "procurement")


def _wholes(nodes: Sequence[_Node], totals: Sequence[_Node], above: int | None) -> list[int | None]:
    """The column that sums each node: the level's only total, or of several the last before it, all of them parts of
    the first.
    """
    cols = [n.leaf.col for n in totals if n.leaf is not None]
    if not cols:
        return [above] * len(nodes)
    if len(cols) == 1:
        return [above if n in totals else cols[0] for n in nodes]
    if nodes[0] not in totals or len({_side(n) for n in totals}) > 1:
        return [None] * len(nodes)
    wholes: list[int | None] = []
    current = cols[0]
    for n in nodes:
        if n in totals and n.leaf is not None:
            wholes.append(above if n.leaf.col == cols[0] else cols[0])
            current = n.leaf.col
        else:
            about = _about(n)
            wholes.append(cols[0] if about is not None and about.axis == "balance" else current)
    return wholes


def _side(node: _Node) -> str:
    word = node.word
    text = word.text if word else ""
    return "income" if "收入" in text else "expenditure" if "支出" in text else ""


def _within(nodes: Sequence[_Node], i: int, parent: int | None, totals: Sequence[_Node]) -> int | None:
    """Flat headers: 人员经费 beside a 基本支出 column is part of that, 公务用车购置费 of the 公务用车 column,
    政府性基金 of 财政拨款.
    """
    about = _about(nodes[i])
    whole = WHOLES.get(about.value) if about is not None and nodes[i] not in totals else None
    for node in reversed(nodes[:i]):
        word = _about(node)
        leaf = node.leaf
        if leaf is None or node in totals or word is None or whole is None:
            continue
        if word.value == whole and about is not None and word.axis in (about.axis, "source", "kind", "three_public"):
            return leaf.col
        if WHOLES.get(word.value) != whole:
            break
    return parent


def _part_place(nodes: Sequence[_Node], i: int) -> ColumnPlace:
    """其中 belongs to the column before the run of 其中; parts with a remainder (其他) among them are all."""
    start = i
    while start > 0 and (leaf := nodes[start - 1].leaf) is not None and leaf.part:
        start -= 1
    end = i
    while end + 1 < len(nodes) and (leaf := nodes[end + 1].leaf) is not None and leaf.part:
        end += 1
    before = nodes[start - 1].leaf if start else None
    run = [n.leaf for n in nodes[start : end + 1] if n.leaf is not None]
    exhaustive = len(run) > 1 and any(c.source == "other" for c in run)
    return ColumnPlace(None if before is None else before.col, "item" if exhaustive else "of_which")


def _loosen_after_part(nodes: Sequence[_Node], totals: Sequence[_Node], places: dict[int, ColumnPlace]) -> None:
    """Where 其中 follows a total at once, what comes behind it is among those parts too."""
    for total in totals:
        at = nodes.index(total)
        following = nodes[at + 1].leaf if at + 1 < len(nodes) else None
        if following is None or not following.part or places[following.col].role == "item":
            continue
        assert total.leaf is not None
        for node in nodes[at + 2 :]:
            for column in node.columns:
                if places[column.col].parent == total.leaf.col:
                    places[column.col] = ColumnPlace(total.leaf.col, "of_which")
