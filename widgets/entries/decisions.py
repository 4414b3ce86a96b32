"""Forms about what accounting decides: open items and inbox entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from widgets.entries.row_form import Row, RowForm
from widgets.parts.inbox_decisions import decided_entries
from widgets.texts.formats import format_value
from widgets.texts.language import N_, _

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.query.customer_file import CustomerFile

_PROMISE = frozenset({"promised_on", "promised_amount"})


def _items(customer_file: CustomerFile) -> list[dict[str, Any]]:
    return customer_file.open_items().to_dicts()


def _item(_file: CustomerFile, row: Row | None) -> tuple[str, ...]:
    if row is None:
        return ()
    if not row["number"]:
        said = _("Posten ohne Rechnung vom {day}: Saldo {balance} EUR")
    elif row["balance"] < 0:
        said = _("Beleg {number} vom {day}: Saldo {balance} EUR")
    else:
        said = _("Rechnung {number} vom {day}: offen {balance} EUR, Mahnstufe {level}")
    return (
        said.format(
            number=row["number"],
            day=format_value(row["date"], "date"),
            balance=format_value(row["balance"], "money"),
            level=_("unbekannt") if row["dunning_level"] is None else row["dunning_level"],
        ),
    )


def _open_then(_file: CustomerFile, _viewer: Viewer, row: Row | None, values: Row) -> Row:
    """Return what was open when a promise was made, so that it can be seen whether it was paid since; it ends with it."""
    if row is None or not _PROMISE & set(values):
        return {}
    is_promised = {**row, **values}["promised_on"] not in (None, "")
    return {"promised_balance": row["balance"] if is_promised else ""}


def _with_contacts(customer_file: CustomerFile) -> dict[str, tuple[str, ...]]:
    names = [" ".join(filter(None, row)) for row in customer_file.contact_persons()["first_name", "last_name"].rows()]
    return {"promised_by": tuple(filter(None, names))}


def _of_customer(customer_file: CustomerFile, _viewer: Viewer, _row: Row | None, values: Row) -> Row:
    """Make sure that an entry is said to belong to somebody who is there.

    Raises:
        InputRefused: No customer has the number.
    """
    number = str(values.get("assigned_to") or "").strip()
    if number and not customer_file.is_customer(number):
        raise InputRefused("assigned_to", "not_a_customer", "the number of a customer is wanted")
    return {}


OPEN_ITEM_FORM = RowForm(
    "open_item",
    OPEN_ITEM_DECISION,
    ("blocked_until", "is_disputed", "promised_on", "promised_amount", "promised_by", "note"),
    N_("Posten bearbeiten"),
    N_("Posten bearbeiten"),
    adds=False,
    rows=_items,
    suggestions=_with_contacts,
    given=_open_then,
    note=_item,
)
INBOX_FORM = RowForm(
    "inbox_entry",
    INBOX_DECISION,
    ("decision", "reason", "assigned_to", "note"),
    N_("Eintrag bearbeiten"),
    N_("Eintrag bearbeiten"),
    adds=False,
    rows=decided_entries,
    given=_of_customer,
    kinds={"assigned_to": "customer"},
    hints={
        "reason": N_("nötig, wenn der Eintrag zurückgegeben wird"),
        "assigned_to": N_("Name, Ort, Rechnung oder Nummer suchen"),
    },
    note=lambda _file, _row: (_("Ob er verbucht ist, entscheidet allein die Buchhaltung."),),
)
