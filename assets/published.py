"""What people open: the consistent snapshot of all datasets as one DuckDB file, and the index over all reports."""

import dagster as dg

from assets.per_filing import GROUP, Workbench
from fiscal.storage.root import DataRoot


@dg.asset(
    deps=["cross_filing_verdicts", dg.AssetDep("report", partition_mapping=dg.AllPartitionMapping())],
    group_name=GROUP,
    owners=["team:publication"],
    kinds={"duckdb"},
    automation_condition=dg.AutomationCondition.any_deps_updated() & ~dg.AutomationCondition.in_progress(),
)
def published(workbench: Workbench) -> dg.MaterializeResult:
    """全部数据集的一致快照 `fiscal.duckdb`：事实、结论、观测与出处，一个文件即可查询；以及各报告的总览 `reports/index.html`。

    The consistent snapshot of every dataset, `fiscal.duckdb`: facts, findings, observations and evidence in one file; and `reports/index.html` over all reports.
    """
    from fiscal.publication import database
    from fiscal.publication.report import index
    from fiscal.publication.store import Store

    root = DataRoot.at(workbench.root or None)
    rows = database.build(Store.at(root.location), root.work / "fiscal.duckdb")
    root.store.write("reports/index.html", index(Store.at(root.location)).encode())
    places = {"database": str(root.work / "fiscal.duckdb"), "index": f"{root.location}/reports/index.html"}
    return dg.MaterializeResult(metadata=places | rows)
