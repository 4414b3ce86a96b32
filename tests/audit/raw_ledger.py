"""DATEV's files in plain Python: lines, positions, Decimal. Written from the format alone; nothing of the product is used.

A movement is one leg of a posting: what one account took, with the sign of a debit.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CENT = Decimal("0.01")
_AMOUNT = re.compile(r"\d+(,\d{1,2})?")
_RATES = {"2": Decimal(7), "3": Decimal(19)}  # of the last digit of a tax key, for supplies of 2009 to 2012
_NO_TAX = frozenset({"40"})  # Aufhebung der Automatik
_CARRY_FORWARD = ("9000", "9008")


@dataclass(frozen=True)
class Posting:
    """A row of a posting file. ``amount`` is positive, ``debit`` says whether ``account`` is debited; ``day`` is the document's."""

    amount: Decimal
    debit: bool
    account: str
    contra: str
    key: str
    day: date
    number: str
    discount: Decimal
    supply: date | None
    is_reversal: bool
    year: int

    @property
    def carries_forward(self) -> bool:
        """Whether one side is a carry-forward account."""
        return any(account.startswith(_CARRY_FORWARD) for account in (self.account, self.contra))


@dataclass(frozen=True)
class Leg:
    """What a posting does to one of its accounts: debit positive, credit negative, gross.

    ``day`` is the document's; what was carried forward keeps its own, which stands in the date of supply.
    """

    account: str
    other: str
    amount: Decimal
    key: str
    day: date
    number: str
    year: int


def rounded(amount: Decimal) -> Decimal:
    """Round to cents, half away from zero (kaufmännisch)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def money(text: str) -> Decimal:
    """Read an amount with decimal comma."""
    return Decimal(text.replace(",", "."))


def net(gross: Decimal, key: str, automatic: Decimal | None) -> Decimal:
    """Return what is left of a gross amount without its tax: by the key's last digit, else by the account's own rate."""
    rate = None if key in _NO_TAX else _RATES.get(key[-1:]) or automatic
    return rounded(gross * 100 / (100 + rate)) if rate else gross


def postings(folder: Path) -> list[Posting]:
    """Return the sound rows of all posting files, by date; of a reversal pair both."""
    found = [posting for path in sorted(folder.glob("EXTF_Buchungsstapel_*.csv")) for posting in _rows(path)]
    return sorted(found, key=lambda posting: posting.day)


def _rows(path: Path) -> Iterator[Posting]:
    with path.open(encoding="cp1252", newline="") as file:
        reader = csv.reader(file, delimiter=";")
        header, heads = next(reader), next(reader)
        year = int(header[14][:4])
        for fields in reader:
            if len(fields) == len(heads):
                posting = _posting(["", *fields], year)  # positions are counted from 1
                if posting is not None:
                    yield posting


def _posting(fields: list[str], year: int) -> Posting | None:
    text = fields[10].zfill(4)
    try:
        day = date(year, int(text[2:]), int(text[:2]))
    except ValueError:
        return None
    if not _AMOUNT.fullmatch(fields[1]) or fields[2] not in {"S", "H"} or not fields[7] or not fields[8]:
        return None
    key, reversal_of = fields[9], _key_that_is_reversed(fields[9])
    flagged = len(fields) > 118 and fields[118] in {"1", "G"}
    return Posting(
        money(fields[1]),
        fields[2] == "S",
        fields[7],
        fields[8],
        key if reversal_of is None else reversal_of,
        day,
        fields[11],
        money(fields[13] or "0"),
        datetime.strptime(fields[115], "%d%m%Y").date() if len(fields) > 115 and fields[115] else None,  # noqa: DTZ007
        flagged or reversal_of is not None,
        year,
    )


def _key_that_is_reversed(key: str) -> str | None:
    """Return the key that a Generalumkehr takes back: 23 that of 3, 80 that of 40 (Aufhebung der Automatik)."""
    if len(key) == 2 and key[0] == "2":
        return key[-1]
    return "4" + key[-1] if len(key) == 2 and key[0] == "8" else None


def legs(rows: list[Posting]) -> list[Leg]:
    """Return both legs of all postings that count.

    A reversal takes its original back, whichever side it is written on. A balance carried forward from a year that is in
    the files repeats what is there already. Cash discount in field 13 is credited beside the payment.
    """
    first_year = min(row.year for row in rows)
    sides: dict[tuple[str, str, Decimal, str], bool] = {}
    found = []
    for row in rows:
        if row.carries_forward and row.year > first_year:
            continue
        place = (row.account, row.contra, row.amount, row.number)
        if row.is_reversal:
            debit, sign = sides.get(place, row.debit), -1
        else:
            debit, sign = row.debit, 1
            sides[place] = row.debit
        signed = row.amount * sign if debit else -row.amount * sign
        key = "" if row.key == "0" else row.key
        day = (row.supply or row.day) if row.carries_forward else row.day
        found.append(Leg(row.account, row.contra, signed, key, day, row.number, row.year))
        found.append(Leg(row.contra, row.account, -signed, key, day, row.number, row.year))
        if row.discount:
            taken = row.discount if debit else -row.discount
            found.append(Leg(row.account, "", taken, "3", row.day, row.number, row.year))
            found.append(Leg("873600", row.account, -taken, "3", row.day, row.number, row.year))
    return found
