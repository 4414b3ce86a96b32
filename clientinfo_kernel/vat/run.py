"""Check the VAT IDs of all customers, one after the other, as slowly as the services want it.

What is kept is not asked again: a run that was stopped goes on where it was when it is started again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.errors import CustomerUnknown, SettingsError
from clientinfo_kernel.live.errors import CommandReused, InputRefused
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.vat_form import written_plainly
from clientinfo_kernel.sections.vat import VatServices
from clientinfo_kernel.vat.asking import kept, kept_before, trader_named_by, without_proof
from clientinfo_kernel.vat.checking import check, why_nobody
from clientinfo_kernel.vat.due import customers_with_vat_id, due_vat_ids
from clientinfo_kernel.vat.pacing import Pacing, Stop, berlin_now
from data_sources.vat_ids.answer import VatAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.query.customer_file import CustomerFile


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


@dataclass(frozen=True)
class VatRun:
    """A run over all customers whose VAT ID is due to be checked.

    Attributes:
        directory: Whose viewer asks.
        services: Who is asked.
        pause: Seconds between two questions; None: as the settings say.
        is_at_any_time: Also by night, when the services are maintained.
        now, sleep: The clock.
    """

    directory: CustomerDirectory
    services: VatServices
    pause: float | None = None
    is_at_any_time: bool = False
    now: Callable[[], datetime] = berlin_now
    sleep: Callable[[float], None] = time.sleep

    def due(self) -> list[str]:
        """Return the numbers of the customers whose VAT ID is to be asked about (``due.due_vat_ids``), but for those of today."""
        due = due_vat_ids(self.directory, self.services, self.now().date())
        return due.filter(~pl.col("is_tried_today"))["customer_number"].to_list()

    def unaskable(self) -> list[str]:
        """Return the numbers of the customers about whose VAT ID nobody can be asked (no member state, no service for it)."""
        return sorted(
            each["customer_number"]
            for each in customers_with_vat_id(self.directory)
            if why_nobody(written_plainly(each["vat_id"]), self.services)
        )

    def steps(self) -> Iterator[Checked]:
        """Ask about one customer after the other, and yield what came of each.

        Who is gone since the run began, or is being asked about by somebody else, is passed over.

        Raises:
            RunStopped: It is night, the house's limit of the day is reached, or the services do not answer any more.
            SettingsError: No service is named that could be asked.
        """
        if not self.services.is_any:
            raise SettingsError("[services.vat] names no service: set own_vat_id, evatr_url or vies_url")
        customer_numbers = self.due()
        pacing = Pacing(self.services, self.directory, self.is_at_any_time, self.now)
        pause = self.services.pause_seconds if self.pause is None else self.pause
        for place, number in enumerate(customer_numbers, 1):
            if why := pacing.why_stop():
                raise RunStopped(why)
            if place > 1:
                self.sleep(pause)
            try:
                file = self.directory.customer(number)
                proof = self._proof(file, pacing)
            except (CustomerUnknown, CommandReused):
                continue
            pacing.heard(proof)
            yield Checked(number, file.header().name, proof, place, len(customer_numbers))
            if pacing.is_silent:
                raise RunStopped("silence")

    def _proof(self, file: CustomerFile, pacing: Pacing) -> Mapping[str, Any]:
        """Return what came of one question; what cannot be kept is not an answer, and does not end the run."""
        trader, today = trader_named_by(file), self.now().date()
        asked = sha256("\n".join(str(each) for each in astuple(trader)).encode()).hexdigest()[:16]
        command = f"vat-run/{today.isoformat()}/{file.customer_number}/{asked}"
        store = self.directory.live(file)
        store.viewer.access.require_change("receivables")
        if known := kept_before(store, command):
            return known
        share = pacing.begin(file.customer_number, trader)
        if share is None:
            raise RunStopped("limit")
        try:
            proof = kept(store, file.customer_number, trader, check(trader, self.services, today), command)
        except InputRefused:
            return without_proof(trader, VatAnswer("check_digit", "not_answered", "not_kept"))
        pacing.give_back(share)
        return proof
