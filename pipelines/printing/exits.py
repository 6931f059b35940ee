"""The exit statuses of the commands: what a script is told by what a command ends with."""

from __future__ import annotations

EXIT_PUBLISHED, EXIT_FAULT, EXIT_USAGE, EXIT_QUARANTINED, EXIT_UNREADABLE = 0, 1, 2, 3, 4
EXIT_CLEAN, EXIT_WRONG, EXIT_NOT_CHECKED = 0, 1, 3
"""Of a check of drafts: nothing is wrong, something is, a file could not be checked."""
EXIT_SOURCE = 5
"""Of a look at sources: a source or a file of it could not be got."""
INTERRUPTED = 130
"""The status that a shell gives what Ctrl-C stopped."""
