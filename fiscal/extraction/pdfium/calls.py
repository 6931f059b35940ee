"""pdfium's C functions with addresses as plain integers, which is what makes reading thousands of characters and rules
a page cheap.

Only prototypes and the buffers for results; what the answers mean is left to `characters` and `objects`.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

_INT, _FLOAT, _DOUBLE, _HANDLE = ctypes.c_int, ctypes.c_float, ctypes.c_double, ctypes.c_void_p


def _bind(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same C function with pointers taken and given as integers (0 or None for a null pointer); the interpreter
    lock is kept, as pypdfium2 does.
    """
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


def address(handle: Any) -> int:
    """A pypdfium2 raw handle as an integer."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def floats(count: int) -> tuple[Any, range]:
    """A buffer of C floats and the address of each."""
    buffer = (_FLOAT * count)()
    start = ctypes.addressof(buffer)
    return buffer, range(start, start + 4 * count, 4)


def doubles(count: int) -> tuple[Any, range]:
    """A buffer of C doubles and the address of each."""
    buffer = (_DOUBLE * count)()
    start = ctypes.addressof(buffer)
    return buffer, range(start, start + 8 * count, 8)


def ints(count: int) -> tuple[Any, range]:
    """A buffer of C ints and the address of each."""
    buffer = (_INT * count)()
    start = ctypes.addressof(buffer)
    return buffer, range(start, start + 4 * count, 4)


count_chars = _bind(pdfium.FPDFText_CountChars, _INT, _HANDLE)
unicode_of = _bind(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _HANDLE, _INT)
loose_box_of = _bind(pdfium.FPDFText_GetLooseCharBox, _INT, _HANDLE, _INT, _HANDLE)
ink_box_of = _bind(pdfium.FPDFText_GetCharBox, _INT, _HANDLE, _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
origin_of = _bind(pdfium.FPDFText_GetCharOrigin, _INT, _HANDLE, _INT, _HANDLE, _HANDLE)
is_generated = _bind(pdfium.FPDFText_IsGenerated, _INT, _HANDLE, _INT)
has_map_error = _bind(pdfium.FPDFText_HasUnicodeMapError, _INT, _HANDLE, _INT)
angle_of = _bind(pdfium.FPDFText_GetCharAngle, _FLOAT, _HANDLE, _INT)
font_size_of = _bind(pdfium.FPDFText_GetFontSize, _DOUBLE, _HANDLE, _INT)
font_weight_of = _bind(pdfium.FPDFText_GetFontWeight, _INT, _HANDLE, _INT)
font_info_of = _bind(pdfium.FPDFText_GetFontInfo, ctypes.c_ulong, _HANDLE, _INT, _HANDLE, ctypes.c_ulong, _HANDLE)
char_matrix_of = _bind(pdfium.FPDFText_GetMatrix, _INT, _HANDLE, _INT, _HANDLE)
text_object_of = _bind(pdfium.FPDFText_GetTextObject, _HANDLE, _HANDLE, _INT)
text_font = _bind(pdfium.FPDFTextObj_GetFont, _HANDLE, _HANDLE)
text_render_mode = _bind(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _HANDLE)

page_box = _bind(pdfium.FPDF_GetPageBoundingBox, _INT, _HANDLE, _HANDLE)
page_rotation = _bind(pdfium.FPDFPage_GetRotation, _INT, _HANDLE)
count_objects = _bind(pdfium.FPDFPage_CountObjects, _INT, _HANDLE)
page_object = _bind(pdfium.FPDFPage_GetObject, _HANDLE, _HANDLE, _INT)
object_type = _bind(pdfium.FPDFPageObj_GetType, _INT, _HANDLE)
object_bounds = _bind(pdfium.FPDFPageObj_GetBounds, _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
object_matrix = _bind(pdfium.FPDFPageObj_GetMatrix, _INT, _HANDLE, _HANDLE)
has_transparency = _bind(pdfium.FPDFPageObj_HasTransparency, _INT, _HANDLE)
fill_color = _bind(pdfium.FPDFPageObj_GetFillColor, _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
stroke_color = _bind(pdfium.FPDFPageObj_GetStrokeColor, _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
stroke_width = _bind(pdfium.FPDFPageObj_GetStrokeWidth, _INT, _HANDLE, _HANDLE)
draw_mode = _bind(pdfium.FPDFPath_GetDrawMode, _INT, _HANDLE, _HANDLE, _HANDLE)
count_segments = _bind(pdfium.FPDFPath_CountSegments, _INT, _HANDLE)
path_segment = _bind(pdfium.FPDFPath_GetPathSegment, _HANDLE, _HANDLE, _INT)
segment_point = _bind(pdfium.FPDFPathSegment_GetPoint, _INT, _HANDLE, _HANDLE, _HANDLE)
segment_type = _bind(pdfium.FPDFPathSegment_GetType, _INT, _HANDLE)
segment_close = _bind(pdfium.FPDFPathSegment_GetClose, _INT, _HANDLE)
form_count = _bind(pdfium.FPDFFormObj_CountObjects, _INT, _HANDLE)
form_object = _bind(pdfium.FPDFFormObj_GetObject, _HANDLE, _HANDLE, ctypes.c_ulong)
clip_path = _bind(pdfium.FPDFPageObj_GetClipPath, _HANDLE, _HANDLE)
clip_count = _bind(pdfium.FPDFClipPath_CountPaths, _INT, _HANDLE)
clip_segments = _bind(pdfium.FPDFClipPath_CountPathSegments, _INT, _HANDLE, _INT)
clip_segment = _bind(pdfium.FPDFClipPath_GetPathSegment, _HANDLE, _HANDLE, _INT, _INT)
