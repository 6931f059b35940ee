"""What people open: the consistent snapshot of all datasets as one DuckDB file."""

import dagster as dg

from assets.per_filing import Workbench
from fiscal.storage.root import DataRoot


@dg.asset(
    deps=[dg.AssetDep("facts", partition_mapping=dg.AllPartitionMapping())],
    group_name="publishing",
    owners=["team:publication"],
    kinds={"duckdb"},
    automation_condition=dg.AutomationCondition.any_deps_updated() & ~dg.AutomationCondition.in_progress(),
)
def published(workbench: Workbench) -> dg.MaterializeResult:
    """全部数据集的一致快照 `fiscal.duckdb`：事实、结论、观测与出处，一个文件即可查询。

    The consistent snapshot of every dataset, `fiscal.duckdb`: facts, findings, observations and evidence, to be queried as one file.
    """
    from fiscal.publication import database
    from fiscal.publication.store import Store

    root = DataRoot.at(workbench.root or None)
    rows = database.build(Store.at(root.location), root.work / "fiscal.duckdb")
    return dg.MaterializeResult(metadata={"path": str(root.work / "fiscal.duckdb"), **rows})
