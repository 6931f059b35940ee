"""How a stage becomes an asset: one partition a filing, one lock a filing, and one bad filing stops no other.

What a stage does with a filing is the function it decorates; which stages there are is said in `assets.stages`.
"""

import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationTargetMaterializationData

from assets.showing import called, links
from assets.stages import Stage, before, failure_before, made_from
from fiscal.model import contract, dictionary
from fiscal.model.reasons import Failure, said
from fiscal.model.records import columns_of
from fiscal.publication.inert import without_controls
from fiscal.storage.filing import FilingFiles, StageState
from fiscal.storage.root import DataRoot, DiskFullError

FILINGS = dg.DynamicPartitionsDefinition(name="filings")
FILINGS_A_RUN = 25
"""Partitions that one run of a back-fill works on: a run costs a process of some seconds, and shows what it did only at
its end.
"""
GROUP = "filings"
# A change that comes while the last one is being worked on is not forgotten: it holds until it has been asked for.
AFTER_A_CHANGE = (
    dg.AutomationCondition.any_deps_updated().since(dg.AutomationCondition.newly_requested())
    & ~dg.AutomationCondition.in_progress()
)

warnings.filterwarnings("ignore", category=dg.PreviewWarning)
warnings.filterwarnings("ignore", category=dg.BetaWarning)


if TYPE_CHECKING:
    Materialized = dg.MaterializeResult[Any]
else:
    # Dagster knows what an asset gives by the class itself, not by one of its kinds.
    Materialized = dg.MaterializeResult


class Workbench(dg.ConfigurableResource[Any]):
    """Where the filings lie: a folder or URL; empty for `FISCAL_DATA`, else `data/` beside the code."""

    root: str = ""

    def filing(self, filing_id: str) -> FilingFiles:
        """One filing of the data root."""
        return FilingFiles(DataRoot.at(self.root or None), filing_id)


@dataclass(frozen=True, slots=True)
class Check:
    """One asset check of one filing. A failed one is an error, or a warning; it never blocks: the gate is in
    `facts`.
    """

    name: str
    passed: bool
    error: bool
    description: str
    metadata: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Done:
    """What a stage did with a filing: what the UI shows of it, its checks, what kept it from the work, the repairs it
    needed.
    """

    metadata: Mapping[str, Any] = field(default_factory=dict[str, Any])
    checks: Sequence[Check] = ()
    failure: Failure | None = None
    repairs: tuple[str, ...] = ()


def withhold(stage: Stage) -> Callable[[FilingFiles, Failure], None]:
    """Empties the stage's datasets: nothing of an earlier version or of a half-done work stays standing."""

    def empty(filing: FilingFiles, _failure: Failure) -> None:
        for dataset in stage.datasets:
            filing.write(dataset, [])

    return empty


def filing_asset(
    stage: Stage,
    *,
    owner: str,
    kinds: set[str],
    checks: Mapping[str, str] | None = None,
    on_failure: Callable[[FilingFiles, Failure], None] | None = None,
) -> Callable[[Callable[[FilingFiles], Done]], dg.AssetsDefinition]:
    """Makes an asset of a function of one filing. `checks`: name and description.

    `on_failure` is called where an earlier stage failed on the filing or this one does; without it the stage's datasets
    are written empty."""

    def decorate(work: Callable[[FilingFiles], Done]) -> dg.AssetsDefinition:
        upstream = before(stage)
        spec = dg.AssetSpec(
            stage.name,
            deps=[upstream.name]
            if upstream
            else [dg.AssetDep("source_looks", partition_mapping=dg.AllPartitionMapping())],
            description=inspect.getdoc(work),
            group_name=GROUP,
            owners=[owner],
            kinds=kinds,
            code_version=stage.code_version,
            metadata=_columns(stage),
            partitions_def=FILINGS,
        )
        check_specs = [
            dg.AssetCheckSpec(name, asset=stage.name, description=text, partitions_def=FILINGS)
            for name, text in (checks or {}).items()
        ]
        step = _Step(stage, work, on_failure or withhold(stage))

        @dg.multi_asset(
            name=stage.name,
            specs=[spec],
            check_specs=check_specs,
            can_subset=True,
            backfill_policy=dg.BackfillPolicy.multi_run(FILINGS_A_RUN),
        )
        def compute(
            context: dg.AssetExecutionContext, workbench: Workbench
        ) -> Iterator[Materialized | dg.AssetCheckEvaluation]:
            done = {key: step.take(context, workbench.filing(key)) for key in context.partition_keys}
            if context.selected_asset_keys:
                for key, outcome in done.items():
                    named = {"filing": without_controls(called(workbench.filing(key)))}
                    context.add_asset_metadata(
                        named | _reason(outcome.failure) | links(key) | dict(outcome.metadata), partition_key=key
                    )
                yield dg.MaterializeResult(asset_key=stage.name)
            for key, outcome in done.items():
                materialized = _latest_materialization(context.instance, stage, key) if outcome.checks else None
                for check in outcome.checks:
                    yield _evaluation(stage, key, check, materialized)

        return compute

    return decorate


@dataclass(frozen=True, slots=True)
class _Step:
    stage: Stage
    work: Callable[[FilingFiles], Done]
    on_failure: Callable[[FilingFiles, Failure], None]

    def take(self, context: dg.AssetExecutionContext, filing: FilingFiles) -> Done:
        """Works on one filing under its lock. dg.Failure where the fault is not the filing's: nothing came in under
        that name, or nothing can be written.
        """
        try:
            with filing.lock():
                version, fingerprint = filing.latest().version, made_from(filing, self.stage)
                failure = failure_before(filing, self.stage)
                done = Done(failure=failure) if failure else self._attempt(context, filing)
                if done.failure is not None:
                    self.on_failure(filing, done.failure)
                filing.finish(self.stage.name, StageState(version, fingerprint, done.failure, done.repairs))
                return done
        except LookupError as error:
            raise dg.Failure(
                f"未收到过此文件 / No file came in under this name: {filing.filing_id}", allow_retries=False
            ) from error
        except DiskFullError as error:
            raise dg.Failure(said(Failure("disk_full")), allow_retries=False) from error

    def _attempt(self, context: dg.AssetExecutionContext, filing: FilingFiles) -> Done:
        try:
            return self.work(filing)
        except OSError:
            raise
        # the boundary: what a stage raises about one filing becomes that filing's reason and stops no other
        except Exception as error:
            context.log.exception(f"{self.stage.name}: {filing.filing_id}")
            return Done(failure=Failure("stage_error", f"{self.stage.name}: {type(error).__name__}"))


def _reason(failure: Failure | None) -> dict[str, Any]:
    return {} if failure is None else {"reason": said(failure)}


def _latest_materialization(
    instance: dg.DagsterInstance, stage: Stage, partition: str
) -> AssetCheckEvaluationTargetMaterializationData | None:
    """What the checks are about; without it the UI takes them for older than the partition and shows none."""
    wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey(stage.name), asset_partitions=[partition])
    records = instance.fetch_materializations(wanted, limit=1).records
    if not records:
        return None
    latest = records[0]
    return AssetCheckEvaluationTargetMaterializationData(
        storage_id=latest.storage_id, run_id=latest.run_id, timestamp=latest.timestamp
    )


def _evaluation(
    stage: Stage, partition: str, check: Check, materialized: AssetCheckEvaluationTargetMaterializationData | None
) -> dg.AssetCheckEvaluation:
    return dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey(stage.name),
        check_name=check.name,
        passed=check.passed,
        severity=dg.AssetCheckSeverity.ERROR if check.error else dg.AssetCheckSeverity.WARN,
        description=check.description,
        metadata=dict(check.metadata),
        target_materialization_data=materialized,
        partition=partition,
    )


def _columns(stage: Stage) -> dict[str, Any]:
    if stage.name not in contract.DATASETS:
        return {}
    columns = [
        dg.TableColumn(name, str(kind), dictionary.of_column(name).both)
        for name, kind in columns_of(contract.schema(stage.name))
    ]
    return {"dagster/column_schema": dg.TableSchema(columns=columns), "dagster/table_name": stage.name}
