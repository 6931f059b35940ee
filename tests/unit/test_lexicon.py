"""The lexicon is whole, every entry is asked for, and no other module has expressions with words of filings."""

import ast
import re
from pathlib import Path

import pytest

from fiscal import lexicon
from fiscal.lexicon import reading
from fiscal.lexicon.reading import topic, topics
from fiscal.storage.root import CHECKOUT

pytestmark = pytest.mark.unit

HAN = re.compile(r"[\u4e00-\u9fff]")
ROOMS = ("fiscal/extraction", "fiscal/document", "fiscal/cleaning", "fiscal/intake", "expectations")
FORMS = ("half-width signs", "full-width signs", "as recognised")
NOTATION = ("number_formats.py",)
"""The notation of spreadsheets, not words of filings."""
EXPRESSIONS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "finditer", "findall"}
ENTRIES = [f"{name}.{entry}" for name in topics() for entry in topic(name)]


def sources(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((CHECKOUT / room).rglob("*.py")) if path.name not in NOTATION]


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_is_an_expression_a_table_or_a_mapping(name: str) -> None:
    entry = topic(name.partition(".")[0])[name.partition(".")[2]]
    if isinstance(entry, dict):
        assert lexicon.mapping(name) == entry
    elif isinstance(entry, list) and isinstance(entry[0], list):
        assert len(lexicon.rows(name)) == len(entry)
    else:
        assert lexicon.pattern(name).pattern and re.compile(lexicon.text(name))


def test_every_entry_is_asked_for() -> None:
    asked = {
        found
        for path in sources("fiscal", "expectations")
        for found in re.findall(r"[\"'{]([a-z]+\.[a-z_0-9]+)[\"'}]", path.read_text("utf-8"))
    }
    asked |= {
        found
        for path in (CHECKOUT / "fiscal/lexicon").glob("*/*.yaml")
        for found in re.findall(r"\{([a-z]+\.[a-z_0-9]+)\}", path.read_text("utf-8"))
    }
    assert [name for name in ENTRIES if name not in asked] == []


@pytest.mark.parametrize("path", sorted((CHECKOUT / "fiscal/lexicon").glob("*/*.yaml")), ids=lambda path: path.stem)
def test_every_topic_says_on_what_form_of_text_it_is_asked(path: Path) -> None:
    what, form, *_ = path.read_text("utf-8").splitlines()
    assert what.startswith("# ") and any(said in form for said in FORMS)


def test_pages_are_read_by_the_words_of_pages_alone() -> None:
    """What only meanings depend on does not have a file read again."""
    of_pages = {path.stem for path in (CHECKOUT / "fiscal/lexicon/pages").glob("*.yaml")}
    asked = {
        found
        for path in sources("fiscal/extraction", "fiscal/document")
        for found in re.findall(r"lexicon\.\w+\(\"([a-z]+)\.", path.read_text("utf-8"))
    }
    assert asked and asked <= of_pages
    named = {
        found
        for path in (CHECKOUT / "fiscal/lexicon/pages").glob("*.yaml")
        for found in re.findall(r"\{([a-z]+)\.[a-z_0-9]+\}", path.read_text("utf-8"))
    }
    assert named <= of_pages | {"money"}


@pytest.mark.parametrize("room", ROOMS)
def test_no_expression_outside_the_lexicon_has_words(room: str) -> None:
    assert [
        f"{path.relative_to(CHECKOUT)}:{line}"
        for path in sources(room)
        for line in expressions_with_words(path.read_text("utf-8"))
    ] == []


def test_an_expression_with_words_is_found_wherever_it_stands() -> None:
    assert expressions_with_words(
        "import re\nA = re.compile('合计')\ndef f(x): return re.search(rf'{x}小计', x)\nB ="
        " re.compile('total')\n'''合计'''\n"
    ) == [2, 3]


def expressions_with_words(source: str) -> list[int]:
    calls = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
    own = (
        c
        for c in calls
        if isinstance(c.func, ast.Attribute)
        and isinstance(c.func.value, ast.Name)
        and c.func.value.id == "re"
        and c.func.attr in EXPRESSIONS
    )
    return sorted(
        c.lineno
        for c in own
        if any(
            isinstance(n, ast.Constant) and isinstance(n.value, str) and HAN.search(n.value)
            for a in c.args[:1]
            for n in ast.walk(a)
        )
    )


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "drawn.yaml"
    monkeypatch.setitem(reading._FILES, "drawn", path)
    for cached in (reading.topic, reading.pattern):
        cached.cache_clear()
    return path


def test_another_places_word_is_another_line(drawn: Path) -> None:
    drawn.write_text("totals: [合计, 总计]\nrow: '{drawn.totals}行'\n", "utf-8")
    assert not lexicon.pattern("drawn.row").fullmatch("共计行")
    reading.topic.cache_clear(), reading.pattern.cache_clear()
    drawn.write_text("totals: [合计, 总计, 共计]\nrow: '{drawn.totals}行'\n", "utf-8")
    assert lexicon.pattern("drawn.row").fullmatch("共计行") and lexicon.words("drawn.totals") == (
        "合计",
        "总计",
        "共计",
    )


def test_a_table_keeps_its_order_and_says_what_each_line_means(drawn: Path) -> None:
    drawn.write_text(
        "funds:\n  - [政府性基金, government_fund]\n  - [基金, other]\nterms:\n  - [总计, income_total, null]\n",
        "utf-8",
    )
    assert [value for way, value in lexicon.pairs("drawn.funds") if way.search("政府性基金")] == [
        "government_fund",
        "other",
    ]
    ((way, values),) = lexicon.rows("drawn.terms")
    assert way.pattern == "总计" and values == ("income_total", None)


@pytest.mark.parametrize(
    ("content", "ask", "says"),
    [
        ("a: [x", lambda: lexicon.pattern("drawn.a"), "drawn.yaml"),
        ("a: 3", lambda: lexicon.pattern("drawn.a"), "drawn.yaml"),
        ("a: b", lambda: lexicon.pattern("drawn.b"), "drawn.b: no such entry"),
        ("a: '('", lambda: lexicon.pattern("drawn.a"), "drawn.a"),
        ("a: b", lambda: lexicon.rows("drawn.a"), "drawn.a: not a table"),
        ("a: [[b, c], [d]]", lambda: lexicon.pairs("drawn.a"), "drawn.a: d: not an expression and one value"),
        ("a: [[b, c, d]]", lambda: lexicon.pairs("drawn.a"), "drawn.a: b: not an expression and one value"),
        ("a: [[b, null]]", lambda: lexicon.pairs("drawn.a"), "drawn.a: b: not an expression and one value"),
        ("a: [[b], []]", lambda: lexicon.rows("drawn.a"), "drawn.a: not a table"),
        ("a: b", lambda: lexicon.words("drawn.a"), "drawn.a: not a list"),
        ("a: b", lambda: lexicon.mapping("drawn.a"), "drawn.a: not a mapping"),
        ("a: b", lambda: lexicon.text("nowhere.a"), "nowhere.yaml"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said(drawn: Path, content: str, ask, says: str) -> None:
    drawn.write_text(content, "utf-8")
    with pytest.raises(lexicon.LexiconError, match=re.escape(says)):
        ask()
