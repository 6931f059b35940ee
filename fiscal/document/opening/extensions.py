"""By which extensions files are looked for in folders; what a file is, its bytes say."""

from __future__ import annotations

EXTENSIONS = frozenset(
    {".pdf", ".xls", ".xlsx", ".xlsm", ".et", ".doc", ".docx", ".docm", ".wps", ".rtf", ".odt", ".ofd"}
    | {".htm", ".html", ".shtml", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"}
    | {".zip", ".7z", ".rar", ".tar", ".gz", ".tgz"}
)
"""Of the formats in which offices publish, those that are named and not read among them, so that nobody takes a file
for taken in that is not.
"""
