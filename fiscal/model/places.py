"""Pages of a filing that may be several files, and how they are named in sentences: by number, beyond the first file
with that file's number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol


class Leaf(NamedTuple):
    """A page of a filing: which of its files, and which page of that, both from 1."""

    part_no: int
    page: int


FIRST_LEAF = Leaf(1, 1)
"""The filing's first page: the place of what has none of its own."""


class Placed(Protocol):
    """Whatever stands on a page of one of a filing's files."""

    @property
    def page(self) -> int:
        """The page within its file, from 1."""
        ...

    @property
    def part_no(self) -> int:
        """The number of its file among those of the filing, from 1."""
        ...


def leaf_of(at: Placed) -> Leaf:
    """The page on which something stands."""
    return Leaf(at.part_no, at.page)


def page_zh(at: Placed) -> str:
    """`第3页`; `文件2第3页` in the second file."""
    return f"第{at.page}页" if at.part_no == 1 else f"文件{at.part_no}第{at.page}页"


def page_en(at: Placed) -> str:
    """`page 3`; `page 3 of file 2` in the second file."""
    return f"page {at.page}" if at.part_no == 1 else f"page {at.page} of file {at.part_no}"


def page_no(at: Placed) -> str:
    """`3`; `文件2第3页` in the second file: for where only numbers are shown."""
    return str(at.page) if at.part_no == 1 else page_zh(at)


def pages_zh(leaves: Iterable[Leaf]) -> str:
    """`第2、3页，文件2第1页`: in their order, each once; empty where there is none."""
    own, others = _apart(leaves)
    return "，".join([f"第{'、'.join(own)}页"] * bool(own) + [page_zh(leaf) for leaf in others])


def pages_en(leaves: Iterable[Leaf]) -> str:
    """`p. 2, 3, page 1 of file 2`: in their order, each once; empty where there is none."""
    own, others = _apart(leaves)
    return ", ".join([f"p. {', '.join(own)}"] * bool(own) + [page_en(leaf) for leaf in others])


def _apart(leaves: Iterable[Leaf]) -> tuple[list[str], list[Leaf]]:
    """The numbers of the first file's pages, and the pages of the others."""
    ordered = sorted(set(leaves))
    return [str(leaf.page) for leaf in ordered if leaf.part_no == 1], [leaf for leaf in ordered if leaf.part_no > 1]
