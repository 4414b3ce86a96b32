"""The process that plans for a page: a question on its standard input, plans on its standard output, a line each.

When its input is closed it returns the best plan so far; when it is ended, none.
"""

from __future__ import annotations

import sys
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.messages import answer, read_question
from clientinfo_kernel.tours.planning import plan_day

if TYPE_CHECKING:
    from clientinfo_kernel.tours.plan import Plan

# A page draws no more plans than a person can look at.
_APART_SECONDS = 0.25


def main() -> None:
    """Plan one day."""
    day, ways, (seconds, patience) = read_question(sys.stdin.buffer.readline())
    is_stopped, last = Event(), -_APART_SECONDS

    def watch() -> None:
        sys.stdin.buffer.read()
        is_stopped.set()

    def tell(plan: Plan) -> None:
        nonlocal last
        if monotonic() - last >= _APART_SECONDS:
            last = monotonic()
            _say(answer(plan, is_final=False))

    Thread(target=watch, name="stopped?", daemon=True).start()
    plan = plan_day(day, ways, seconds, reason_seconds=patience, on_better=tell, is_stopped=is_stopped.is_set)
    _say(answer(plan, is_final=True))


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
