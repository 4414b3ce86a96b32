"""VAT IDs that a customer might have (Ermittlung): what stands about them in invoices, records and the ledger.

Nothing is taken over by itself: a person confirms one, and then it is checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # a field of the record
from typing import TYPE_CHECKING, Literal

from clientinfo_kernel.query.corrections import reported_vat_id
from clientinfo_kernel.query.vat_form import Form, form_of, vat_ids_in, written_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.query.customer_file import CustomerFile

_GERMAN_DIGITS = 9
Origin = Literal["invoice", "record", "ledger"]


@dataclass(frozen=True)
class Candidate:
    """A VAT ID that stands somewhere about a customer.

    Attributes:
        vat_id: Written plainly.
        origin: ``invoice``: the buyer of a staged invoice (BT-48); ``record``: a staged change of the customer's record;
            ``ledger``: the master data of a debtor account.
        where: Number of the document, the entry or the account.
        found_at: When the entry came (UTC); None: not known.
        form: Form and check digit (``vat_form.form_of``).
    """

    vat_id: str
    origin: Origin
    where: str
    found_at: datetime | None
    form: Form

    @property
    def can_be_confirmed(self) -> bool:
        """Whether it can be one: a German ID with a wrong check digit cannot, elsewhere forms change."""
        return self.form != "wrong" or not self.vat_id.startswith("DE")


def candidates(file: CustomerFile) -> tuple[Candidate, ...]:
    """Return the VAT IDs about a customer that are not the one they have, each once, with the newest place of each.

    Raises:
        NotPermitted: The viewer is not allowed to see inboxes.
    """
    file.access.require("receivables")
    have = {
        written_plainly(each)
        for each in (file.header().vat_id, reported_vat_id(file), file.settings.own_vat_id)
        if each
    }
    found: dict[str, Candidate] = {}
    for each in _mentioned(file):
        if each.vat_id not in have:
            found.setdefault(each.vat_id, each)
    return tuple(found.values())


def _mentioned(file: CustomerFile) -> Iterator[Candidate]:
    for row in file.inbox_invoices().iter_rows(named=True):
        if row["buyer_vat_id"]:
            where = row["document_number"] or row["entry_id"]
            yield _candidate(row["buyer_vat_id"], "invoice", where, row["received_at"])
    for row in file.inbox_customers().iter_rows(named=True):
        for vat_id in vat_ids_in(row["new_value"] or ""):
            yield _candidate(vat_id, "record", row["entry_id"], row["received_at"])
    for account, vat_id in file.ledger_vat_ids():
        yield _candidate(vat_id, "ledger", account, None)


def _candidate(vat_id: str, origin: Origin, where: str, found_at: datetime | None) -> Candidate:
    plain = written_plainly(vat_id)
    if len(plain) == _GERMAN_DIGITS and plain.isdecimal():  # the ledger's field for the country is empty
        plain = f"DE{plain}"
    return Candidate(plain, origin, where, found_at, form_of(plain))
