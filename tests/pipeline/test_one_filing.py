"""One filing through every stage: what is published, what is kept of earlier versions, what is not done again."""

import errno
import io
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dagster as dg
import pikepdf
import pytest
import yaml

from assets import stages
from fiscal.intake import arrival as intake
from fiscal.model.contract import DATASETS, Clause, Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Reading
from fiscal.storage.datasets import from_parquet, read_rows
from fiscal.storage.root import CHECKOUT, DataRoot
from pipelines.printing.summary import status_of
from pipelines.running.ingest import FILING_TAG, publish
from pipelines.running.jobs import FILING_JOB, WAY
from pipelines.serving.files import content_of
from tests.filings import PUBLISHER, budget
from tests.pipeline.conftest import Ingest

pytestmark = pytest.mark.pipeline

FILING = "qingshanshi-hewanqu-tushu-guanli-zhongxin-unit-2023-budget"


def dataset_bytes(root: DataRoot) -> dict[str, bytes | None]:
    return {name: root.store.read(name) for dataset in DATASETS for name in root.store.names(dataset)}


def test_a_filing_is_published_with_its_facts_and_every_verdict(take: Ingest) -> None:
    (result,) = take(a=budget())
    row = result.row()
    assert result.filing is not None and row is not None
    assert result.filing.filing_id == FILING
    assert (row.state, row.version, row.publisher, row.pages, row.facts_held) == ("published", 1, PUBLISHER, 3, 0)
    facts = result.filing.read("facts")
    assert len(facts) == row.facts_published > 0
    assert {f.concept_label for f in facts} >= {"收入总计", "支出总计"}
    assert {f.verdict for f in result.filing.read("findings")} == {"exact"}
    assert status_of([result]) == 0


def test_the_same_file_again_does_no_work(take: Ingest, root: DataRoot, instance: dg.DagsterInstance) -> None:
    take(a=budget())
    before, runs = dataset_bytes(root), instance.get_runs_count()
    results = take(a=budget(), another_name=budget())
    assert [result.work for result in results] == ["unchanged", "unchanged"]
    assert (dataset_bytes(root), instance.get_runs_count()) == (before, runs)


def test_bodies_whose_names_sound_alike_keep_a_filing_each(take: Ingest) -> None:
    bodies = {name: budget(publisher=name) for name in ("青山市博雅小学", "青山市博亚小学")}
    results = take(**bodies)
    rows = [result.row() for result in results]
    assert {row.publisher for row in rows if row} == set(bodies)
    assert [row.version for row in rows if row] == [1, 1]
    first = [result.filing for result in results]
    assert [result.filing for result in take(**bodies)] == first
    corrected = take(corrected=budget(publisher="青山市博亚小学", remark="corrected"))[0]
    assert corrected.filing == next(r.filing for r in results if (row := r.row()) and row.publisher == "青山市博亚小学")
    assert (row := corrected.row()) and row.version == 2


def test_work_done_anew_gives_the_same_bytes(take: Ingest, root: DataRoot) -> None:
    take(a=budget())
    before = dataset_bytes(root)
    root.store.delete(f".state/{FILING}.json")
    assert take(a=budget())[0].work == "done"
    assert dataset_bytes(root) == before


def test_files_that_cannot_be_read_end_as_failed_filings_with_a_reason_and_the_others_go_on(take: Ingest) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(budget())) as document:
        document.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    results = take(empty=b"", page=b"<html>404</html>", locked=out.getvalue(), torn=b"%PDF-1.7\n1 0 obj", good=budget())
    rows = {result.path.stem: result.row() for result in results}
    reasons = {name: row.state_reason.partition(":")[0] for name, row in rows.items() if row and row.state_reason}
    assert reasons == {"empty": "empty_file", "page": "not_a_pdf", "locked": "needs_password", "torn": "damaged"}
    assert [row.state for row in rows.values() if row] == ["failed"] * 4 + ["published"]
    assert all(" / " in (row.state_reason or " / ") for row in rows.values() if row)
    assert [result.filing.filing_id for result in results[:4] if result.filing] == [
        intake.unidentified(r.sha256 or "") for r in results[:4]
    ]
    assert status_of(results) == 4


def test_other_bytes_of_a_filing_are_its_next_version_and_the_earlier_facts_are_kept(
    take: Ingest, root: DataRoot
) -> None:
    take(a=budget())
    (second,) = take(b=budget(remark="corrected"))
    assert second.filing is not None
    rows = second.filing.read("filings")
    assert [(row.version, row.state) for row in rows] == [(1, "superseded"), (2, "published")]
    assert rows[0].state_reason.startswith("superseded: ")
    kept = root.store.read(f"facts_history/filing_id={FILING}/version-0001.parquet")
    assert kept is not None
    history = from_parquet(kept)
    assert set(history.column("version").to_pylist()) == {1}
    assert history.num_rows == rows[0].facts_published
    assert take(a=budget())[0].work == "unchanged"


def test_changed_code_of_a_stage_works_again_from_that_stage_on(
    take: Ingest, monkeypatch: pytest.MonkeyPatch, instance: dg.DagsterInstance
) -> None:
    take(a=budget())
    code_version = stages.code_version
    monkeypatch.setattr(
        stages,
        "code_version",
        lambda *packages: code_version(*packages) + ("+" if "fiscal.reconciliation" in packages else ""),
    )
    assert take(a=budget())[0].work == "done"
    steps = {s.step_key for s in instance.get_run_step_stats(instance.get_runs(limit=1)[0].run_id)}
    assert steps == {"facts", "report"}


def test_a_filing_that_is_told_otherwise_now_moves_and_leaves_nothing_behind(
    take: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = take(a=budget())
    monkeypatch.setattr("fiscal.intake.kept_readings.reading_version", lambda: "another")
    monkeypatch.setattr(intake, "filing_id", lambda identity, sha256: "told-otherwise-unit-2023-budget")
    (now,) = take(a=budget())
    assert before.filing is not None and now.filing is not None
    assert now.filing.filing_id == "told-otherwise-unit-2023-budget"
    assert now.filing.read("facts")
    assert before.filing.read("facts") == []
    assert [row.state for row in before.filing.read("filings")] == ["superseded"]


def test_facts_made_alone_after_a_failed_gate_do_not_get_round_it(take: Ingest, instance: dg.DagsterInstance) -> None:
    (result,) = take(a=budget(total="160.00"))
    assert result.filing is not None
    row, held = result.row(), result.filing.read("held_facts")
    assert held and row is not None and row.facts_held == len(held)
    job = WAY.resolve_job_def(FILING_JOB.name)
    alone = job.execute_in_process(instance=instance, partition_key=FILING, asset_selection=[dg.AssetKey("facts")])
    assert alone.success
    assert (result.row(), result.filing.read("held_facts")) == (row, held)


def test_every_family_of_invariants_is_a_check_of_the_filings_partition(
    take: Ingest, root: DataRoot, instance: dg.DagsterInstance
) -> None:
    take(good=budget(), bad=budget(publisher="青山市河湾区档案馆", total="160.00"))
    checks = instance.event_log_storage.get_asset_check_execution_history(
        dg.AssetCheckKey(dg.AssetKey("verdicts"), "H3_totals_row"), limit=10
    )
    passed = {check.partition: check.evaluation.passed for check in checks if check.evaluation}
    assert passed[FILING] is True
    assert sorted(passed.values()) == [False, True]
    (failed,) = [check.evaluation for check in checks if check.evaluation and not check.evaluation.passed]
    (first, *_) = failed.metadata["numbers"].records  # type: ignore[union-attr]
    assert (first.data["lhs"], first.data["rhs"], first.data["residual"], first.data["unit"]) == (
        "160",
        "150",
        "10",
        "万元",
    )
    page, _, anchor = str(failed.metadata["evidence"].value).partition("#")
    opened = content_of(root, unquote(urlsplit(page).path))
    assert opened is not None and f'id="{anchor}"' in opened[1].decode()
    assert f"]({page}#{anchor})" in str(failed.metadata["violated"].value)
    assert Path(str(failed.metadata["file_evidence"].value)).read_bytes() == opened[1]


def test_great_expectations_judges_every_filing_and_its_docs_are_kept(
    take: Ingest, root: DataRoot, instance: dg.DagsterInstance
) -> None:
    take(a=budget())
    for name in ("gx_extracted_tables", "gx_observations", "gx_findings"):
        (check,) = instance.event_log_storage.get_asset_check_execution_history(
            dg.AssetCheckKey(dg.AssetKey("verdicts"), name), limit=5
        )
        assert check.evaluation is not None and check.evaluation.passed, check.evaluation
    assert (root.work / "data_docs" / FILING / "index.html").is_file()


def test_without_the_judges_metric_a_filing_has_no_verdict_and_no_facts(
    take: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    from great_expectations.expectations import registry

    (before,) = take(a=budget())
    assert before.filing is not None and before.filing.read("findings") and before.filing.read("facts")
    metrics = {
        name: metric for name, metric in registry._registered_metrics.items() if name != "table.outcomes_by_rule"
    }
    with monkeypatch.context() as patched:
        patched.setattr(registry, "_registered_metrics", metrics)
        (without,) = take(b=budget(remark="again"))
    row = without.row()
    assert without.filing == before.filing and row is not None
    assert (row.state, (row.state_reason or "").partition(":")[0]) == ("failed", "stage_error")
    assert without.filing.read("findings") == [] == without.filing.read("facts")


def test_instances_that_nobody_judges_end_as_no_findings(take: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("expectations.judge.suites.Bench.judge", lambda bench, instances: list(instances))
    (result,) = take(a=budget())
    row = result.row()
    assert result.filing is not None and row is not None and row.state == "failed"
    assert result.filing.read("findings") == []


def test_a_filing_with_an_unsound_row_is_quarantined_and_the_row_is_named(
    take: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fiscal.cleaning.observe as cleaning

    def unsound(reading: Reading, identity: Identity, filing_id: str) -> tuple[list[Observation], list[Clause]]:
        observations, clauses = cleaning.observe(reading, identity, filing_id)
        return [replace(observations[0], confidence=1.5), *observations[1:]], clauses

    monkeypatch.setattr("assets.observations.observations_of", unsound)
    (result,) = take(a=budget())
    row = result.row()
    assert result.filing is not None and row is not None and row.state == "quarantined"
    assert (row.state_reason or "").startswith("stage_unsound: ")
    assert result.filing.read("observations")[0].observation_id in (row.state_reason or "")
    assert result.filing.read("facts") == [] == result.filing.read("held_facts")
    (finding,) = [f for f in result.filing.read("findings") if f.verdict == "violated"]
    assert (finding.invariant, finding.tier, finding.terms[0].label) == ("I1-stage-sound", "extraction", "observations")


def test_every_filing_has_a_report_also_one_that_could_not_be_read(take: Ingest, root: DataRoot) -> None:
    good, broken = take(a=budget(total="160.00"), b=b"%PDF-1.7\n1 0 obj")
    assert good.filing is not None and broken.filing is not None
    page = (root.store.read(f"reports/{FILING}.html") or b"").decode()
    assert "160.00" in page and "data:image/png;base64," in page
    assert (root.store.read(f"reports/{FILING}.annotated.pdf") or b"").startswith(b"%PDF")
    assert "damaged" in (root.store.read(f"reports/{broken.filing.filing_id}.html") or b"").decode()


def test_a_restated_figure_is_a_finding_across_versions(
    take: Ingest, root: DataRoot, instance: dg.DagsterInstance
) -> None:
    take(a=budget())
    (second,) = take(b=budget(total="170.00", prose="170.00"))
    own = second.filing.read("findings") if second.filing else []
    assert publish(instance) is None
    across = read_rows(root.store, "findings", FILING, "across")
    assert {f.family for f in across} == {"restatement"}
    assert any("150.00" in f.message_zh and "170.00" in f.message_zh for f in across)
    assert second.filing is not None and second.filing.read("findings") == own
    before = dataset_bytes(root)
    assert publish(instance) is None
    assert dataset_bytes(root) == before


def test_one_bad_filing_of_a_range_stops_no_other(
    take: Ingest, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = take(a=budget(), b=budget(publisher="青山市河湾区档案馆"))
    assert first.filing is not None and second.filing is not None
    import fiscal.cleaning.observe as cleaning

    def unlucky(reading: object, identity: object, filing_id: str) -> object:
        if filing_id == FILING:
            raise RuntimeError("a bug that only this filing meets")
        return cleaning.observe(reading, identity, filing_id)

    monkeypatch.setattr("assets.observations.observations_of", unlucky)
    keys = instance.get_dynamic_partitions("filings")
    tags = {"dagster/asset_partition_range_start": keys[0], "dagster/asset_partition_range_end": keys[-1]}
    assert WAY.resolve_job_def(FILING_JOB.name).execute_in_process(instance=instance, tags=tags).success
    states = {r.filing.filing_id: r.row() for r in (first, second) if r.filing}
    assert [(row.state, row.state_reason and row.state_reason.partition(":")[0]) for row in states.values() if row] == [
        ("failed", "stage_error"),
        ("published", None),
    ]
    assert first.filing.read("facts") == []
    assert second.filing.read("facts")


def test_a_full_disk_fails_the_run_and_leaves_what_was_there(
    take: Ingest, root: DataRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = take(a=budget())
    before = dataset_bytes(root)
    replace = Path.replace

    def full(path: Path, target: Path) -> Path:
        if "/filing_id=" in str(target):
            raise OSError(errno.ENOSPC, "no space left on device")
        return replace(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        (second,) = take(b=budget(remark="new"))
    assert second.work == "not_done"
    assert second.reason is not None and second.reason.startswith("disk_full: ")
    assert status_of([second]) == 4
    assert dataset_bytes(root) == before
    assert first.row() is not None
    assert take(b=budget(remark="new"))[0].work == "done"


def test_runs_of_the_command_belong_to_the_code_location_of_the_ui_and_name_their_filing(
    take: Ingest, instance: dg.DagsterInstance
) -> None:
    take(a=budget())
    take(a=budget(total="160.00"))
    (location,) = yaml.safe_load((CHECKOUT / "workspace.yaml").read_text("utf-8"))["load_from"]
    origins = [run.remote_job_origin for run in instance.get_runs()]
    assert len(origins) == 2
    for origin in origins:
        assert origin is not None and origin.job_name == FILING_JOB.name
        assert origin.repository_origin.code_location_origin.location_name == location["python_module"]["location_name"]
    assert [run.tags[FILING_TAG] for run in instance.get_runs()] == ["青山市河湾区图书管理中心2023年单位预算"] * 2
    metadata = instance.fetch_materializations(dg.AssetKey("facts"), limit=1).records[0].asset_materialization
    assert metadata is not None and metadata.metadata["filing"].value == "青山市河湾区图书管理中心2023年单位预算"
    assert "create_run_for_job" not in vars(instance)
