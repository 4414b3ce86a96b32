"""Which amounts the headings of a list of totals and balances name: a group (opening, year, month, balance) and a side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data_sources.ledger.datev.headings import names_euro, same_column, without_euro
from data_sources.ledger.datev.layout import normalised
from data_sources.ledger.datev.monthly_balances import EITHER_SIDE
from data_sources.ledger.periods import month_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_PLAIN = {
    "account": ("konto", "kontonr", "kontonummer", "kto", "ktonr", "sachkonto"),
    "name": ("beschriftung", "kontobezeichnung", "kontenbezeichnung", "kontoname", "bezeichnung", "name"),
}
# How the headings of a group begin, once they are reduced to letters and digits, the side that they name left out.
_GROUPS = {
    "former": ("vorjahr", "vormonat", "vj"),
    "opening": (
        *("ebwert", "ebsaldo", "ebbetrag", "ebsoll", "ebhaben", "eroeffnung", "anfangsbestand", "anfangssaldo"),
        *("saldenvortrag", "saldovortrag", "vortrag"),
        *("saldoalt", "altersaldo", "vorsaldo"),
    ),
    "balance": (
        *("saldo", "endsaldo", "schlusssaldo", "abschlusssaldo", "gesamtsaldo", "neuersaldo"),
        *("endbestand", "schlussbestand", "saldoneu"),
    ),
    "month": ("monat", "mvz", "periode", "buchungsperiode", "lfdmonat", "laufendermonat"),
    "year": ("kum", "jahr", "summeperwj", "jvz", "gesamt", "aufgelaufen", "lfdjahr", "laufendesjahr"),
    # Of the month where the list has totals of the year beside them, else these.
    "moved": ("vz", "verkehrszahl", "umsatz", "umsaetze", "bewegung", "summe"),
}
# An abbreviation counts as a word of its own alone: a column of E-Bilanz begins like EB, one of VJ holds the year before.
_EB, _VJ = re.compile(r"eb(?![a-z])"), re.compile(r"\bVJ\b", re.IGNORECASE)
_SIDES = {"s": "debit", "soll": "debit", "h": "credit", "haben": "credit"}


def repeated_headings(
    headings: Sequence[str], taken: Collection[int], below: Sequence[Sequence[str]]
) -> tuple[set[int], list[str]]:
    """Return the positions of headings that say more than another one of the same amount, and headings that say the same of one.

    Of ``Saldo`` and ``Saldo-Datum`` the first one counts; of ``Saldo`` and ``Endsaldo`` nobody knows which, unless no line
    ``below`` has two amounts there. Of ``Saldo`` and ``Saldo EUR`` it is the one in euro.
    """
    claims: dict[tuple[str, str | None], list[tuple[bool, int]]] = {}
    for position, heading in enumerate(headings, start=1):
        if position not in taken and (known := _group(heading, _text(heading))):
            group, side, is_plain = known
            claims.setdefault((group, side), []).append((is_plain, position))
    less: set[int] = set()
    twice: list[str] = []
    for (group, side), those in claims.items():
        if len(those) > 1 and (group in ("opening", "balance") or (group in ("year", "moved") and side)):
            everywhere = [position for _is_plain, position in those]
            alike = [position for is_plain, position in those if is_plain] or everywhere
            in_euro = [position for position in alike if names_euro(headings[position - 1])]
            counts = (
                alike[0]
                if len(alike) == 1
                else same_column([*in_euro, *alike], below) or (in_euro[0] if len(in_euro) == 1 else None)
            )
            if counts is None:
                twice += [headings[position - 1] for position in alike]
            else:
                less.update(position for position in everywhere if position != counts)
    return less, twice


def named_columns(headings: Sequence[str], taken: Collection[int]) -> dict[int, str]:
    """Return our name per position but those taken: a heading that is only a side belongs to the group before it."""
    found: dict[int, str] = {}
    group, group_has_sides = "year", True  # Konto; Bezeichnung; Soll; Haben
    for position, heading in enumerate(headings, start=1):
        if position in taken:
            continue
        text = _text(heading)
        name = next((name for name, words in _PLAIN.items() if text in words), None)
        if name is None and text in _SIDES:
            own_side = _SIDES[text]
            if group_has_sides or len(text) > 1:
                # The word Soll after an amount, or after a group that is complete, begins the year's totals.
                if not group_has_sides or f"{group}_{own_side}" in found.values():
                    group = "year"
                group_has_sides = True
                name = f"{group}_{own_side}"
            else:
                name = f"{group}_is_{own_side}"
        elif name is None and text in EITHER_SIDE:
            name = f"{group}_is_credit"
        elif name is None and (known := _group(heading, text)):
            group, side, _is_plain = known
            group_has_sides = side is not None
            name = f"{group}_{side}" if side else group
        if name and name not in found.values():
            found[position] = name
    whole = "month" if "year_debit" in found.values() else "year"
    return {
        at: name.replace("moved_", f"{whole}_")
        for at, name in found.items()
        if not name.startswith("moved_") or name.replace("moved_", f"{whole}_") not in found.values()
    }


def amounts() -> tuple[str, ...]:
    """Return our names of the amounts that a list can have."""
    groups = ("opening", "year", "month", "balance")
    return (*(f"{group}_{side}" for group in groups for side in ("debit", "credit")), "opening", "balance")


def _text(heading: str) -> str:
    return normalised(without_euro(heading))


def _group(heading: str, text: str) -> tuple[str, str | None, bool] | None:
    """Return group and side that a heading names, and whether it says nothing else.

    ``kum. Werte Soll`` is (year, debit, False), ``EB-Wert`` (opening, None, True).
    """
    words = [word for word in _SIDES if len(word) > 1]
    word = next((word for word in words if text.endswith(word) or text.startswith(word)), None)
    side = _SIDES[word] if word else None
    if any(former in text for former in ("vorjahr", "vormonat")) or _VJ.search(heading.replace("_", " ")):
        return "former", side, False
    if month_in(heading):
        return "month", side, False
    rest = text.removesuffix(word).removeprefix(word) if word else text
    if _EB.match(rest):
        return "opening", side, rest == "eb"
    for group, beginnings in _GROUPS.items():
        if rest.startswith(beginnings):
            return group, side, rest in beginnings
    return None
