"""What happens when something breaks: the user gets a number, the server's log the traceback, nobody customer data."""

from __future__ import annotations

import secrets
import sys
from functools import cache
from typing import Any


@cache
def _logger() -> Any:
    import structlog  # only when something broke: it costs a tenth of the page's start

    # sys.stderr of a kernel ends in the browser; the process's own standard error is the server's log.
    return structlog.wrap_logger(
        structlog.PrintLogger(sys.__stderr__),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
    )


def report_incident(where: str, error: BaseException) -> str:
    """Log an error that a user saw.

    Logged are the place, the kind of error and the frames of its traceback: no message and no local values, because
    both may hold customer data.

    Args:
        where: What was drawn (key of a tab).
        error: What was raised.

    Returns:
        The incident number to show, as ``V-7F3A-2210``.
    """
    digits = secrets.token_hex(4).upper()
    number = f"V-{digits[:4]}-{digits[4:]}"
    _logger().error("incident", number=number, where=where, error=type(error).__name__, frames=_frames(error))
    return number


def _frames(error: BaseException) -> list[str]:
    found = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_qualname}")
        traceback = traceback.tb_next
    return found
