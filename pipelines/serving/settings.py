"""Limits of the upload page: unit and reason."""

from __future__ import annotations

LARGEST_UPLOAD = 100 << 20
"""Bytes of one file. Of 110 published filings the largest has 30 MB, scans of 300 pages stay below 100."""
MOST_FILES = 20
"""Files of one check: a filing in parts has up to six, a department looks at its units together."""
AT_ONCE = 1
"""Checks that run at the same time: each has the readers of all processors to itself; further ones wait their turn."""
MOST_CHECKS = 20
"""Checks that are waiting, running or looked at: from there on one has to be closed first."""
KEPT_SECONDS = 1800.0
"""Seconds after which a check that nobody asks for any more is deleted with its files: time to read a report, no
archive.
"""
LONGEST_SECONDS = 3600.0
"""Seconds that one check may take; 300 scanned pages take a quarter of that."""
PATIENCE_SECONDS = 10.0
"""Seconds that a server is given to finish its answers when it is stopped."""
