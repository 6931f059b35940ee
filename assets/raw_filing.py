"""The received files of a filing: which of them are its latest version, and where they came from."""

from __future__ import annotations

import dagster as dg

from assets.per_filing import Done, filing_asset
from assets.showing import previewed
from assets.stages import RAW_FILING, STAGES
from fiscal.intake.register import ENTERED
from fiscal.intake.withdrawals import withdrawal
from fiscal.model.reasons import Failure
from fiscal.storage.filing import FilingFiles


@filing_asset(RAW_FILING, owner="team:extraction", kinds={"pdf"})
def raw_filing(filing: FilingFiles) -> Done:
    """收到的文件：一个分区对应一份公开（发布单位、范围、年度、类型），可由说明、报表等几个文件组成；重新公布的内容为新版本，旧版本的数据移入历史。

    The files as received. One partition is one filing (publisher, scope, year, kind), which may be published as several
    files; what re-states one of them is its next version, and the rows of the one before go to its history. So do those
    of a filing that was taken back, until it is given back."""
    latest, taken_back = filing.latest(), withdrawal(filing)
    states = filing.stages()
    for stage in STAGES:
        state = states.get(stage.name)
        shown = state is not None and (state.failure is None or state.failure.code != "withdrawn")
        for dataset in stage.datasets if state else ():
            if dataset in ENTERED:
                continue
            if state and shown and (state.version < latest.version or taken_back):
                filing.archive(dataset, state.version)
            elif (
                state
                and not taken_back
                and (state.version > latest.version or (not shown and state.version == latest.version))
            ):
                filing.forget_archived(dataset, latest.version)
    if taken_back:
        return Done(failure=Failure("withdrawn", f"{taken_back.reason}（{taken_back.by}，{taken_back.at[:10]}）"))
    receipt = latest.receipt
    return Done(
        {
            "version": latest.version,
            "sha256": receipt.sha256,
            "source_file": receipt.source_file,
            "source_url": receipt.source_url or "",
            "retrieved_at": dg.MetadataValue.timestamp(receipt.retrieved_at),
            "versions": previewed(
                [(version, part) for version in filing.versions() for part in version.parts],
                {
                    "version": lambda at: at[0].version,
                    "part_no": lambda at: at[1].part_no,
                    "source_file": lambda at: at[1].receipt.source_file,
                    "sha256": lambda at: str(at[1].piece),
                },
            ),
        }
    )
