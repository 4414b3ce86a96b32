"""Check the VAT IDs of all customers, one after the other, as slowly as the services want it.

What is kept is not asked again: a run that was stopped goes on where it was when it is started anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from clientinfo_kernel.errors import CustomerUnknown, SettingsError
from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.errors import CommandReused, InputRefused
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.query.corrections import newest_vat_id
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.vat_form import written_plainly
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.asking import ask_and_keep, trader_named_by, without_proof
from clientinfo_kernel.vat.checking import why_nobody
from clientinfo_kernel.vat.services import VatServices
from clientinfo_kernel.vat.standing import vat_standing
from data_sources.vat_ids.answer import FIELDS, VatAnswer, says_away

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.query.customer_file import CustomerFile


# The tax office's service is being maintained then, and can be silent (BZSt, "Ausländische USt-IdNr. prüfen").
_NIGHT = (23, 5)
# So many questions in a row at which the service was away: asking on would only burden it.
_MOST_SILENCES = 5
_NEVER = datetime.min.replace(tzinfo=UTC)

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
        """Return the numbers of the customers whose VAT ID is to be asked about.

        Those who were never asked about come first, then those who wait the longest since their last attempt: nobody who
        cannot be answered stands in the others' way.
        """
        proofs: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.directory.written(VAT_CHECK).to_dicts():
            proofs.setdefault(row["customer_number"], []).append(row)
        waiting = []
        for each in self._customers():
            number, vat_id = each["customer_number"], written_plainly(each["vat_id"])
            rows = proofs.get(number, [])
            if not why_nobody(vat_id, self.services) and self._is_due(rows, each):
                about = (row["created_at"] for row in rows if row["vat_id"] == vat_id)
                waiting.append((max(about, default=_NEVER), number))
        return [number for _, number in sorted(waiting)]

    def unaskable(self) -> list[str]:
        """Return the numbers of the customers about whose VAT ID nobody can be asked (no member state, no service for it)."""
        return sorted(
            each["customer_number"]
            for each in self._customers()
            if why_nobody(written_plainly(each["vat_id"]), self.services)
        )

    def steps(self) -> Iterator[Checked]:
        """Ask about one customer after the other, and yield what came of each.

        Who is gone since the run began, or is being asked about by somebody else, is passed over.

        Raises:
            RunStopped: It is night, or the services do not answer any more.
            SettingsError: No service is named that could be asked.
        """
        if not self.services.is_any:
            raise SettingsError("[services.vat] names no service: set own_vat_id, evatr_url or vies_url")
        numbers, silences = self.due(), 0
        for place, number in enumerate(numbers, 1):
            if self._is_night():
                raise RunStopped("night")
            if place > 1:
                self.sleep(self.pause)
            try:
                file = self.directory.customer(number)
                proof = self._proof(file)
            except (CustomerUnknown, CommandReused):
                continue
            silences = silences + 1 if proof["result"] == "not_answered" and says_away(proof["code"] or "") else 0
            yield Checked(number, file.header().name, proof, place, len(numbers))
            if silences == _MOST_SILENCES:
                raise RunStopped("silence")

    def _customers(self) -> list[dict[str, Any]]:
        """Return those who have a VAT ID, with the one that people said to be right where the sources have another."""
        customers = self.directory.table("customers", ["customer_number", "vat_id", *FIELDS])
        told: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.directory.written(CHANGE_NOTICE).sort("created_at").to_dicts():
            told.setdefault(row["customer_number"], []).append(row)
        found = []
        for each in customers.to_dicts():
            vat_id = newest_vat_id(told.get(each["customer_number"], ()), each["vat_id"]) or each["vat_id"]
            if vat_id:
                found.append(each | {"vat_id": vat_id})
        return found

    def _proof(self, file: CustomerFile) -> Mapping[str, Any]:
        """Return what came of one question; what cannot be kept is no answer, and does not end the run."""
        trader, today = trader_named_by(file), self.now().date()
        asked = sha256("\n".join(str(each) for each in astuple(trader)).encode()).hexdigest()[:16]
        command = f"vat-run/{today.isoformat()}/{file.customer_number}/{asked}"
        try:
            return ask_and_keep(self.directory.live(file), file, self.services, today, command)
        except InputRefused:
            return without_proof(trader, VatAnswer("check_digit", "not_answered", "not_kept"))

    def _is_due(self, rows: list[Mapping[str, Any]], customer: Mapping[str, Any]) -> bool:
        today = self.now().date()
        standing = vat_standing(rows, customer, today, self.services.again_after_months)
        attempt = standing.attempt
        is_asked_today = attempt is not None and attempt["created_at"].astimezone(BERLIN).date() == today
        return bool(standing.due) and not is_asked_today

    def _is_night(self) -> bool:
        start, end = _NIGHT
        return not self.is_at_any_time and not end <= self.now().hour < start
