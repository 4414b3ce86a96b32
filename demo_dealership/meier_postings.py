"""The brochure's customer in the ledger."""

from __future__ import annotations

from datetime import date

import polars as pl

from demo_dealership import world
from demo_dealership.ledger_book import posting_frame

_DEBTOR = str(world.DEBTOR_OFFSET + world.BROCHURE_CUSTOMER)
_TEXT = "R0068013250000000 MEIER01118"
_COLUMNS = ("on", "cents", "side", "account", "contra_account", "tax_key", "document_ref1", "text", "due", "service")
_Row = tuple[date, int, str, str, str, str | None, str, str, date | None, date | None]

_OPENING = (
    ("0107091089", date(2007, 5, 14), 78_500, "272237/NA-PT 193 S"), ("0107091122", date(2007, 5, 15), 11_940, "272236/NA-PE 496 S"),
    ("0107091123", date(2007, 5, 15), 8_985, "272238/NA-PL 208 S"), ("0107091233", date(2007, 5, 22), 78_500, "272071/NA-B 2106 S"),
    ("0107091248", date(2007, 5, 22), 24_685, "272233/NA-JD 970 S"), ("0107091271", date(2007, 5, 23), 13_278, "272291/NA-WR 300 S"),
    ("0107091276", date(2007, 5, 23), 175_773, "271996/NA-FR 472 S"), ("0107091317", date(2007, 5, 25), 24_658, "272425/NA-DE 477 S"),
    ("0107091392", date(2007, 5, 28), 8_297, "272426/NA-ND 136 S"),
)  # fmt: skip


def _due(day: date) -> date:
    return date.fromordinal(day.toordinal() + 30)


def _invoice(day: date, number: str, cents: int, account: str, text: str, *, key: str | None = "3") -> _Row:
    return (day, cents, "S", _DEBTOR, account, key, number, text, _due(day), day)


def _plain(day: date, cents: int, sides: tuple[str, str, str], number: str, text: str) -> _Row:
    """``sides``: S or H, the account that takes it, the contra account."""
    return (day, cents, *sides, None, number, text, None, None)


def _rows() -> list[_Row]:
    spring09, spring10, summer10, spring11 = date(2009, 3, 10), date(2010, 3, 8), date(2010, 6, 8), date(2011, 3, 7)
    autumn10, summer12 = date(2010, 10, 4), date(2012, 6, 14)
    return [
        *(
            (world.FIRST_DAY, cents, "S", _DEBTOR, world.OPENING, None, number, text, _due(day), day)
            for number, day, cents, text in _OPENING
        ),
        _invoice(spring09, "01090214", 1_899_240, world.UNASSIGNED, "R0068013250000000 MEIER010902"),
        _plain(spring09, 1_197_000, ("S", world.UNASSIGNED_COST, "385000"), "01090214", "Einsatz"),
        _plain(date(2009, 6, 15), 111_288, ("H", _DEBTOR, world.BANK), "U2004", "U2004/15.06.09/2012500"),
        _invoice(spring10, "01100214", 291_695, "830000", "R0068013250000000 MEIER011002"),
        _invoice(summer10, "01061891", 265_122, world.INTERIM, "R0068013250000000 MEIER010618", key=None),
        _plain(autumn10, 50_000, ("S", _DEBTOR, world.CLEARING), "U4292", "Testbuchung"),
        _plain(autumn10, 10_000, ("S", _DEBTOR, world.CLEARING), "U4293", "Buchungswert"),
        _plain(date(2010, 10, 15), 1_899_240, ("H", _DEBTOR, world.BANK), "01090214", "Zahlung 01090214"),
        _invoice(spring11, "01111892", 186_369, "840000", _TEXT),
        _invoice(spring11, "01111892", 28_753, "832000", _TEXT),
        _invoice(spring11, "01111893", 83_111, "830000", _TEXT),
        _plain(date(2011, 10, 13), 291_695, ("H", _DEBTOR, world.BANK), "01100214", "Zahlung 01100214"),
        _plain(summer12, 265_122, ("S", world.INTERIM, world.UNASSIGNED), "01061891", "Umbuchung Interim"),
        _plain(summer12, 159_073, ("S", world.UNASSIGNED_COST, "385000"), "01061891", "Einsatz"),
    ]


def postings() -> pl.DataFrame:
    """Return the rows: opening items of 2007, invoices, two payments after 584 days, transfers."""
    schema = dict.fromkeys(_COLUMNS, pl.String()) | {
        "on": pl.Date(),
        "cents": pl.Int64(),
        "due": pl.Date(),
        "service": pl.Date(),
    }
    rows = pl.DataFrame(_rows(), schema=schema, orient="row")
    days = {"on": "day", "due": "due_day", "service": "service_day"}
    return posting_frame(
        rows.with_columns(pl.col(old).to_physical().cast(pl.Int64).alias(new) for old, new in days.items())
    )
