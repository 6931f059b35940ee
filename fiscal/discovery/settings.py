"""The numbers of discovery, each with its unit and why it is as it is."""

from __future__ import annotations

from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
"""The clock of portals, and of whoever reads what they publish: all of China has the one."""

SECONDS_BETWEEN_REQUESTS = 2.0
"""Seconds between the ends and beginnings of two requests to one host, where neither robots.txt nor the source asks for
more.
"""

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 10.0, 30.0, 300.0
"""Seconds for a connection, for a pause within an answer, and for a whole answer: 100 MB at the 4 Mbit/s that slow
county hosts give.
"""

LARGEST_FILE, LARGEST_PAGE = 100 << 20, 8 << 20
"""Bytes of a file and of a page. The largest saved list has 96 KB, JSON of a hundred articles 300 KB; annual volumes of
scans stay below 100 MB.
"""

REDIRECTS = 5
"""Redirects followed for one request, jumps of pages included."""

WAIT_HERE = 20.0
"""Seconds of a Retry-After that are waited out on the spot; longer ones end the look, and the host is left alone until
then.
"""

LONGEST_DELAY = 60.0
"""Seconds of a robots.txt crawl delay that are kept; a host that asks for more gets this, so that a look over 30 pages
ends within half an hour.
"""

ROBOTS_SECONDS = 24 * 3600.0
"""Seconds for which a robots.txt is believed (RFC 9309: a day)."""

LOOKS_AT_ONCE = 8
"""Sources that one process looks at at a time: nearly all of a look is waiting for its host, and hosts are asked one
request at a time each.
"""

PAGES_OF_A_LIST = 60
"""Pages of one list that are read at most: 15 to 20 items a page, so some 1,000 filings of one body or department."""

LISTS_OF_A_SOURCE = 500
"""Lists that one page leads to at most: a province's platform names some 150 departments, a city's some 80."""

LOOKS_KEPT = 30
"""Looks of a source whose counts are kept."""

WHOLE_LIST_EVERY = 7 * 86400.0
"""Seconds after which a look reads all pages of a list again; in between it stops at the first page that brings nothing
new.
"""

REVALIDATED_AFTER = (7 * 86400.0, 30 * 86400.0, 90 * 86400.0)
"""Seconds after which a filing's page and files are looked at again, since they were first kept.

Replacements come within the first weeks; after a quarter only new pages do.
"""

HEAD_BYTES = 64 << 10
"""Bytes of a file that are compared where a host gives neither ETag nor 304: with the same length and the same head,
cover and first table are unchanged.
"""

GOOD_LOOKS = 3
"""Good looks in a row in which a filing is missing, or checks in which its address is gone, before it is taken for
withdrawn.
"""

SILENT_SECONDS = 400 * 86400.0
"""Seconds without a new filing after which a source is called silent: budgets and accounts each come once a year."""
