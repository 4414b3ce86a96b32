"""When a run over many VAT IDs asks nobody: by night, beyond the house's own limit of a day, where nobody answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.checking import most_asked
from clientinfo_kernel.vat.services import VatServices
from data_sources.vat_ids.answer import says_away

# The tax office's service is being maintained then, and can be silent (BZSt, "Ausländische USt-IdNr. prüfen").
_NIGHT = (23, 5)
# So many questions in a row at which the service was away: asking on would only burden it.
_MOST_SILENCES = 5

Stop = Literal["night", "limit", "silence"]


def berlin_now() -> datetime:
    """Return what the clocks of the house show."""
    return datetime.now(BERLIN)


@dataclass
class Pacing:
    """Hears what came of a run's questions, and says when it has to stop.

    Attributes:
        services: With the house's limits.
        directory: Whose house has a limit of a day, which all runs together keep.
        is_at_any_time: Also by night.
        now: The clock.
    """

    services: VatServices
    directory: CustomerDirectory
    is_at_any_time: bool = False
    now: Callable[[], datetime] = berlin_now
    _silences: int = 0

    def why_stop(self) -> Stop | None:
        """Return why nobody is asked at present; None: go on, with a share of the day (``take``)."""
        (start, end), now = _NIGHT, self.now()
        if not self.is_at_any_time and not end <= now.hour < start:
            return "night"
        return "silence" if self.is_silent else None

    def take(self, command_id: str, vat_id: str) -> bool:
        """Take what a check asks at most from the house's limit of the day; returns whether so much was left.

        Raises:
            LiveUnavailable: The live store does not answer.
        """
        most, questions = self.services.most_per_day, most_asked(vat_id, self.services)
        if not most or not questions:
            return True
        midnight = self.now().astimezone(BERLIN).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        return self.directory.vat_shares().take(command_id, min(questions, most), most, midnight)

    def give_back(self, command_id: str) -> None:
        """Say that the answers are kept by now, and count themselves.

        Raises:
            LiveUnavailable: The live store does not answer.
        """
        if self.services.most_per_day:
            self.directory.vat_shares().give_back(command_id)

    @property
    def is_silent(self) -> bool:
        """Whether the services were away at each of the last questions."""
        return self._silences >= _MOST_SILENCES

    def heard(self, proof: Mapping[str, Any]) -> None:
        """Note what came of a question (``live.vat_checks``)."""
        is_away = proof["result"] == "not_answered" and says_away(proof["code"] or "")
        self._silences = self._silences + 1 if is_away else 0
