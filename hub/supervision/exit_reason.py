"""The reason that a process gave in its log when it ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 20_000
_ERROR = re.compile(r"^\[[EC] [^\]]*\] *(?P<words>\S.*)$", re.MULTILINE)


def exit_reason(log: Path, start: int = 0) -> str:
    """Return the reason in a log: its first logged error, else the last line of a traceback.

    Args:
        log: The log's file.
        start: Where in it the process began to write.
    """
    with log.open("rb") as reader:
        reader.seek(start)
        text = reader.read(_MOST_BYTES).decode(errors="replace")
    found = _ERROR.search(text)
    if found:
        return found["words"]
    outermost = [line for line in text.splitlines() if line and not line[0].isspace()]
    return outermost[-1] if outermost else "no reason given"
