"""Check the VAT IDs of all customers, one after the other, as slowly as the services want it.

What is kept is not asked again: a run that was stopped goes on where it was when it is started anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.asking import ask_and_keep
from clientinfo_kernel.vat.services import VatServices
from clientinfo_kernel.vat.standing import vat_standing
from data_sources.vat_ids.answer import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator


# The tax office's service is being maintained then, and can be silent (BZSt, "Ausländische USt-IdNr. prüfen").
_NIGHT = (23, 5)
# So many questions in a row without an answer: the service is away, and asking on would only burden it.
_MOST_SILENCES = 5
# Asked on this day and not answered: asked again on another one.
_TODAY = timedelta(days=1)

Stop = Literal["night", "silence"]


@dataclass(frozen=True)
class Checked:
    """One step of a run.

    Attributes:
        customer_number: Who was asked about.
        name: What they are called.
        proof: What was kept (``live.vat_checks``).
        place, of: How far the run is.
    """

    customer_number: str
    name: str
    proof: Mapping[str, Any]
    place: int
    of: int


class RunStopped(Exception):
    """A run ends before its end; what it found is kept, and the next one goes on there."""

    def __init__(self, why: Stop) -> None:
        super().__init__(why)
        self.why = why


def _now() -> datetime:
    return datetime.now(BERLIN)


@dataclass(frozen=True)
class VatRun:
    """A run over all customers whose VAT ID is due to be checked.

    Attributes:
        directory: Whose viewer asks.
        services: Who is asked.
        pause: Seconds between two questions.
        is_at_any_time: Also by night, when the services are maintained.
        now, sleep: The clock.
    """

    directory: CustomerDirectory
    services: VatServices
    pause: float = 2.0
    is_at_any_time: bool = False
    now: Callable[[], datetime] = _now
    sleep: Callable[[float], None] = time.sleep

    def due(self) -> list[str]:
        """Return the numbers of the customers whose VAT ID is to be asked about, in the order of the numbers."""
        proofs: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.directory.written(VAT_CHECK).to_dicts():
            proofs.setdefault(row["customer_number"], []).append(row)
        customers = self.directory.table("customers", ["customer_number", "vat_id", *FIELDS])
        return sorted(
            each["customer_number"]
            for each in customers.to_dicts()
            if each["vat_id"] and self._is_due(proofs.get(each["customer_number"], []), each)
        )

    def steps(self) -> Iterator[Checked]:
        """Ask about one customer after the other, and yield what came of each.

        Raises:
            RunStopped: It is night, or the services do not answer any more.
        """
        numbers, silences = self.due(), 0
        for place, number in enumerate(numbers, 1):
            if self._is_night():
                raise RunStopped("night")
            if place > 1:
                self.sleep(self.pause)
            file = self.directory.customer(number)
            today = self.now().date()
            command = f"vat-run/{today.isoformat()}/{number}"
            proof = ask_and_keep(self.directory.live(file), file, self.services, today, command)
            silences = silences + 1 if proof["result"] == "not_answered" and proof["source"] != "check_digit" else 0
            yield Checked(number, file.header().name, proof, place, len(numbers))
            if silences == _MOST_SILENCES:
                raise RunStopped("silence")

    def _is_due(self, rows: list[Mapping[str, Any]], customer: Mapping[str, Any]) -> bool:
        standing = vat_standing(rows, customer, self.now().date(), self.services.again_after_months)
        is_asked_today = standing.attempt is not None and self.now() - standing.attempt["created_at"] < _TODAY
        return bool(standing.due) and not is_asked_today

    def _is_night(self) -> bool:
        start, end = _NIGHT
        return not self.is_at_any_time and not end <= self.now().hour < start
