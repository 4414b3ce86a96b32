"""When a run over many VAT IDs asks nobody: by night, beyond the house's own limit of a day, where nobody answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.checking import questions_behind
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
    kept = directory.written(VAT_CHECK)
    return kept.filter((pl.col("created_at") >= midnight) & (pl.col("source") != "check_digit")).height


@dataclass
class Pacing:
    """Counts what a run asks, and says when it has to stop.

    Attributes:
        services: With the house's limits.
        asked_today: Questions of this day until now.
        is_at_any_time: Also by night.
        now: The clock.
    """

    services: VatServices
    asked_today: int = 0
    is_at_any_time: bool = False
    now: Callable[[], datetime] = berlin_now
    _silences: int = 0

    def why_stop(self) -> Stop | None:
        """Return why nobody is asked at present; None: go on."""
        start, end = _NIGHT
        if not self.is_at_any_time and not end <= self.now().hour < start:
            return "night"
        if self._silences >= _MOST_SILENCES:
            return "silence"
        most = self.services.most_per_day
        return "limit" if most and self.asked_today >= most else None

    def heard(self, proof: Mapping[str, Any]) -> None:
        """Count what came of a question (``live.vat_checks``)."""
        is_away = proof["result"] == "not_answered" and says_away(proof["code"] or "")
        self._silences = self._silences + 1 if is_away else 0
        self.asked_today += questions_behind(proof["vat_id"], proof["source"], self.services)
