"""What a person reads of one filing: the report with the page pictures, and a copy of the PDF with a note at every
doubted figure.
"""

from __future__ import annotations

import dagster as dg

from assets.per_filing import Done, filing_asset
from assets.showing import link
from assets.stages import REPORT
from fiscal.intake.page_pictures import annotated_copy, drawer
from fiscal.model.reasons import Failure
from fiscal.publication.evidence import Places, notes_of
from fiscal.publication.report import annotated_name, filing_report
from fiscal.publication.store import Store
from fiscal.storage.filing import FilingFiles


def report_of(filing: FilingFiles, draft: bool = False) -> tuple[str, dict[int, bytes]]:
    """The report of a filing and, of the files in which something is violated, the annotated copies by part.
    LookupError where it has no row in `filings`.
    """
    root, store, version = filing.root, Store.at(filing.root.location), filing.latest()
    violated = [f for f in store.rows("findings", filing.filing_id).to_pylist() if f["verdict"] == "violated"]
    notes = notes_of(violated, Places(store.rows("observations", filing.filing_id).to_pylist()))
    copies = {part.part_no: copy for part in version.parts if (copy := annotated_copy(root, part, notes)) is not None}
    return filing_report(store, filing.filing_id, drawer(root, version), annotated=sorted(copies), draft=draft), copies


def write_report(filing: FilingFiles) -> tuple[bytes, dict[int, bytes]]:
    """Writes the report and the annotated copies, and gives them, the copies by part."""
    root = filing.root
    told, copies = report_of(filing)
    for part_no in range(1, max(len(parts.parts) for parts in filing.versions()) + 1):
        name = f"reports/{annotated_name(filing.filing_id, part_no)}"
        if part_no in copies:
            root.store.write(name, copies[part_no])
        else:
            root.store.delete(name)
    page = told.encode()
    root.store.write(f"reports/{filing.filing_id}.html", page)
    return page, copies


def report_of_failed(filing: FilingFiles, _failure: Failure) -> None:
    """A filing that could not be worked on has a report too: it says why."""
    write_report(filing)


@filing_asset(REPORT, owner="team:publication", kinds={"html"}, on_failure=report_of_failed)
def report(filing: FilingFiles) -> Done:
    """每份文件的核对报告：问题在前，双方数字、差额、允许舍入与原件截图并列；另有在原件上加注的 PDF 副本。

    The report of a filing: findings first, each with both numbers, the difference, the rounding allowed and the page
    pictures; beside it a copy of the PDF with notes."""
    page, copies = write_report(filing)
    annotated = {"annotated_pdf": link(f"reports/{annotated_name(filing.filing_id, min(copies))}")} if copies else {}
    place = dg.PathMetadataValue(f"{filing.root.location}/reports/{filing.filing_id}.html")
    return Done(
        {
            **annotated,
            "file_report": place,
            "report_bytes": len(page),
            "annotated_bytes": sum(map(len, copies.values())),
        }
    )
