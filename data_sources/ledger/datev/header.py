"""The first line of a DATEV file: which kind of data, which client, which fiscal year, how long an account is."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import dataclass

from data_sources.connector import Export
from data_sources.ledger.datev.layout import LAYOUTS, PAYMENT_TERMS, POSTINGS

SHORTEST_ACCOUNT, LONGEST_ACCOUNT = 4, 8
_CHART_DIGITS = 2  # a spreadsheet makes 3 of 03
_MARK = re.compile(r'^"?(EXTF|DTVF)"?;', re.IGNORECASE)


class HeaderWrong(ValueError):
    """The first line cannot be understood; the message says what is wrong with it."""


@dataclass(frozen=True)
class Header:
    """What we use of the 31 fields of line 1 (26 in version 510 and older).

    Attributes:
        category: Field 3: 16 debtors and creditors, 20 account names, 21 postings, 46 payment terms, others.
        title: Field 4, DATEV's name of the format.
        format_version: Field 5.
        created: Field 6, when the file was written (text, sorts by time).
        client: Fields 11 and 12, consultant and client, without leading zeros.
        fiscal_year_start: Field 13.
        account_length: Field 14, digits of a general ledger account; a personal account has one more.
        period_start: Field 15.
        period_end: Field 16.
        is_locked: Field 21; empty means locked, as DATEV imports it.
        currency: Field 22, EUR if empty.
        chart_of_accounts: Field 27, e.g. "03" or "51".
        origin: Field 8, the program that it comes from.
        name: Field 17, the batch's title.
    """

    category: int
    title: str
    format_version: str
    created: str
    client: str
    fiscal_year_start: dt.date
    account_length: int
    period_start: dt.date | None
    period_end: dt.date | None
    is_locked: bool
    currency: str
    chart_of_accounts: str | None
    origin: str
    name: str

    @property
    def export(self) -> Export:
        """What says which batch this is."""
        return Export(
            client=self.client,
            fiscal_year=self.fiscal_year_start.isoformat(),
            period_start=self.period_start.isoformat() if self.period_start else "",
            period_end=self.period_end.isoformat() if self.period_end else "",
            origin=self.origin,
            name=self.name,
            created=self.created,
        )


def is_datev(line: str) -> bool:
    """Return whether a file with this first line says that it is a DATEV file."""
    return bool(_MARK.match(line.strip()))


def parse_header(line: str) -> Header:
    """Read line 1 of a DATEV file, of any version.

    Raises:
        HeaderWrong: A field is missing without which the records cannot be understood.
    """
    fields = _fields(line)
    category = _number(fields[2])
    if category is None:
        raise HeaderWrong(f"header field 3 (category) is {fields[2]!r}, not a number")
    period_start, period_end = _date(fields[14]), _date(fields[15])
    year_start = _date(fields[12])
    if year_start is None and period_start is not None:  # without field 13 the calendar year is the best guess
        year_start = dt.date(period_start.year, 1, 1)
    if year_start is None and category == POSTINGS.category:
        raise HeaderWrong("neither the fiscal year (header field 13) nor the period (15, 16) is a date")
    length = _number(fields[13])
    if length is None or not SHORTEST_ACCOUNT <= length <= LONGEST_ACCOUNT:
        if category in LAYOUTS and category != PAYMENT_TERMS.category:
            raise HeaderWrong(f"header field 14 (length of accounts) is {fields[13]!r}, not 4 to 8")
        length = SHORTEST_ACCOUNT
    return Header(
        category=category,
        title=fields[3],
        format_version=fields[4],
        created=fields[5],
        client="/".join(each.strip().lstrip("0") for each in fields[10:12]),
        fiscal_year_start=year_start or dt.date.min,
        account_length=length,
        period_start=period_start,
        period_end=period_end,
        is_locked=fields[20] != "0",
        currency=fields[21].upper() or "EUR",
        chart_of_accounts=fields[26].strip().zfill(_CHART_DIGITS) if fields[26].strip() else None,
        origin=fields[7],
        name=fields[16],
    )


def _fields(line: str) -> list[str]:
    if not is_datev(line):
        raise HeaderWrong("the first line does not begin with EXTF or DTVF")
    try:
        row = next(csv.reader([line.strip()], delimiter=";", strict=True))
    except (csv.Error, StopIteration) as error:
        raise HeaderWrong(f"the first line cannot be split into fields: {error}") from None
    return [field.strip() for field in row] + [""] * max(0, 31 - len(row))


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _date(text: str) -> dt.date | None:
    """Parse a date of the header, JJJJMMTT."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
