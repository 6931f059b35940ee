"""What a report shows as one finding: the violated invariants of one cause with their pictures, the second number of
each, and what would restore its sums.

How the page is made of them is left to `report`.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fiscal.document.page_picture import Crop
from fiscal.model.findings import causes
from fiscal.model.findings.suspected import figures, slips
from fiscal.model.places import Leaf, pages_en, pages_zh
from fiscal.publication.evidence import BYTES_PER_REPORT, CROPS_PER_REPORT, Places, Renderer, crops_of, on_page


@dataclass(frozen=True, slots=True)
class Picture:
    """One page picture as a data URL, and what it shows: the file, the page and the titles of the tables in it."""

    url: str
    part_no: int
    page: int
    titles: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What the reader sees as one finding: all violated invariants of one cause, the worst first, with pictures;
    `left_out` are those that did not fit.
    """

    anchor: str
    severity: str
    findings: tuple[dict[str, Any], ...]
    pictures: tuple[Picture, ...]
    left_out: int


def problems(findings: Sequence[dict[str, Any]], places: Places, render: Renderer) -> list[Problem]:
    """The violated invariants grouped by cause, worst first and what is acknowledged last, with their page pictures: at
    most 60, at most 4 MB.
    """
    ordered = causes.rows_by_cause(f for f in findings if f["verdict"] == "violated")
    wanted = [crops_of(group[0], places) for group in ordered]
    flat = [crop for crops in wanted for crop in crops][:CROPS_PER_REPORT]
    pngs = iter(render(flat) if flat else [])
    found: list[Problem] = []
    room = BYTES_PER_REPORT
    for group, crops in zip(ordered, wanted, strict=True):
        pictures: list[Picture] = []
        left_out = 0
        for crop in crops:
            png = next(pngs, None)
            if png is None or len(png) > room:
                left_out += 1
                continue
            room -= len(png)
            pictures.append(Picture(_data_url(png), crop.part_no, crop.page, _titles(group[0], crop)))
        found.append(
            Problem(f"f-{group[0]['finding_id']}", group[0]["severity"], tuple(group), tuple(pictures), left_out)
        )
    return found


def _titles(finding: dict[str, Any], crop: Crop) -> str:
    """What stands on a page of a finding: its tables by number, or the prose; that it has a suspect only, where no term
    stands there.
    """
    tables = dict.fromkeys(t["table_no"] for t in finding["terms"] if on_page(t) == (crop.part_no, crop.page))
    return (
        "、".join("文字说明 prose" if no is None else f"表 {no}" for no in tables) or "疑误所在 a suspect stands here"
    )


def _data_url(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


def counterpart(finding: dict[str, Any], observations: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """The term whose figure is the second number of a finding; None where that is computed from several."""
    terms = finding["terms"]
    if len(terms) == 2:
        return terms[1]
    amounts = [_amounts(observations.get(t["observation_id"])) for t in terms[1:]]
    added = (
        {sum((t["weight"] * a[i] for t, a in zip(terms[1:], amounts, strict=True)), Decimal(0)) for i in range(3)}
        if all(amounts)
        else set[Decimal]()
    )
    fitting = [t for t, a in zip(terms[1:], amounts, strict=True) if finding["rhs"] in a]
    return fitting[0] if fitting and finding["rhs"] not in added else None


def _amounts(observation: dict[str, Any] | None) -> tuple[Decimal, ...]:
    """An observed amount in its own unit, in 元 and in 万元; empty where there is none."""
    if observation is None or observation["value_native"] is None:
        return ()
    yuan = observation["value_yuan"]
    return (observation["value_native"],) * 3 if yuan is None else (observation["value_native"], yuan, yuan / 10_000)


def changes(finding: dict[str, Any], observations: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The suspects of a finding as what is printed and where, what would restore the sums, and why, in both
    languages.
    """
    printed = [(observations.get(suspect["observation_id"]), suspect) for suspect in finding["suspects"]]
    found = figures(
        (
            at["value_reported"] if at else "",
            suspect["proposed_value"],
            suspect["reason"],
            Leaf(*on_page(at)) if at else None,
        )
        for at, suspect in printed
    )
    told: list[dict[str, Any]] = []
    for one in slips(found):
        zh, _, en = one.reason.rpartition(" / ")
        told.append(
            {
                "from": one.printed,
                "to": one.proposed,
                "where": pages_zh(one.leaves),
                "where_en": pages_en(one.leaves),
                "zh": zh or en,
                "en": en if zh else "",
            }
        )
    return told
