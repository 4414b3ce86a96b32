"""When a run over many VAT IDs asks nobody: by night, beyond the house's own limit of a day, where nobody answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.sections.vat import VatServices
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.asking import note_question
from clientinfo_kernel.vat.checking import most_asked
from data_sources.vat_ids.answer import Trader, says_away

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
        """Return why nobody is asked at present; None: go on, with a share of the day (``begin``)."""
        (start, end), now = _NIGHT, self.now()
        if not self.is_at_any_time and not end <= now.hour < start:
            return "night"
        return "silence" if self.is_silent else None

    def begin(self, customer_number: str, trader: Trader) -> str | None:
        """Take what a check asks at most from the house's limit of the day, and write down that it asks.

        Returns:
            The share's name, of this one check; None: so much is not left.

        Raises:
            AuditNotWritten: The audit log cannot be written: nobody is asked, and the share is there again.
            TooMuchWritten: The viewer asked more than people do in a day; likewise.
            LiveUnavailable: The live store does not answer.
        """
        share = new_command_id()
        if not self._take(share, trader.vat_id):
            return None
        try:
            note_question(self.directory.live_of_house(), customer_number, trader, self.services)
        except BaseException:
            self.give_back(share)
            raise
        return share

    def _take(self, share: str, vat_id: str) -> bool:
        most, questions = self.services.most_per_day, most_asked(vat_id, self.services)
        if not most or not questions:
            return True
        midnight = self.now().astimezone(BERLIN).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        return self.directory.vat_shares().take(share, min(questions, most), most, midnight)

    def give_back(self, share: str) -> None:
        """Say that the answers are kept by now, and count themselves.

        Raises:
            LiveUnavailable: The live store does not answer.
        """
        if self.services.most_per_day:
            self.directory.vat_shares().give_back(share)

    @property
    def is_silent(self) -> bool:
        """Whether the services were away at each of the last questions."""
        return self._silences >= _MOST_SILENCES

    def heard(self, proof: Mapping[str, Any]) -> None:
        """Note what came of a question (``live.vat_checks``)."""
        is_away = proof["result"] == "not_answered" and says_away(proof["code"] or "")
        self._silences = self._silences + 1 if is_away else 0
