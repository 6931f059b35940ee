"""Whose filing it is, for which year and of which kind: decided by weighted votes of what the document itself prints.

The votes are cast by `fiscal.document.identity.publisher` and `fiscal.document.identity.nature`; what a source says
about the file is left to discovery."""

from __future__ import annotations

from fiscal import lexicon
from fiscal.document.identity import nature, regions
from fiscal.document.identity.evidence import Evidence, Vote, gather, tally
from fiscal.document.identity.publisher import publisher, with_place
from fiscal.document.identity.settings import CLOSE, LONGEST_TITLE, REPEATED
from fiscal.document.identity.units import units_of
from fiscal.model.identity import COMPILATION, Identity
from fiscal.model.reading import Reading


def identify(reading: Reading) -> Identity:
    """The identity of the filing that was read; each field None where the document does not tell it. A compilation is
    of no body.
    """
    if any(doubt.code == COMPILATION for doubt in reading.doubts):
        return _of_compilation(gather(reading))
    evidence = gather(reading)
    own, parent = publisher(evidence, misread=any(page.picture for page in reading.pages))
    years, kinds = nature.year_votes(evidence), nature.kind_votes(evidence)
    year, kind = _most(years), _most(kinds)
    scope = nature.scope_of_cover(evidence) or _most(
        nature.scope_votes(evidence, own.name if own else None, parent is not None)
    )
    region = _region(own.name if own else None, nature.project_regions(evidence))
    title = _title(evidence, own.name if own else None, year.value if year else None)
    between = {
        "publisher": (own.name, *own.rivals) if own else (),
        "fiscal_year": _close(years),
        "doc_kind": _close(kinds),
    }
    told = {
        "publisher": own.quote if own else None,
        "publisher_parent": parent.quote if parent else None,
        "title": title,
    }
    told |= {
        "fiscal_year": year and year.quote,
        "doc_kind": kind and kind.quote,
        "scope": scope and scope.quote,
        "region_code": region and region.quote,
    }
    return Identity(
        publisher=own.name if own else None,
        publisher_parent=parent.name if parent else None,
        scope=scope.value if scope else None,
        fiscal_year=int(year.value) if year else None,
        doc_kind=kind.value if kind else None,
        region_code=region.value if region else None,
        title=title,
        aliases=own.aliases if own else (),
        evidence={name: quote for name, quote in told.items() if quote},
        units=tuple(dict.fromkeys(with_place(unit, own.name if own else None) for unit in units_of(evidence))),
        between={name: values for name, values in between.items() if len(values) > 1},
    )


def _of_compilation(evidence: Evidence) -> Identity:
    year, kind = _most(nature.year_votes(evidence)), _most(nature.kind_votes(evidence))
    return Identity(
        publisher=None,
        publisher_parent=None,
        scope=COMPILATION,
        fiscal_year=int(year.value) if year else None,
        doc_kind=kind.value if kind else None,
        region_code=None,
        title=_title(evidence, None, year.value if year else None),
    )


def _most(votes: list[Vote]) -> Vote | None:
    """The heaviest vote for the value that has most weight in all; equal weights are no answer."""
    totals = sorted(tally(votes, REPEATED).items(), key=lambda item: -item[1])
    if not totals or (len(totals) > 1 and totals[0][1] == totals[1][1]):
        return None
    return max((v for v in votes if v.value == totals[0][0]), key=lambda v: v.weight)


def _close(votes: list[Vote]) -> tuple[str, ...]:
    """The values that have nearly as much weight as the heaviest, that one first."""
    totals = tally(votes, REPEATED)
    return tuple(
        value
        for value in sorted(totals, key=lambda v: (-totals[v], v))
        if totals[value] >= CLOSE * max(totals.values())
    )


def _region(name: str | None, codes: list[Vote]) -> Vote | None:
    """The place of the publisher's name; where the table knows it less deeply than the project codes do, theirs."""
    printed = _most([v for v in codes if regions.plausible(v.value)])
    named = regions.code_of_name(name) if name else None
    if named is None or name is None:
        return printed
    if printed and printed.value != named and printed.value.startswith(named.rstrip("0")):
        return printed
    return Vote(named, 1.0, regions.place_of(name))


def _title(evidence: Evidence, name: str | None, year: str | None) -> str | None:
    """The printed title: the shortest line of the cover or else a heading with year and kind, rather one that names the
    publisher; of forms alone, theirs.
    """
    for places in (("cover", "joined"), ("heading",)):
        short = [
            line.text for line in evidence.at(*places) if len(line.text) <= LONGEST_TITLE and "：" not in line.text
        ]
        whole = [text for text in short if year and year in text and lexicon.pattern("filings.kind_named").search(text)]
        if whole:
            return min(whole, key=lambda t: (name is None or name not in t, len(t)))
    titles = {line.text for line in evidence.at("title")}
    return titles.pop() if len(titles) == 1 else None
