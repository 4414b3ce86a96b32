"""What happens when something breaks: the user gets a number, the server's log the traceback, nobody customer data."""

import secrets

from clientinfo_kernel.operation.event_log import event_log, frames_of


def report_incident(where: str, error: BaseException) -> str:
    """Log an error that a user saw.

    Logged are the place, the kind of error and the frames of its traceback: no message and no local values, because
    both can hold customer data.

    Args:
        where: What was drawn (key of a tab).
        error: What was raised.

    Returns:
        The incident number to show, as ``V-7F3A-2210``.
    """
    digits = secrets.token_hex(4).upper()
    number = f"V-{digits[:4]}-{digits[4:]}"
    event_log().error("incident", number=number, where=where, error=type(error).__name__, frames=frames_of(error))
    return number
