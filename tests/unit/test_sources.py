"""Sources as data: what a YAML may say, where its mistakes are, when a source is looked at, the examples."""

from pathlib import Path

import pytest

from fiscal.discovery.sources.reading import (
    SCHEMA,
    InvalidSourcesError,
    parse_source,
    read_source,
    read_sources,
    schema,
    write_source,
    written,
)
from fiscal.storage.root import CHECKOUT
from tests.portal import source

pytestmark = pytest.mark.unit

GOOD = "id: qingshan\nlisting:\n  url: http://czj.qingshan.gov.cn/ysjs/\n"


def mistakes(text: str) -> list[str]:
    with pytest.raises(InvalidSourcesError) as caught:
        parse_source(text, "a.yaml")
    return [f"{m.line} {m.field}" for m in caught.value.mistakes]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (GOOD + "  kind: telepathy\nsurprise: 1\n", ["4 listing.kind", "5 surprise"]),
        ("id: Q!\nlisting:\n  url: ftp://x\n", ["1 id", "3 listing.url"]),
        ("id: qingshan\n", ["1 listing"]),
        (GOOD + "titles:\n  include: '['\n", ["5 titles.include"]),
        (
            GOOD + "politeness:\n  tls: none\n  min_interval_s: -1\n",
            ["5 politeness.tls", "6 politeness.min_interval_s"],
        ),
        (GOOD + "allow_hosts:\n  - a.gov.cn\n  - http://b.cn/\n", ["6 allow_hosts.1"]),
        (GOOD + "secrets: {Authorization: s3cr3t-value}\n", ["4 secrets.Authorization"]),
        (GOOD.replace("http://czj", "http://me:pass@czj"), ["3 listing.url"]),
        (GOOD + "  kind: json\n", ["2 listing"]),
        (GOOD + "cron: daily\n", ["4 cron"]),
        (GOOD + "cron: '99 99 * * *'\n", ["4 cron"]),
        (GOOD + "cron: 0 6 30 2 *\n", ["4 cron"]),
        ("id: [\n", ["2 "]),
        ("- a\n", ["1 "]),
    ],
)
def test_every_mistake_has_its_line_and_field(text: str, found: list[str]) -> None:
    assert mistakes(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + "  kind: jason\n", "须为其一 / must be one of: 'auto', 'html'"),
        (GOOD + "titel: {}\n", "没有这个字段 / there is no such field，是否为 / did you mean: titles"),
        (GOOD + "  selectors: {titel: b}\n", "没有这个字段 / there is no such field，是否为 / did you mean: title"),
        (GOOD + "zzz: 1\n", "没有这个字段 / there is no such field"),
        ("id: qingshan\n", "缺少此字段 / this field is missing"),
        (GOOD + "enabled: perhaps\n", "须为 true 或 false / must be true or false"),
        (GOOD + "region: {code: 430100, name: 长沙市}\n", "须为文字，数字请加引号 / must be text"),
        (GOOD + "canaries: {min_items: -1}\n", "不得小于 0 / must be at least 0"),
        (GOOD + "allow_hosts: a.gov.cn\n", "须为列表，如 [a, b] / must be a list"),
        (GOOD + "politeness: 3\n", "须为一组“字段: 值” / must be fields with values"),
    ],
)
def test_a_mistake_is_said_in_both_languages_with_what_must_stand_there(text: str, said: str) -> None:
    with pytest.raises(InvalidSourcesError) as caught:
        parse_source(text, "a.yaml")
    assert caught.value.mistakes[0].what.startswith(said)


def test_what_is_written_is_read_as_it_was() -> None:
    one = parse_source(GOOD + "  follow: [局$]\ncanaries: {min_items: 3}\nnote: 备注\n", "a.yaml")
    assert parse_source(written(one), "b.yaml") == one


def test_one_wrong_file_does_not_keep_the_others_from_being_used(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "c.yaml").write_bytes(b"\xff\xfe")
    found = read_sources(tmp_path)
    assert list(found.by_id) == ["qingshan"]
    assert [mistake.file for mistake in found.mistakes] == ["b.yaml", "c.yaml"]
    assert read_sources(tmp_path / "none").by_id == {}


def test_a_file_that_is_there_is_never_written_over_whatever_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FISCAL_SOURCES", str(tmp_path))
    (tmp_path / "qingshan.yaml").write_text(GOOD + "surprise: 1\n", "utf-8")
    assert list(read_sources().by_id) == []
    with pytest.raises(FileExistsError):
        write_source(source(id="qingshan"))
    assert (tmp_path / "qingshan.yaml").read_text("utf-8") == GOOD + "surprise: 1\n"
    assert read_source(write_source(source(id="hewan"))) == source(id="hewan")


def test_what_people_drop_is_not_looked_at_even_where_it_is_named(tmp_path: Path) -> None:
    for name, text in (
        ("a", GOOD),
        ("b", GOOD.replace("qingshan", "switched-off") + "enabled: false\n"),
        ("c", GOOD.replace("qingshan", "hand") + "  kind: manual\n"),
    ):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    found = read_sources(tmp_path)
    assert [one.id for one in found.chosen()] == ["qingshan"]
    assert [one.id for one in found.chosen(["qingshan", "switched-off", "hand"])] == ["qingshan", "switched-off"]


def test_a_source_is_looked_at_daily_in_season_and_weekly_else_at_a_time_of_its_own() -> None:
    in_season, else_ = source(id="a-source").crons()
    assert in_season.split()[2:] == ["*", "1-4,7-10", "*"] and else_.split()[3] == "5,6,11,12"
    assert source(cron="0 8 * * 1").crons() == ("0 8 * * 1",)
    assert len({source(id=f"source-{n}").crons()[0] for n in range(100)}) > 60


def test_the_schema_beside_the_sources_is_that_of_the_model() -> None:
    assert SCHEMA.read_text("utf-8") == schema()


def test_the_examples_are_valid_and_nothing_is_fetched_for_them() -> None:
    found = read_sources(CHECKOUT / "raw" / "sources")
    assert found.mistakes == ()
    assert len(found.by_id) >= 6
    assert len({one.listing.kind for one in found.by_id.values()}) >= 5
    assert not any(one.looked_at for one in found.by_id.values())
