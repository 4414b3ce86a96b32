"""The VAT IDs of a list's marked rows, checked one after the other while the page stays alive; begun again, it goes on.

The browser asks for one after the other and keeps what is to be done, as it does for a bulk (``bulk_run``): a page that is
closed asks nobody any more, and the next one offers to go on. What was kept under the run's id is not asked again.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from clientinfo_kernel.errors import ClientInfoError, CustomerUnknown
from clientinfo_kernel.live.bulk import MOST_TARGETS
from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.sections.vat import VatServices, vat_services
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.asking import kept, kept_before, trader_named_by, without_proof
from clientinfo_kernel.vat.checking import check, is_asked
from clientinfo_kernel.vat.pacing import Pacing
from data_sources.vat_ids.answer import VatAnswer
from widgets.app.background_work import begin_beside
from widgets.app.run_box import RunBox, run_state
from widgets.app.vat_check import said_of
from widgets.app.vat_list_words import buttons, found_said, headline
from widgets.texts.formats import number
from widgets.texts.language import _
from widgets.texts.vat import STOPPED
from widgets.texts.words import word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.query.directory import CustomerDirectory
    from data_sources.vat_ids.answer import Trader


class VatListRun(RunBox):
    """The place of such a run on the page; empty while there is none.

    Args:
        directory: Whose viewer asks.
        written: Called when a run ends, however it does.
    """

    def __init__(self, directory: CustomerDirectory, written: Callable[[], None]) -> None:
        self._directory, self._written = directory, written
        self._customer_numbers: tuple[str, ...] = ()
        self._run_id = ""
        self._services = VatServices(evatr_url="", vies_url="")
        self._pacing = Pacing(self._services, directory)
        self._done = 0
        self._is_asking = self._has_asked = False
        self._counts: Counter[str] = Counter()
        self._invalid: list[str] = []
        self._joined = ""
        self._reasons: tuple[str, ...] = ()
        super().__init__(directory.viewer.name, "clientinfo.vat")
        self.on_msg(self._receive)

    @property
    def is_allowed(self) -> bool:
        """Whether the viewer can ask."""
        return "receivables" in self._directory.viewer.access.changes

    def begin(self, customer_numbers: Sequence[str]) -> None:
        """Check the VAT IDs of these customers; where a run is not at its end yet, they join it."""
        if self.is_unfinished:
            self._join(customer_numbers)
        else:
            self._start(new_command_id(), tuple(dict.fromkeys(customer_numbers)))

    def translate(self) -> None:
        """Say everything in the session's language."""
        if self.state["phase"] in {"found", "done"}:
            self._say(self.state["phase"])

    def _start(self, run_id: str, customer_numbers: tuple[str, ...]) -> None:
        self._run_id, self._customer_numbers = run_id, customer_numbers
        self._done, self._has_asked, self._counts, self._invalid = 0, self._is_asking, Counter(), []
        self._joined = ""
        self._keep_plan()
        self._go_on()

    def _keep_plan(self) -> None:
        """Let the browser keep what is to be done."""
        self.plan = {"bulk": self._run_id, "numbers": list(self._customer_numbers)}

    def _join(self, customer_numbers: Sequence[str]) -> None:
        """Add customers to the run, and say so: their preview has gone by now."""
        new = tuple(each for each in dict.fromkeys(customer_numbers) if each not in self._customer_numbers)
        if len(self._customer_numbers) + len(new) > MOST_TARGETS:
            said = _("{count} nicht dazugenommen: mehr als {most} werden nicht auf einmal geprüft.")
            self._joined = said.format(count=number(len(new)), most=number(MOST_TARGETS))
        elif new:
            self._customer_numbers += new
            self._keep_plan()
            self._joined = _("{count} zu dieser Prüfung dazugenommen").format(count=number(len(new)))
        else:
            self._joined = _("Schon in dieser Prüfung")
        self._say(self.state["phase"], *self._reasons)

    def _go_on(self) -> None:
        """Read the settings, and let the browser ask for the next one."""
        try:
            self._services = vat_services(self._directory.settings.services)
            self._pacing = Pacing(self._services, self._directory)
        except ClientInfoError as error:
            self._say("stopped", said_of(error))
        else:
            self._say("running")

    # ---- what the browser asks

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        if not isinstance(message, dict) or not self.is_allowed:
            return
        phase, asked = self.state["phase"], message.get("do")
        if asked == "next" and phase == "running":
            self._next(message.get("at"))
        elif asked == "pause" and phase == "running":
            self._say("stopped")
            self._written()
        elif asked == "found" and phase == "":
            self._find(message.get("plan"))
        elif asked == "resume" and phase == "found":
            self._start(self._run_id, self._customer_numbers)
        elif asked == "resume" and phase == "stopped":
            self._go_on()
        elif asked == "close" and phase in {"found", "stopped", "done"}:
            self.plan, self.state = {}, run_state()

    def _find(self, plan: object) -> None:
        read = read_plan(plan)
        if read is None:
            self.send({"do": "forget"})
            return
        (self._run_id, self._customer_numbers), self._done = read, 0
        self._joined = ""
        self._keep_plan()
        self._say("found")

    def _next(self, at: object) -> None:
        if at != self._done or self._is_asking:  # asked again because no answer came: the answer is what holds now
            self.send_state("state")
            return
        try:
            self._ask()
        except Exception as error:  # noqa: BLE001  # whatever breaks: the person learns it, the log has the cause
            self._say("stopped", said_of(error))

    def _ask(self) -> None:
        """Ask about the next one; those about whom there is nothing to ask are passed on the way."""
        while self._done < len(self._customer_numbers):
            try:
                file = self._directory.customer(self._customer_numbers[self._done])
            except CustomerUnknown:
                self._pass("gone")
                continue
            trader = trader_named_by(file)
            known = kept_before(self._directory.live(file), self._command(file))
            if known is not None:
                self._count(file, known)
            elif not trader.vat_id:
                self._pass("no_id")
            elif why := self._pacing.why_stop() or self._ask_about(file, trader):
                self._say("stopped", word(STOPPED, why))
                self._written()
                return
            else:
                return
        self._finish()

    def _ask_about(self, file: CustomerFile, trader: Trader) -> Literal["limit"] | None:
        services, today = self._services, datetime.now(BERLIN).date()
        leaves = is_asked(trader.vat_id, services)
        pause = services.pause_seconds if leaves and self._has_asked else 0.0
        share = self._pacing.begin(file.customer_number, trader)
        if share is None:
            return "limit"
        self._is_asking, self._has_asked = True, self._has_asked or leaves

        def ask() -> tuple[VatAnswer, ...]:
            time.sleep(pause)
            return check(trader, services, today)

        run_id, command_id = self._run_id, self._command(file)

        def heard(found: tuple[VatAnswer, ...] | Exception) -> None:
            self._is_asking = False
            row, failed = self._keep(file, trader, found, (command_id, share))
            if run_id == self._run_id:
                self._heard(file, row, failed)
            elif self.state["phase"] == "running":  # that run was closed, and another one waits for this answer
                self._next(self._done)

        begin_beside("vat list run", ask, heard)
        return None

    def _heard(self, file: CustomerFile, row: Mapping[str, Any] | None, failed: str) -> None:
        """Count what came, on the kernel's own thread, and let the browser ask for the next one."""
        if row is None:
            if self.state["phase"]:
                self._say("stopped", failed)
            return
        self._pacing.heard(row)
        self._count(file, row)
        if not self.state["phase"]:  # closed meanwhile: the answer is kept all the same
            self._written()
        elif self._done == len(self._customer_numbers):
            self._finish()
        else:
            self._say(self.state["phase"])  # it can have been stopped meanwhile

    def _keep(
        self, file: CustomerFile, trader: Trader, found: tuple[VatAnswer, ...] | Exception, names: tuple[str, str]
    ) -> tuple[Mapping[str, Any] | None, str]:
        """Return the proof that was kept, or None and what is to be said; ``names``: of the command, and of the share."""
        command_id, share = names
        if isinstance(found, Exception):
            return None, said_of(found)
        try:
            row = kept(self._directory.live(file), file.customer_number, trader, found, command_id)
            self._pacing.give_back(share)
        except InputRefused:  # it would be refused again: the run goes on without it
            return without_proof(trader, VatAnswer("check_digit", "not_answered", "not_kept")), ""
        except Exception as error:  # noqa: BLE001  # a failed question must not take the page with it
            return None, said_of(error)
        return row, ""

    def _command(self, file: CustomerFile) -> str:
        return f"{self._run_id}:vat:{sha256(file.customer_number.encode()).hexdigest()[:24]}"

    # ---- what it says

    def _pass(self, why: str) -> None:
        self._done += 1
        self._counts[why] += 1

    def _count(self, file: CustomerFile, row: Mapping[str, Any]) -> None:
        self._pass(row["result"])
        if row["result"] == "invalid":
            self._invalid.append(f"{file.header().name} ({file.customer_number})")

    def _finish(self) -> None:
        self.plan = {}
        self._say("done")
        self._written()

    def _say(self, phase: str, *lines: str) -> None:
        count, self._reasons = len(self._customer_numbers), lines
        said = (*lines, *found_said(self._counts, self._invalid), *filter(None, (self._joined,)))
        self.state = run_state(phase, headline(phase, count), said, (self._done, count), buttons(phase))


def read_plan(plan: object) -> tuple[str, tuple[str, ...]] | None:
    """Return the id and the customers' numbers of a run that a browser kept; None where it is none: it is outside data."""
    match plan:
        case {"bulk": str(run_id), "numbers": list(customer_numbers)}:
            is_id = run_id.isascii() and run_id.isalnum() and len(run_id) == len(new_command_id())
            if (
                is_id
                and 0 < len(customer_numbers) <= MOST_TARGETS
                and all(isinstance(each, str) for each in customer_numbers)
            ):
                return run_id, tuple(dict.fromkeys(customer_numbers))
    return None
