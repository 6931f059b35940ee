"""What is too heavy for a reader is refused before it is read, by counts that cost little."""

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from fiscal.document.opening.weight import CAPS, Weight, weigh
from fiscal.model.reasons import Failure
from tests.drawing import pdf
from tests.hostile.making import MADE, flate, one_page, stream

pytestmark = pytest.mark.unit


def weighed(path: Path, **caps: float) -> Weight | Failure:
    with pikepdf.open(path) as document:
        return weigh(document, replace(CAPS, **caps))  # type: ignore[arg-type]


def page(tmp_path: Path, content: bytes, resources: str = "", more: list[bytes] | None = None) -> Path:
    path = tmp_path / "page.pdf"
    one_page(path, flate(content), resources, more or [])
    return path


def test_an_ordinary_page_is_light(tmp_path: Path) -> None:
    path = tmp_path / "filing.pdf"
    path.write_bytes(pdf(lambda canvas: canvas.drawString(60, 700, "收入总计 1,234.56")))
    assert weighed(path, segments=10, glyphs=60) == Weight((), ())


@pytest.mark.parametrize(
    "name",
    [
        "form_that_draws_itself",
        "forms_that_draw_each_other",
        "billion_laughs_of_forms",
        "sixteen_gib_in_double_flate",
        "tounicode_bomb",
    ],
)
def test_small_files_that_are_endless_to_read_are_refused(name: str, tmp_path: Path) -> None:
    MADE[name](tmp_path / "bomb.pdf")
    outcome = weighed(tmp_path / "bomb.pdf")
    assert isinstance(outcome, Failure)
    assert outcome.code == "too_complex"


@pytest.mark.parametrize(
    ("content", "caps", "counted"),
    [
        (b"0 0 9 9 re f\n" * 11, {"segments": 10}, "page 1: > 10 path segments"),
        (b"0 0 m 1 1 l 2 2 l S\n" * 6, {"segments": 17}, "page 1: > 17 path segments"),
        (b"BT (abc) Tj [(de) -3 (f)] TJ ET", {"glyphs": 5}, "page 1: > 5 characters"),
        (b"BT <00410042> Tj ET", {"glyphs": 3}, "page 1: > 3 characters"),
        (b"0 0 m\n" * 1000, {"stream": 1024}, "stream > 0 MB"),
    ],
)
def test_each_count_has_its_cap(content: bytes, caps: dict[str, float], counted: str, tmp_path: Path) -> None:
    assert weighed(page(tmp_path, content), **caps) == Failure("too_complex", counted)


@pytest.mark.parametrize(
    "text", [b"0 0 9 9 re f 1 1 l", b"0 0 9 9 re f \\\n1 1 l"], ids=["on one line", "over an escaped line end"]
)
def test_operators_inside_strings_are_not_drawn(text: bytes, tmp_path: Path) -> None:
    assert weighed(page(tmp_path, b"BT (" + text + b") Tj ET"), segments=1) == Weight((), ())


@pytest.mark.parametrize("name", [b"/X", "/图".encode("gbk"), b"/#58"])
def test_a_form_counts_each_time_it_is_drawn(name: bytes, tmp_path: Path) -> None:
    form = stream(b"0 0 9 9 re f", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    path = page(tmp_path, (name + b" Do ") * 5, "/XObject <</X 6 0 R>>", [form])
    path.write_bytes(path.read_bytes().replace(b"/X 6", name.replace(b"#58", b"X") + b" 6"))
    assert isinstance(weighed(path, segments=20), Weight)
    assert weighed(path, segments=9) == Failure("too_complex", "> 9 path segments")


def test_forms_may_lie_in_each_other_so_deep_and_no_deeper(tmp_path: Path) -> None:
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    forms = [stream(b"/X Do", f"{entries} /Resources <</XObject <</X {number} 0 R>>>>") for number in range(7, 12)]
    path = page(tmp_path, b"/X Do", "/XObject <</X 6 0 R>>", [*forms, stream(b"0 0 m", entries)])
    assert isinstance(weighed(path, forms_deep=6), Weight)
    assert weighed(path, forms_deep=5) == Failure("too_complex", "forms > 5 deep")


def test_an_images_pixels_are_told_by_its_dictionary(tmp_path: Path) -> None:
    image = stream(
        b"", "/Type /XObject /Subtype /Image /Width 2000 /Height 1000 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    )
    path = page(tmp_path, b"/I Do", "/XObject <</I 6 0 R>>", [image])
    assert weighed(path) == Weight((1,), ())
    assert weighed(path, pixels=1_000_000) == Failure("too_complex", "2 megapixels")


def test_pages_of_outlines_or_images_without_text_are_pictures_and_blank_ones_are_not(tmp_path: Path) -> None:
    assert weighed(page(tmp_path, b"0 0 m 5 5 l 9 0 l f")) == Weight((1,), ())
    assert weighed(page(tmp_path, b"q Q")) == Weight((), ())


def test_a_page_of_absurd_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.pdf"
    one_page(path, stream(b""), box="0 0 20000 100")
    assert weighed(path) == Failure("too_complex", "page 1: 20000 × 100 pt")


def test_too_many_objects_are_not_looked_through(tmp_path: Path) -> None:
    assert weighed(page(tmp_path, b"", more=[b"<<>>"] * 50), objects=40) == Failure("too_complex", "> 40 objects")
