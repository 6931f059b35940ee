"""A body's own file and its chapter in a compilation: two publications of one filing, of which the own file is current
and the chapter is kept and compared.

Which filings stand beside each other is decided by `fiscal.intake.arrival`; what a filing that is not current still
shows, by the stages."""

from __future__ import annotations

from fiscal.storage.filing import FilingFiles


def is_chapter(filing: FilingFiles) -> bool:
    """Whether the filing's latest version is part of a compilation; a filing whose files have become another's is
    none.
    """
    return any(piece.pages for version in filing.versions()[-1:] for piece in version.pieces)


def others(filing: FilingFiles) -> list[FilingFiles]:
    """The filings that stand beside this one as the other kind of publication: the own file's of a chapter, the
    chapter's of an own file.
    """
    own = is_chapter(filing)
    return [one for one in filing.neighbours() if one.versions() and is_chapter(one) != own]


def own_file(filing: FilingFiles) -> FilingFiles | None:
    """The filing of the body's own file, where this one is a chapter and that is published; None where the chapter is
    all that there is.
    """
    if not is_chapter(filing):
        return None
    return next(
        (one for one in others(filing) if (rows := one.read("filings")) and rows[-1].state == "published"), None
    )


def chapters(filing: FilingFiles) -> list[FilingFiles]:
    """The chapters that a body's own file is current instead of."""
    return [] if is_chapter(filing) else others(filing)
