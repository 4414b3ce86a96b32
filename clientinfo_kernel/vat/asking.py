"""Check a customer's VAT ID and keep all answers: what the page, the command and a run over all customers do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.vat.checking import check, trader_of
from clientinfo_kernel.vat.proof import keep
from data_sources.vat_ids.answer import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clientinfo_kernel.live.store import LiveStore
    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.vat.services import VatServices
    from data_sources.vat_ids.answer import Trader, VatAnswer


def trader_named_by(file: CustomerFile) -> Trader:
    """Return whose VAT ID it should be, by the name and address that the customer has now."""
    header = file.header()
    return trader_of({name: getattr(header, name) for name in ("vat_id", *FIELDS)})


def kept(
    store: LiveStore, customer_number: str, trader: Trader, answers: Sequence[VatAnswer], command_id: str
) -> dict[str, Any]:
    """Keep answers as proofs, and return that of the last one, which counts (a row of ``live.vat_checks``).

    Raises:
        ClientInfoError: What ``LiveStore.do`` raises.
    """
    for place, answer in enumerate(answers):
        store.do(keep(_part(command_id, place), customer_number, trader, answer))
    last = kept_before(store, command_id)
    if last is None:
        raise AssertionError("a proof that was confirmed is not there")
    return last


def kept_before(store: LiveStore, command_id: str) -> dict[str, Any] | None:
    """Return the proof that counts of an earlier call with this id, None where there was none."""
    found, place = None, 0
    while (row := store.row_of_command(VAT_CHECK, _part(command_id, place))) is not None:
        found, place = row, place + 1
    return found


def ask_and_keep(
    store: LiveStore, file: CustomerFile, services: VatServices, today: date, command_id: str
) -> dict[str, Any]:
    """Check a customer's VAT ID now; the same command again asks nobody, and returns what was kept.

    Raises:
        ChangeNotPermitted: The viewer is not allowed to.
        LiveUnavailable: The answer came and could not be kept.
    """
    store.viewer.access.require_change("receivables")
    known = kept_before(store, command_id)
    if known is not None:
        return known
    trader = trader_named_by(file)
    return kept(store, file.customer_number, trader, check(trader, services, today), command_id)


def _part(command_id: str, place: int) -> str:
    return f"{command_id}/{place}"
