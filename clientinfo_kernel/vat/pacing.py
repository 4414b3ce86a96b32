"""When a run over many VAT IDs asks nobody: by night, beyond the house's own limit of a day, where nobody answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.services import VatServices
from data_sources.vat_ids.answer import says_away

if TYPE_CHECKING:
    from clientinfo_kernel.query.directory import CustomerDirectory

# The tax office's service is being maintained then, and can be silent (BZSt, "Ausländische USt-IdNr. prüfen").
_NIGHT = (23, 5)
# So many questions in a row at which the service was away: asking on would only burden it.
_MOST_SILENCES = 5

Stop = Literal["night", "limit", "silence"]


def berlin_now() -> datetime:
    """Return what the clocks of the house show."""
    return datetime.now(BERLIN)


def asked_on(directory: CustomerDirectory, now: datetime) -> int:
    """Return how many questions about VAT IDs the house has asked on a day, whoever asked, as far as they were kept.

    Raises:
        NotPermitted: The viewer does not see receivables.
        LiveUnavailable: The live store does not answer.
    """
    midnight = now.astimezone(BERLIN).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    kept = directory.written(VAT_CHECK, since=midnight)
    return kept.filter((pl.col("created_at") >= midnight) & (pl.col("source") != "check_digit")).height


@dataclass
class Pacing:
    """Hears what came of a run's questions, and says when it has to stop.

    Attributes:
        services: With the house's limits.
        asked: Returns how many questions the house has asked on the day of a moment (``asked_on``): it is called before
            each question where there is a limit, for other runs ask meanwhile, too.
        is_at_any_time: Also by night.
        now: The clock.
    """

    services: VatServices
    asked: Callable[[datetime], int]
    is_at_any_time: bool = False
    now: Callable[[], datetime] = berlin_now
    _silences: int = 0

    def why_stop(self) -> Stop | None:
        """Return why nobody is asked at present; None: go on.

        Raises:
            NotPermitted: The viewer does not see receivables.
            LiveUnavailable: The live store does not answer.
        """
        (start, end), now = _NIGHT, self.now()
        if not self.is_at_any_time and not end <= now.hour < start:
            return "night"
        if self.is_silent:
            return "silence"
        most = self.services.most_per_day
        return "limit" if most and self.asked(now) >= most else None

    @property
    def is_silent(self) -> bool:
        """Whether the services were away at each of the last questions."""
        return self._silences >= _MOST_SILENCES

    def heard(self, proof: Mapping[str, Any]) -> None:
        """Note what came of a question (``live.vat_checks``)."""
        is_away = proof["result"] == "not_answered" and says_away(proof["code"] or "")
        self._silences = self._silences + 1 if is_away else 0
