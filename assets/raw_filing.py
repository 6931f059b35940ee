"""The received PDF of a filing: which bytes are its latest version, and where they came from."""

from __future__ import annotations

import dagster as dg

from assets.per_filing import Done, filing_asset
from assets.showing import previewed
from assets.stages import RAW_FILING, STAGES
from fiscal.storage.filing import FilingFiles


@filing_asset(RAW_FILING, owner="team:extraction", kinds={"pdf"})
def raw_filing(filing: FilingFiles) -> Done:
    """收到的 PDF：一个分区对应一份文件（发布单位、范围、年度、类型），内容改变即为新版本，旧版本的数据移入历史。

    The PDF as received. One partition is one filing (publisher, scope, year, kind); other bytes are its next version, and the rows of the one before go to its history.
    """
    latest = filing.latest()
    states = filing.stages()
    for stage in STAGES:
        state = states.get(stage.name)
        if state is not None and state.version < latest.version:
            for dataset in stage.datasets:
                if dataset != "filings":
                    filing.archive(dataset, state.version)
    receipt = latest.receipt
    return Done(
        {
            "version": latest.version,
            "sha256": receipt.sha256,
            "source_file": receipt.source_file,
            "source_url": receipt.source_url or "",
            "retrieved_at": dg.MetadataValue.timestamp(receipt.retrieved_at),
            "versions": previewed(
                filing.versions(), {"version": lambda v: v.version, "source_file": lambda v: v.receipt.source_file, "sha256": lambda v: v.receipt.sha256}
            ),
        }
    )
