"""What is not up to date, seen in the UI: after a change of code, of rules or of acknowledgements a check of
`published` names the filings to work on again.
"""

import dagster as dg

from assets.published import UP_TO_DATE, up_to_date
from assets.stages import stale_by
from fiscal.storage.code import fingerprint
from fiscal.storage.datasets import filing_ids
from fiscal.storage.root import DataRoot
from pipelines.running.dagster_words import sensor

_EVERY_SECONDS = 60


@sensor(
    minimum_interval_seconds=_EVERY_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "代码、规则或确认变化后，published 的检查项 filings_up_to_date 列出需补跑的文件 · After a change of code, rules"
        " or acknowledgements the check filings_up_to_date of published names what is to be worked on again"
    ),
)
def staleness(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """A tick: looks through the filings only where something may have changed since the last time, or was stale
    then.
    """
    root = DataRoot.at()
    now = fingerprint([stale_by(root), str(len(filing_ids(root.store)))])
    if context.cursor == f"{now} 0":
        return dg.SkipReason("均为最新 / all is up to date")
    outcome = up_to_date(root)
    cursor = f"{now} {outcome.metadata['stale'].value}"
    if cursor == context.cursor:
        return dg.SkipReason(outcome.description)
    evaluation = dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey("published"),
        check_name=UP_TO_DATE,
        passed=outcome.passed,
        severity=dg.AssetCheckSeverity.WARN,
        description=outcome.description,
        metadata=outcome.metadata,
    )
    return dg.SensorResult(skip_reason=dg.SkipReason(outcome.description), asset_events=[evaluation], cursor=cursor)
