"""Hostile files, made on the fly: each is small or simple to write, and heavy or endless to read."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

MADE: dict[str, Callable[[Path], None]] = {}


def _hostile(make: Callable[[Path], None]) -> Callable[[Path], None]:
    MADE[make.__name__] = make
    return make


def stream(data: bytes, entries: str = "") -> bytes:
    """A stream object's body."""
    return b"<<%s /Length %d>> stream\n" % (entries.encode(), len(data)) + data + b"\nendstream"


def flate(data: bytes, entries: str = "") -> bytes:
    """A compressed stream object's body."""
    return stream(zlib.compress(data, 1), f"{entries} /Filter /FlateDecode")


def write(path: Path, bodies: Iterable[bytes], root: int = 1) -> None:
    """A PDF of these object bodies, numbered from 1, with a sound cross-reference table."""
    places: list[int] = []
    with path.open("wb") as out:
        out.write(b"%PDF-1.7\n")
        for number, body in enumerate(bodies, 1):
            places.append(out.tell())
            out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        at = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
        out.write(b"trailer <</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, root, at))


def one_page(
    path: Path,
    content: bytes,
    resources: str = "",
    more: Iterable[bytes] = (),
    box: str = "0 0 595 842",
    fonts: str = "",
) -> None:
    """A PDF of one page: 1 catalogue, 2 pages, 3 page, 4 content (its whole body), 5 a font, then `more`."""
    page = (
        f"<</Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R /Resources <</Font <</F 5 0 R {fonts}>>"
        f" {resources}>>>>"
    )
    font = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"
    write(
        path,
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            page.encode(),
            content,
            font,
            *more,
        ],
    )


def _zeros(size: int) -> bytes:
    """A Flate stream of `size` zero bytes, made without compressing them all: a flushed block repeats."""
    press = zlib.compressobj(9)
    block = 1 << 20
    first = press.compress(bytes(block)) + press.flush(zlib.Z_FULL_FLUSH)
    again = press.compress(bytes(block)) + press.flush(zlib.Z_FULL_FLUSH)
    return first + again * (size // block - 1) + press.flush()


@_hostile
def form_that_draws_itself(path: Path) -> None:
    form = stream(b"/X Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X 6 0 R>>>>")
    one_page(path, stream(b"/X Do"), "/XObject <</X 6 0 R>>", [form])


@_hostile
def forms_that_draw_each_other(path: Path) -> None:
    forms = [
        stream(b"/X Do", f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X {other} 0 R>>>>")
        for other in (7, 6)
    ]
    one_page(path, stream(b"/X Do"), "/XObject <</X 6 0 R>>", forms)


@_hostile
def billion_laughs_of_forms(path: Path) -> None:
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    forms = [
        stream(b"/X Do " * 10, f"{entries} /Resources <</XObject <</X {number + 1} 0 R>>>>") for number in range(6, 16)
    ]
    one_page(path, stream(b"/X Do " * 10), "/XObject <</X 6 0 R>>", [*forms, stream(b"0 0 9 9 re f", entries)])


@_hostile
def sixteen_gib_in_double_flate(path: Path) -> None:
    one_page(path, stream(zlib.compress(_zeros(16 << 30), 9), "/Filter [/FlateDecode /FlateDecode]"))


@_hostile
def object_stream_of_gigabytes(path: Path) -> None:
    body = stream(_zeros(6 << 30), "/Type /ObjStm /N 1000000 /First 9 /Filter /FlateDecode")
    one_page(path, stream(b"0 0 m"), "", [body])


@_hostile
def tounicode_bomb(path: Path) -> None:
    ranges = (
        b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        + b"100 beginbfrange\n"
        + b"<0000> <FFFF> <0041>\n" * 100
        + b"endbfrange\n"
    )
    cmap = flate(ranges * 9000)
    font = (
        b"<</Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 8 0 R /DescendantFonts [7 0 R]>>"
    )
    descendant = (
        b"<</Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0>>>>"
    )
    one_page(path, stream(b"BT /G 9 Tf <00410042> Tj ET"), "", [font, descendant, cmap], fonts="/G 6 0 R")


@_hostile
def half_a_million_lines(path: Path) -> None:
    one_page(
        path,
        flate(b"\n".join(b"%d %d m %d %d l S" % (n % 595, n % 842, n * 7 % 595, n * 3 % 842) for n in range(500_000))),
    )


@_hostile
def a_million_rectangles(path: Path) -> None:
    one_page(path, flate(b"\n".join(b"%d %d 5 5 re f" % (n % 595, n % 842) for n in range(1_000_000))))


@_hostile
def rectangles_below_the_cap(path: Path) -> None:
    one_page(path, flate(b"\n".join(b"%d.%d %d 3 .5 re f" % (n % 595, n % 7, n % 842) for n in range(290_000))))


@_hostile
def a_million_glyphs(path: Path) -> None:
    one_page(path, flate(b"BT /F 1 Tf 1 TL\n" + b"(abcdefghij) Tj T*\n" * 100_000 + b"ET"))


@_hostile
def glyphs_below_the_cap(path: Path) -> None:
    one_page(path, flate(b"BT /F 4 Tf 4 TL 9 800 Td\n" + b"(1,234.56 abc) Tj T*\n" * 11_000 + b"ET"))


@_hostile
def ten_thousand_pages(path: Path) -> None:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 10_003))
    pages = [b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>"] * 10_000
    write(path, [b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Count 10000 /Kids [" + kids + b"]>>", *pages])


@_hostile
def one_page_ten_thousand_times(path: Path) -> None:
    kids = b"3 0 R " * 10_000
    write(
        path,
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Count 10000 /Kids [" + kids + b"]>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>",
        ],
    )


@_hostile
def a_count_of_two_thousand_million(path: Path) -> None:
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>"
    write(path, [b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Count 2147483647 /Kids [3 0 R]>>", page])


@_hostile
def a_hundred_megabytes_of_nuls(path: Path) -> None:
    path.write_bytes(bytes(100 << 20))


@_hostile
def nuls_behind_a_header(path: Path) -> None:
    path.write_bytes(b"%PDF-1.4\n" + bytes(100 << 20) + b"startxref\n9\n%%EOF")


@_hostile
def nuls_in_the_content(path: Path) -> None:
    one_page(path, stream(_zeros(60 << 20), "/Filter /FlateDecode"))


@_hostile
def arrays_a_million_deep(path: Path) -> None:
    one_page(path, stream(b"0 0 m"), "", [b"[" * 1_000_000 + b"]" * 1_000_000])


@_hostile
def dictionaries_deep_in_the_content(path: Path) -> None:
    one_page(path, stream(b"/A " + b"<</B " * 500_000 + b"1" + b">>" * 500_000 + b" BDC EMC " + b"q " * 500_000))


@_hostile
def page_tree_without_end(path: Path) -> None:
    write(
        path,
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Count 2 /Kids [3 0 R]>>",
            b"<</Type /Pages /Count 2 /Parent 2 0 R /Kids [2 0 R 3 0 R]>>",
        ],
    )


@_hostile
def page_tree_ten_thousand_deep(path: Path) -> None:
    nodes = [b"<</Type /Pages /Count 1 /Kids [%d 0 R]>>" % (number + 1) for number in range(2, 10_000)]
    write(
        path, [b"<</Type /Catalog /Pages 2 0 R>>", *nodes, b"<</Type /Page /Parent 9999 0 R /MediaBox [0 0 595 842]>>"]
    )


@_hostile
def cross_reference_tables_in_a_ring(path: Path) -> None:
    page = (
        b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj 2 0 obj <</Type /Pages /Count 0 /Kids []>> endobj\n"
    )
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer <</Size 3 /Root 1 0 R /Prev %d>>\n"
    path.write_bytes(page + table % len(page) + b"startxref\n%d\n%%%%EOF" % len(page))


@_hostile
def nul_names(path: Path) -> None:
    form = stream(b"0 0 9 9 re f", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    one_page(
        path,
        stream(b"/#00#00 Do BT /F#00 9 Tf (\0\0\\000) Tj /#00 9 Tf (a) Tj ET"),
        "/XObject <</#00#00 6 0 R>> /#00 <</#00 /#00>>",
        [form],
        fonts="/F#00 5 0 R /#00 5 0 R",
    )


@_hostile
def an_image_of_ten_gigapixels(path: Path) -> None:
    image = stream(
        _zeros(1 << 30),
        "/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 1 /ColorSpace /DeviceGray"
        " /Filter /FlateDecode",
    )
    one_page(path, stream(b"595 0 0 842 0 0 cm /I Do"), "/XObject <</I 6 0 R>>", [image])


@_hostile
def an_image_that_lies_about_its_size(path: Path) -> None:
    image = stream(
        _zeros(4 << 30),
        "/Type /XObject /Subtype /Image /Width 10 /Height 10 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter"
        " /FlateDecode",
    )
    one_page(path, stream(b"595 0 0 842 0 0 cm /I Do"), "/XObject <</I 6 0 R>>", [image])


@_hostile
def a_page_of_many_kilometres(path: Path) -> None:
    one_page(path, stream(b"0 0 m 9 9 l S"), box="0 0 1000000000 1000000000")


@_hostile
def a_glyph_that_prints_itself(path: Path) -> None:
    glyph = stream(b"1000 0 0 0 9 9 d1 BT /T 9 Tf (a) Tj ET")
    font = (
        b"<</Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /CharProcs <</a 7 0 R>> /Encoding"
        b" <</Differences [97 /a]>> /FirstChar 97 /LastChar 97 /Widths [9] /Resources <</Font <</T 6 0 R>>>>>>"
    )
    one_page(path, stream(b"BT /T 9 Tf (aaaa) Tj ET"), "", [font, glyph], fonts="/T 6 0 R")


@_hostile
def a_pattern_that_fills_itself(path: Path) -> None:
    pattern = stream(
        b"/Pattern cs /P scn 0 0 9 9 re f",
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep .001 /YStep .001 /Resources"
        " <</Pattern <</P 6 0 R>>>>",
    )
    one_page(path, stream(b"/Pattern cs /P scn 0 0 595 842 re f"), "/Pattern <</P 6 0 R>>", [pattern])


@_hostile
def a_hundred_thousand_empty_objects(path: Path) -> None:
    one_page(path, stream(b"0 0 m"), "", [b"<<>>"] * 100_000)


@_hostile
def a_table_of_ninety_thousand_cells(path: Path) -> None:
    def content() -> Iterator[bytes]:
        for n in range(301):
            yield b"%.2f 20 m %.2f 820 l S 20 %.2f m 580 %.2f l S" % (
                20 + n * 560 / 300,
                20 + n * 560 / 300,
                20 + n * 800 / 300,
                20 + n * 800 / 300,
            )

    one_page(path, flate(b".1 w\n" + b"\n".join(content())))


@_hostile
def strings_without_end(path: Path) -> None:
    one_page(path, flate(b"BT (" + b"a" * (30 << 20) + b" <" + b"0 " * (8 << 20)))


@_hostile
def names_without_end(path: Path) -> None:
    one_page(path, flate((b"/" + b"x" * 999 + b" " * 999) * 20_000))
