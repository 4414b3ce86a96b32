"""The daily limit of questions about VAT IDs, of all runs at one moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING

from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.vat_shares import VatShares

if TYPE_CHECKING:
    from collections.abc import Iterable

MIDNIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)


def test_runs_that_ask_at_one_moment_never_pass_the_limit_together(database: LiveDatabase) -> None:
    database.prepare()
    start = Barrier(8)

    def run(number: int) -> bool:
        own = VatShares(LiveDatabase(database.url))  # each is a process of its own
        start.wait()
        return own.take(f"run {number}", 1, 5, MIDNIGHT)

    with ThreadPoolExecutor(8) as people:
        taken: Iterable[bool] = people.map(run, range(8))
        assert sum(taken) == 5


def test_a_share_is_taken_once_and_is_there_again_when_its_answer_counts(database: LiveDatabase) -> None:
    shares = VatShares(database)
    assert shares.take("one", 1, 2, MIDNIGHT)
    assert shares.take("one", 1, 2, MIDNIGHT)  # its answer was lost, and it is asked again
    # the tax office, and VIES where that does not answer: both, or none
    assert not shares.take("other", 2, 2, MIDNIGHT)
    assert shares.take("third", 1, 2, MIDNIGHT)
    shares.give_back("one")
    assert shares.take("fourth", 1, 2, MIDNIGHT)
    assert not shares.take("fifth", 1, 2, MIDNIGHT)
    # what nobody gave back is over with its day
    assert shares.take("fifth", 2, 2, MIDNIGHT + timedelta(days=1))
