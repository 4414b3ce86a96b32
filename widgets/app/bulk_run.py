"""A bulk while it is carried out: how far it is, what was left out, and the way back; stopped or begun again, it goes on.

The browser asks for one portion after the other, so that the page stays alive meanwhile and a lost connection only
pauses it. It also keeps what is to be done until all of it is done: after a reload, in another kernel, it offers to go
on. It is not trusted: each command is checked as if somebody had pressed its button.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.audit import record
from clientinfo_kernel.access.audit_detail import Phrase
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.errors import AuditNotWritten, ClientInfoError
from clientinfo_kernel.live.bulk import Bulk, Target, carry_out
from clientinfo_kernel.live.commands import Saved
from clientinfo_kernel.live.errors import InputRefused, LiveUnavailable
from clientinfo_kernel.live.house_cases import house_case
from widgets.app.bulk_plan import Plan, read_plan
from widgets.app.bulk_words import buttons, headline, impossible_said, left_out, stopped_said
from widgets.app.run_box import RunBox, run_state
from widgets.incident import report_incident
from widgets.texts.language import _
from widgets.texts.unsaved import unsaved_words
from widgets.view_models import Refusal
from widgets.work_list import lists_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.live.store import Command, LiveStore
    from clientinfo_kernel.query.directory import CustomerDirectory

# Written before the page answers again: about a tenth of a second on a usual disk.
PORTION = 10


class BulkRun(RunBox):
    """The place of a bulk on the page; empty while there is none.

    Args:
        directory: Whose viewer writes, and where.
        written: Called when a bulk, or its taking back, has come to its end.
    """

    def __init__(self, directory: CustomerDirectory, written: Callable[[], None]) -> None:
        self._directory, self._written = directory, written
        self._bulk: Bulk | None = None
        self._list = ""
        self._work: list[tuple[Target, Command]] = []
        self._done = 0
        self._undoing = False
        self._skipped: Counter[str] = Counter()
        self._saved: dict[Target, Saved] = {}  # what can be taken back
        super().__init__(directory.viewer.name, "clientinfo.bulk")
        self.on_msg(self._receive)

    def begin(self, bulk: Bulk, list_key: str) -> None:
        """Carry out a bulk; the browser asks for its portions.

        Args:
            bulk: What is to be written.
            list_key: The list that it came from, for the audit log.

        Raises:
            Refusal: Another one is not at its end: what is left of that would be lost. Or it cannot be written down.
        """
        if self.is_unfinished:
            raise Refusal(_("Das Vorige ist noch nicht beendet: Erst danach kann das hier beginnen."))
        try:
            self._begin(bulk, list_key)
        except AuditNotWritten as error:
            raise Refusal(unsaved_words(error)) from error

    def _begin(self, bulk: Bulk, list_key: str) -> None:
        self._write_down(len(bulk.targets), list_key)  # where it cannot be, there is nothing to go on with either
        self._bulk, self._list, self._saved = bulk, list_key, {}
        self.plan = Plan(bulk, list_key).kept()
        self._start([(target, bulk.command(target)) for target in bulk.targets], undoing=False)

    def translate(self) -> None:
        """Say everything in the session's language."""
        if self.state["phase"] in {"found", "done"}:
            self._say(self.state["phase"])

    def _start(self, work: list[tuple[Target, Command]], *, undoing: bool) -> None:
        self._work, self._done, self._undoing, self._skipped = work, 0, undoing, Counter()
        self._say("running")

    def _write_down(self, rows: int, list_key: str) -> None:
        record("change", AuditSubject("list", list_key), Phrase("bulk", (rows,)), viewer=self._directory.viewer)

    # ---- what the browser asks

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        if not isinstance(message, dict):
            return
        phase, asked = self.state["phase"], message.get("do")
        try:
            if asked == "next" and phase == "running":
                self._next(message.get("at"))
            elif asked == "pause" and phase == "running":
                self._pause()
            elif asked == "found" and phase == "":
                self._find(message.get("plan"))
            elif asked == "resume" and phase in {"found", "stopped"}:
                self._resume(phase)
            elif asked == "undo" and phase in {"done", "stopped"} and self._saved and not self._undoing:
                self._take_back()
            elif asked == "close" and phase in {"found", "stopped", "done"}:
                self.plan, self.state = {}, run_state()
        except ClientInfoError as error:
            self._stop(error)
        except Exception as error:  # noqa: BLE001  # whatever breaks: the person learns it, the log has the cause
            number = report_incident("bulk", error)
            self._say("stopped", _("Das hat nicht geklappt. Vorfallnummer: {number}").format(number=number))

    def _next(self, at: object) -> None:
        if at != self._done:  # asked again because no answer came: the answer is what holds now
            self.send_state("state")
            return
        for target, command in self._work[self._done : self._done + PORTION]:
            answer = carry_out(command, self._store)
            self._done += 1
            if not isinstance(answer, Saved):
                self._skipped[answer] += 1
            elif not self._undoing and self._bulk is not None:
                self._saved[target] = answer
        if self._done < len(self._work):
            self._say("running")
            return
        if self._undoing:
            self._saved = {}
        self.plan = {}
        self._say("done")
        self._written()

    def _pause(self) -> None:
        """Stop where somebody says so: what is done stays, and the browser goes on keeping what is left."""
        self._say("stopped", stopped_said(self._written_count, len(self._work), undoing=self._undoing))
        self._written()

    def _take_back(self) -> None:
        """Take back what was written, be it all of it or what there was when somebody stopped it."""
        if self._bulk is None:
            return
        self._write_down(len(self._saved), self._list)
        self.plan = Plan(self._bulk, self._list, self._saved).kept()
        self._start(self._ways_back(self._bulk), undoing=True)

    def _ways_back(self, bulk: Bulk) -> list[tuple[Target, Command]]:
        return [(target, bulk.undo(target, saved)) for target, saved in self._saved.items()]

    def _store(self, customer_number: str) -> LiveStore:
        return self._directory.live(self._directory.customer(customer_number))

    def _find(self, plan: object) -> None:
        lists = {each.key for each in lists_of(self._directory.viewer)}
        found = read_plan(plan, lists, house_case(self._directory.settings.cases))
        if found is None or not (found.saved or self._is_known(found.bulk.values.get("assignee"))):
            self.send({"do": "forget"})
            return
        self._bulk, self._list, self._saved, self.plan = found.bulk, found.list_key, dict(found.saved), found.kept()
        self._done, self._undoing, self._skipped = 0, bool(found.saved), Counter()
        forth: list[tuple[Target, Command]] = [(target, found.bulk.command(target)) for target in found.bulk.targets]
        self._work = self._ways_back(found.bulk) if found.saved else forth
        self._say("found")

    def _is_known(self, person: object) -> bool:
        """Return whether somebody can be given cases, as the steps of a bulk offer them."""
        if not person:
            return True
        name = str(person)
        try:
            return name in self._directory.colleagues() or not self._directory.open_cases((name,)).is_empty()
        except LiveUnavailable:  # it can be gone on with later, and until then nothing is written either
            return True

    def _resume(self, phase: str) -> None:
        if phase == "found" and self._undoing:
            self._take_back()
        elif phase == "found" and self._bulk is not None:
            self._begin(self._bulk, self._list)
        else:
            self._say("running")

    # ---- what it says

    def _stop(self, error: ClientInfoError) -> None:
        if isinstance(error, InputRefused):  # no row of it can be written, however often somebody tries
            self.plan = {}
            self._say("stopped", impossible_said(self._bulk.kind if self._bulk is not None else "add"))
            return
        why = _("Der Speicher antwortet nicht. Was schon geschrieben ist, bleibt; „Fortsetzen“ schreibt den Rest.")
        self._say("stopped", unsaved_words(error, why))

    def _say(self, phase: str, *lines: str) -> None:
        kind = self._bulk.kind if self._bulk is not None else "add"
        total = len(self._work)
        head = headline(phase, kind, total, self._written_count, undoing=self._undoing)
        said = (*lines, *(left_out(self._skipped) if phase == "done" else ()))
        can_undo = bool(self._saved) and not self._undoing
        can_press = buttons(phase, goes_on=bool(self.plan), has_way_back=can_undo, undoing=self._undoing)
        self.state = run_state(phase, head, said, (self._done, total), can_press)

    @property
    def _written_count(self) -> int:
        return self._done - sum(self._skipped.values())
