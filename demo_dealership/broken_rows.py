"""Rows that are broken on purpose: every file holds a few, so that the quarantine has something to show.

They carry keys of their own, so they disturb neither the money nor a neighbour. A broken quote, which could swallow
what follows it, is only ever a file's last line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class BrokenRows:
    """Broken lines of one file: those in its middle and its last line, without line ends."""

    inside: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many records a reader must refuse."""
        return len(self.inside) + len(self.last)


# per table: a record that would be sound, and what breaks it (column -> text)
_SOUND: dict[str, dict[str, str]] = {
    "customers": {"customer_number": "9990001", "kind": "F", "name": "Kaputt GmbH", "town": "Hof"},
    "debtor_accounts": {"customer_number": "9990001", "debtor_account": "5990001"},
    "contact_persons": {"customer_number": "9990001", "person_number": "1", "last_name": "Kaputt"},
    "communication": {"customer_number": "9990001", "kind": "TEL", "address": "09281/1"},
    "vehicles": {"vehicle_number": "9990001", "make": "Kaputt"},
    "recalls": {"vehicle_number": "9990001", "recall_number": "9990001"},
    "orders": {"order_number": "9990001", "title": "kaputt"},
    "order_splits": {"order_number": "9990001", "split": "1", "state": "R", "payer": "K"},
    "order_lines": {"order_number": "9990001", "split": "1", "line": "1", "kind": "T"},
    "invoices": {"invoice_number": "99900001", "kind": "2"},
    "appointments": {"appointment_number": "9990001", "service": "0"},
    "invoice_entries": {"entry_id": "E9990001", "state": "W", "kind": "R", "document_number": "99900001"},
    "customer_entries": {"entry_id": "A9990001", "state": "W", "name": "Kaputt"},
}
_FAULTS: dict[str, tuple[dict[str, str], ...]] = {
    "customers": ({"credit_limit": "acht Tausend"}, {"birthday": "31.02.1970"}, {"kind": "X"}, {"customer_number": ""}),
    "debtor_accounts": ({"debtor_account": ""}, {"customer_number": ""}),
    "contact_persons": ({"is_main": "vielleicht"}, {"person_number": ""}),
    "communication": ({"kind": "TELEX"}, {"customer_number": ""}),
    "vehicles": ({"first_registration_on": "31.02.2008"}, {"mileage_km": "viel"}, {"vehicle_number": ""}),
    "recalls": ({"announced_on": "31.02.2012"}, {"vehicle_number": ""}, {"recall_number": ""}),
    "orders": ({"ordered_at": "31.02.2011 08:00"}, {"mileage_km": "12,5 TKM"}, {"order_number": ""}),
    "order_splits": ({"amount": "1.2.3,4"}, {"invoiced_on": "31.02.2011"}, {"state": "Z"}, {"split": ""}),
    "order_lines": ({"amount": "zwölf"}, {"kind": "Q"}, {"line": ""}),
    "invoices": ({"net": "12,3456"}, {"invoiced_on": "31.02.2011"}, {"kind": "77"}, {"invoice_number": ""}),
    "appointments": ({"bring_at": "31.02.2012 09:00"}, {"service": "TAXI"}, {"appointment_number": ""}),
    "invoice_entries": ({"gross": "neun"}, {"document_on": "31.02.2012"}, {"state": "?"}, {"entry_id": ""}),
    "customer_entries": ({"received_at": "gestern"}, {"state": "?"}, {"entry_id": ""}),
}


def broken_rows(table: str, columns: Sequence[str]) -> BrokenRows:
    """Return the broken lines of a delimited file.

    Args:
        table: Which table.
        columns: Its columns in the order of the file.
    """
    sound = _SOUND[table]
    wrong = tuple(_line(columns, sound | fault) for fault in _FAULTS[table])
    too_many = _line(columns, sound) + ";zu;viel"
    return BrokenRows((*wrong, ";Bruchstück", too_many), ('"abgerissen;' + _line(columns, sound),))


def _line(columns: Sequence[str], values: Mapping[str, str]) -> str:
    return ";".join(values.get(name, "") for name in columns)


def broken_postings(width: int) -> BrokenRows:
    """Return the broken lines of an EXTF posting file with ``width`` columns."""
    sound = {1: "12,50", 2: '"S"', 3: '"EUR"', 7: "1010001", 8: "830000", 10: "1502", 11: '"99900001"', 14: '"kaputt"'}
    faults: tuple[dict[int, str], ...] = ({1: "zwölf,50"}, {10: "3102"}, {2: '"X"'}, {7: ""})
    wrong = tuple(_positions(width, sound | fault) for fault in faults)
    too_many = _positions(width, sound) + ";1;2;3;4;5"
    return BrokenRows((*wrong, "Bruchstück", too_many), (_positions(width, sound | {14: '"abgerissen'}),))


def broken_masters(category: int, width: int) -> BrokenRows:
    """Return the broken lines of an EXTF file of master data (16, 20 or 46) with ``width`` columns."""
    sound: dict[int, str] = {1: "5990001" if category == 16 else "999", 2: '"kaputt"'}  # DATEV's number
    faults: dict[int, tuple[dict[int, str], ...]] = {
        16: ({108: "viel"}, {233: "31022012"}, {1: ""}),
        20: ({1: ""},),
        46: ({8: "bald"}, {1: ""}),
    }
    wrong = tuple(_positions(width, sound | fault) for fault in faults[category])
    return BrokenRows((*wrong, "Bruchstück"), (_positions(width, sound | {2: '"abgerissen'}),))


def broken_open_items() -> BrokenRows:
    """Return the broken lines of a list of open items."""
    inside = (
        "1010001;99900001;01.03.2012;31.03.2012;viel;0,00;10,00;830000;kaputt;0",
        "1010001;99900002;31.02.2012;31.03.2012;10,00;0,00;10,00;830000;kaputt;0",
        ";99900003;01.03.2012;31.03.2012;10,00;0,00;10,00;830000;kaputt;0",
        "Bruchstück",
        "1010001;99900004;01.03.2012;31.03.2012;10,00;0,00;10,00;830000;kaputt;0;zu;viel",
    )
    return BrokenRows(inside, ('1010001;99900005;01.03.2012;31.03.2012;10,00;0,00;10,00;830000;"abgerissen;0',))


def _positions(width: int, values: Mapping[int, str]) -> str:
    return ";".join(values.get(place, "") for place in range(1, width + 1))
