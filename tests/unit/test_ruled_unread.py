"""What a page's text layer holds and nobody reads on it, and what it does not tell."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from fiscal.extraction.page.content import PageContent
from fiscal.extraction.page.layer import Content, open_layer, where_content_is
from fiscal.extraction.search.page_search import read_page
from tests.drawing import cjk_font, grid_rows, open_page, raw_pdf

pytestmark = pytest.mark.unit

WORDS = [["Item", "Amount"], ["Total", "1,896.56"]]
TABLE = (
    "0.5 w 60 660 m 60 700 l S 160 660 m 160 700 l S 260 660 m 260 700 l S 60 700 m 260 700 l S 60 680 m 260 680 l S 60"
    " 660 m 260 660 l S\nBT /F 9 Tf 64 686 Td (Item) Tj 100 0 Td (Amount) Tj -100 -20 Td (Total) Tj 100 0 Td (1,896.56)"
    " Tj ET\n"
)


def read(data: bytes) -> PageContent:
    return read_page(open_page(data), 1)


@pytest.mark.parametrize(
    "unread",
    [
        pytest.param(
            "q BT 3 Tr /F 9 Tf 64 666 Td (Tota1 123.45 1,896.S6 98) Tj ET Q",
            id="a layer of recognised text that is not drawn",
        ),
        pytest.param(
            "q /Clear gs BT /F 9 Tf 64 666 Td (Tota1 123.45 1,896.S6 98) Tj ET Q", id="text that is fully transparent"
        ),
        pytest.param("q 1 g BT /F 9 Tf 64 676 Td (hidden 123.45 and 98) Tj ET Q", id="white text on white paper"),
        pytest.param("q 0.85 g BT /F 60 Tf 62 655 Td (COPY 2025) Tj ET Q", id="large letters under the text"),
        pytest.param(
            "q 0.85 g BT /F 40 Tf 0.7 0.7 -0.7 0.7 150 640 Tm (8 6 5 1) Tj ET Q", id="figures askew under the text"
        ),
    ],
)
@pytest.mark.parametrize("over", [False, True])
def test_what_nobody_sees_or_reads_is_in_no_cell(unread: str, over: bool) -> None:
    content = read(raw_pdf(TABLE + unread if over else unread + "\n" + TABLE))
    assert [grid_rows(g) for g in content.grids] == [WORDS]
    assert (content.lines, content.doubts) == ((), ())


def test_white_text_on_a_dark_area_is_read() -> None:
    dark = "q 0.1 0.2 0.5 rg 60 680 200 20 re f Q q 1 g BT /F 9 Tf 120 686 Td (2025) Tj ET Q\n"
    assert grid_rows(read(raw_pdf(dark + TABLE)).grids[0])[0] == ["Item 2025", "Amount"]


def test_a_large_title_over_smaller_text_is_no_watermark() -> None:
    content = read(raw_pdf("BT /F 36 Tf 60 720 Td (Budget 2025) Tj ET\n" + TABLE))
    assert [line.text for line in content.lines] == ["Budget 2025"]


def test_two_dashes_of_one_glyph_printed_twice_for_bold_are_two() -> None:
    font = cjk_font({1: "月", 2: "——", 3: "日"})
    twice = "BT /C 10 Tf 60 700 Td <000100020003> Tj ET BT /C 10 Tf 60.3 700 Td <000100020003> Tj ET"
    assert [line.text for line in read(raw_pdf(twice, C=font)).lines] == ["月——日"]


def numbered_glyphs(document: pikepdf.Pdf) -> Dictionary:
    """A font that has a number for each glyph and says nowhere which characters they are."""
    bar = document.make_stream(b"600 0 0 0 500 700 d1 0 0 500 80 re f")
    names = [Name(f"/g{n}") for n in range(30)]
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 600, 700]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=Dictionary({str(name): bar for name in names}),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([192, *names])),
        FirstChar=192,
        LastChar=221,
        Widths=Array([600] * 30),
    )


def test_a_page_whose_font_does_not_say_which_characters_it_prints_is_read_as_a_picture() -> None:
    data = raw_pdf(TABLE + f"BT /G 10 Tf 60 600 Td <{bytes(range(192, 222)).hex()}> Tj ET", G=numbered_glyphs)
    with open_layer(open_page(data)) as layer:
        assert where_content_is(layer) is Content.PICTURE


def test_a_character_of_a_table_that_its_font_does_not_tell_is_doubted() -> None:
    cell = "BT /C 10 Tf 110 686 Td <00010002> Tj ET\n"
    whole = read(raw_pdf(TABLE + cell, C=cjk_font({1: "合", 2: "计"})))
    (doubt,) = read(raw_pdf(TABLE + cell, C=cjk_font({1: "合", 2: "\ufffd"}))).doubts
    assert (doubt.code, doubt.blocking, doubt.detail) == ("characters_unknown", True, "Item合\ufffd")
    assert whole.doubts == ()


@pytest.mark.parametrize(("shift", "codes"), [(280, ["tables_side_by_side"]), (0, [])])
def test_tables_side_by_side_are_doubted_and_tables_under_each_other_are_not(shift: int, codes: list[str]) -> None:
    other = f"q 1 0 0 1 {shift} {0 if shift else -100} cm {TABLE} Q"
    content = read(raw_pdf(TABLE + other))
    assert [grid_rows(g) for g in content.grids] == [WORDS, WORDS]
    assert [doubt.code for doubt in content.doubts] == codes


def test_a_caption_or_sentence_that_its_font_does_not_tell_is_doubted() -> None:
    words = "BT /C 10 Tf 110 750 Td <000100020001> Tj ET\n"
    assert read(raw_pdf(TABLE + words, C=cjk_font({1: "合", 2: "计"}))).doubts == ()
    (doubt,) = read(raw_pdf(TABLE + words, C=cjk_font({1: "合", 2: "\ufffd"}))).doubts
    assert (doubt.code, doubt.blocking, doubt.detail) == ("characters_unknown", True, "合\ufffd合")


def test_a_bullet_that_its_font_does_not_tell_is_no_doubt() -> None:
    words = "BT /C 10 Tf 110 750 Td <000200010001> Tj ET\n"
    assert read(raw_pdf(TABLE + words, C=cjk_font({1: "合", 2: "\ufffd"}))).doubts == ()


def test_a_control_character_within_a_number_does_not_vanish() -> None:
    words = "BT /C 10 Tf 110 750 Td <000100020003> Tj ET\n"
    (doubt,) = read(raw_pdf(TABLE + words, C=cjk_font({1: "1", 2: "\x03", 3: "2"}))).doubts
    assert (doubt.code, doubt.detail) == ("characters_unknown", "1\ufffd2")


@pytest.mark.parametrize("invisible", ["\u202e", "\u200b", "\u2066", "\ufeff"])
def test_characters_that_print_nothing_are_left_out_and_told(invisible: str) -> None:
    words = "BT /C 10 Tf 110 750 Td <0001000200030001> Tj ET\n"
    font = cjk_font({1: "1", 2: invisible, 3: "2"})
    content = read(raw_pdf(TABLE + words, C=font))
    assert [line.text.replace(" ", "") for line in content.lines] == ["121"]
    (doubt,) = content.doubts
    assert (doubt.code, doubt.blocking, doubt.detail) == ("invisible_characters", False, f"U+{ord(invisible):04X} × 1")
