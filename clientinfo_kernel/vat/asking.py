"""Check a customer's VAT ID and keep all answers: what the page, the command and a run over all customers do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.audit import record
from clientinfo_kernel.access.audit_detail import Phrase, by_whose_hands
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.errors import CommandReused
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.query.corrections import reported_vat_id
from clientinfo_kernel.vat.checking import check, is_asked, trader_of
from clientinfo_kernel.vat.proof import keep
from data_sources.vat_ids.answer import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.live.store import LiveStore
    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.sections.vat import VatServices
    from data_sources.vat_ids.answer import Trader, VatAnswer


def trader_named_by(file: CustomerFile) -> Trader:
    """Return whose VAT ID it should be, by the name and address that the customer has now.

    An ID that somebody confirmed counts before that of the sources, until they have it.
    """
    header = file.header()
    customer = {name: getattr(header, name) for name in FIELDS}
    return trader_of(customer | {"vat_id": reported_vat_id(file) or header.vat_id})


def kept(
    store: LiveStore, customer_number: str, trader: Trader, answers: Sequence[VatAnswer], command_id: str
) -> dict[str, Any]:
    """Keep answers as proofs, all or none, and return that of the last one, which counts (a row of ``live.vat_checks``).

    Where nobody was asked and no check digit decided, nothing is kept: it proves nothing. ``check_id`` is None then.

    Raises:
        ClientInfoError: What ``LiveStore.do`` raises.
    """
    if not answers[-1].is_proof:
        return without_proof(trader, answers[-1])
    command: Add | None = None
    for place, answer in enumerate(answers, 1):
        own_id = command_id if place == len(answers) else f"{command_id}/{place}"
        command = keep(own_id, customer_number, trader, answer, command)
    if command is not None:
        try:
            store.do(command)
        except CommandReused:  # asked twice at once: the answer that was kept first stands
            if kept_before(store, command_id) is None:
                raise
    last = kept_before(store, command_id)
    if last is None:
        raise AssertionError("a proof that was confirmed is not there")
    return last


def without_proof(trader: Trader, answer: VatAnswer) -> dict[str, Any]:
    """Return an answer that is not kept, with the columns of a proof."""
    names = ("source", "result", "code", "text", "valid_from", "valid_until", "reference")
    said = {name: getattr(answer, name) or None for name in names}
    matches = {f"{name}_match": answer.matches.get(name) for name in FIELDS}
    return {**said, **matches, "vat_id": trader.vat_id, "check_id": None}


def kept_before(store: LiveStore, command_id: str) -> dict[str, Any] | None:
    """Return the proof that counts of an earlier call with this id, None where there was none."""
    return store.row_of_command(VAT_CHECK, command_id)


def ask_and_keep(
    store: LiveStore, file: CustomerFile, services: VatServices, today: date, command_id: str
) -> dict[str, Any]:
    """Check a customer's VAT ID now; the same command again asks nobody, and returns what was kept.

    Raises:
        ChangeNotPermitted: The viewer is not allowed to.
        TooMuchWritten: The viewer asked more than people do in a day: nobody is asked.
        AuditNotWritten: The audit log cannot be written, so that nobody is asked.
        LiveUnavailable: The answer came and could not be kept.
    """
    store.viewer.access.require_change("receivables")
    known = kept_before(store, command_id)
    if known is not None:
        return known
    trader = trader_named_by(file)
    note_question(store, file.customer_number, trader, services)
    return kept(store, file.customer_number, trader, check(trader, services, today), command_id)


def ask_only(viewer: Viewer, vat_id: str, services: VatServices, today: date) -> dict[str, Any]:
    """Check a VAT ID now that is not a customer's; nothing is kept.

    Raises:
        ChangeNotPermitted: The viewer is not allowed to.
        AuditNotWritten: The audit log cannot be written, so that nobody is asked.
    """
    viewer.access.require_change("receivables")
    trader = trader_of({"vat_id": vat_id})
    _note(viewer, AuditSubject("vat_id", trader.vat_id), trader, services)
    return without_proof(trader, check(trader, services, today)[-1])


def note_question(store: LiveStore, customer_number: str, trader: Trader, services: VatServices) -> None:
    """Write to the audit log that a service is about to be asked about a customer, whatever becomes of the answer.

    Raises:
        TooMuchWritten: The answer could not be kept today: nobody is to be asked.
        AuditNotWritten: The audit log cannot be written.
        LiveUnavailable: The live store does not answer.
    """
    with store.database.reading() as connection:
        store.limit.require_room(connection, store.viewer, Add("", customer_number, VAT_CHECK, {}), store.now())
    _note(store.viewer, AuditSubject("customer", customer_number), trader, services)


def _note(viewer: Viewer, subject: AuditSubject, trader: Trader, services: VatServices) -> None:
    if is_asked(trader.vat_id, services):
        record("export", subject, by_whose_hands(Phrase("vat_check"), viewer.at_shell), viewer=viewer)
