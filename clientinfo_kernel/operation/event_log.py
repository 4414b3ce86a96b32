"""The server's log of what went wrong: one JSON line per event, on the process's standard error."""

from __future__ import annotations

import sys
import traceback
from typing import Any


def event_log() -> Any:
    """Return a logger that writes JSON lines with level and UTC time.

    It writes to the process's own standard error: ``sys.stderr`` of a kernel ends in the browser.
    """
    import structlog  # only when something broke: it costs a tenth of a page's start

    processors: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ]
    return structlog.wrap_logger(structlog.PrintLogger(sys.__stderr__), processors=processors)


def frames_of(error: BaseException) -> list[str]:
    """Return the frames of an error's traceback as ``file:line function``.

    There are no local values and no message in them: both can hold customer data.
    """
    frames = traceback.walk_tb(error.__traceback__)
    return [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_qualname}" for frame, line in frames]
