"""The ledger's export folder: EXTF files, one posting file per month, and the list of open items."""

from __future__ import annotations

import calendar
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from demo_dealership import debtors, extf, world
from demo_dealership.broken_rows import broken_masters, broken_open_items, broken_postings
from demo_dealership.csv_text import csv_lines, german
from demo_dealership.extf_headings import ACCOUNT_HEADINGS, TERM_HEADINGS, debtor_headings, posting_headings
from demo_dealership.growing_file import FileReport, GrowingFile
from demo_dealership.ledger_book import NO_REVERSAL_YEAR

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

FOLDER = "exports/datev"
MOST_ROWS = 99_999  # DATEV's limit per file
_OPEN_ITEMS = {
    "account": "Konto", "document_ref1": "Rechnungsnummer", "document_on": "Datum", "due_on": "Fälligkeit", "debit": "Sollbetrag",
    "credit": "Habenbetrag", "balance": "Saldo", "contra_account": "Gegenkonto", "text": "Buchungstext", "dunning_level": "Mahnstufe",
}  # fmt: skip
_DEBTOR_WIDTH = 254


class DatevFiles:
    """The ledger's files; postings are spread over the months, every file ends at 99,999 rows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._months: dict[date, GrowingFile] = {}
        year = world.AS_OF.year
        self._debtors = GrowingFile(
            folder,
            lambda part: f"{FOLDER}/EXTF_Debitoren_Kreditoren_{part:03d}.csv",
            extf.header_line(16, "Debitoren/Kreditoren", 5, "Debitoren", year) + _heading(debtor_headings()),
            partial(_render, record=_debtor_record()),
            broken_masters(16, _DEBTOR_WIDTH),
            MOST_ROWS,
        )
        self._open_items = GrowingFile(
            folder,
            lambda _: f"{FOLDER}/OPOS_{world.AS_OF:%Y-%m-%d}.csv",
            _heading(list(_OPEN_ITEMS.values())),
            lambda frame: csv_lines(frame.select(german(name, frame.schema[name]).alias(name) for name in _OPEN_ITEMS)),
            broken_open_items(),
        )
        self._fixed = [
            self._master(20, "Kontenbeschriftungen", 3, ACCOUNT_HEADINGS, _account_record()),
            self._master(46, "Zahlungsbedingungen", 2, TERM_HEADINGS, _term_record()),
        ]
        self._fixed[0].append(debtors.accounts())
        self._fixed[1].append(debtors.payment_terms())

    def append(self, tables: dict[str, pl.DataFrame]) -> None:
        """Write one chunk: rows of debtors, postings and open_items."""
        self._debtors.append(tables["debtors"])
        self._open_items.append(tables["open_items"])
        month = pl.col("posted_on").dt.month_start()
        rendered = tables["postings"].select(
            month.alias("month"), pl.when(month.dt.year() == NO_REVERSAL_YEAR).then(_posting_record(116)).otherwise(_posting_record(125)).alias("record")
        )  # fmt: skip
        for (start,), frame in rendered.partition_by("month", as_dict=True, maintain_order=True).items():
            self._month(start).append(frame)

    def close(self) -> list[FileReport]:
        """Close all files."""
        files = [
            *self._fixed,
            self._debtors,
            *(self._months[month] for month in sorted(self._months)),
            self._open_items,
        ]
        for file in files:
            file.close()
        return [report for file in files for report in file.reports]

    def _month(self, start: date) -> GrowingFile:
        if start not in self._months:
            old = start.year == NO_REVERSAL_YEAR
            version, width = (9, 116) if old else (13, 125)
            end = min(start.replace(day=calendar.monthrange(start.year, start.month)[1]), world.AS_OF)
            locked = start < world.AS_OF.replace(day=1)
            header = extf.header_line(21, "Buchungsstapel", version, f"Buchungen {start:%m/%Y}", start.year, period=(start, end), locked=locked)  # fmt: skip
            self._months[start] = GrowingFile(
                self._folder,
                lambda part: f"{FOLDER}/EXTF_Buchungsstapel_{start:%Y-%m}_{part:03d}.csv",
                header + _heading(posting_headings(width)),
                extf.lines,
                broken_postings(width),
                MOST_ROWS,
            )
        return self._months[start]

    def _master(self, category: int, title: str, version: int, heads: list[str], record: pl.Expr) -> GrowingFile:
        return GrowingFile(
            self._folder,
            lambda _: f"{FOLDER}/EXTF_{title}.csv",
            extf.header_line(category, title, version, title, world.AS_OF.year) + _heading(heads),
            partial(_render, record=record),
            broken_masters(category, len(heads)),
        )


def _heading(heads: list[str]) -> str:
    return ";".join(heads) + "\r\n"


def _render(frame: pl.DataFrame, record: pl.Expr) -> str:
    return extf.lines(frame.select(record))


def _flag(name: str) -> pl.Expr:
    return pl.when(pl.col(name)).then(pl.lit("1")).otherwise(pl.lit("0"))


def _posting_record(width: int) -> pl.Expr:
    fields = {
        1: extf.decimal("amount"),
        2: pl.lit('"') + pl.col("side").cast(pl.String) + pl.lit('"'),
        3: extf.quoted("currency"),
        7: pl.col("account"),
        8: pl.col("contra_account"),
        9: extf.quoted("tax_key"),
        10: pl.col("posted_on").dt.to_string("%d%m").str.strip_prefix("0"),  # DATEV writes the day as a number
        11: extf.quoted("document_ref1"),
        12: extf.quoted("document_ref2"),
        13: extf.decimal("cash_discount"),
        14: pl.lit('"') + pl.col("text").str.slice(0, 60).str.replace_all('"', '""', literal=True) + pl.lit('"'),
        37: extf.quoted("cost_center"),
        95: extf.quoted("order_number"),
        114: _flag("is_locked"),
        115: extf.day("service_on"),
        117: extf.day("due_on"),
        118: pl.when("is_reversal").then(pl.lit('"1"')),
    }

    return extf.records({place: field for place, field in fields.items() if place <= width}, width)


def _debtor_record() -> pl.Expr:
    person = pl.col("first_name").is_not_null()
    fields = {
        1: pl.col("account"),
        2: pl.when(~person).then(extf.quoted("name")),
        4: pl.when(person).then(extf.quoted("name")),
        5: extf.quoted("first_name"),
        7: pl.when(person).then(pl.lit('"1"')).otherwise(pl.lit('"2"')),
        8: extf.quoted("short_name"),
        9: pl.lit('"') + pl.col("vat_id").str.slice(0, 2) + pl.lit('"'),
        10: pl.lit('"') + pl.col("vat_id").str.slice(2) + pl.lit('"'),
        16: extf.quoted("street"),
        18: extf.quoted("postal_code"),
        19: extf.quoted("town"),
        20: extf.quoted("country"),
        29: extf.quoted("phone"),
        33: extf.quoted("email"),
        99: extf.quoted("customer_number"),
        108: extf.decimal("credit_limit"),
        109: pl.col("payment_terms"),
        110: pl.col("due_days").cast(pl.String),
        111: pl.when(pl.col("cash_discount_percent") > 0).then(extf.decimal("cash_discount_percent")),
        121: pl.col("dunning_flag"),
        233: extf.day("dunning_block_until"),
    }
    return extf.records(fields, _DEBTOR_WIDTH)


def _account_record() -> pl.Expr:
    return extf.records({1: pl.col("account"), 2: extf.quoted("name"), 3: pl.lit('"de-DE"')}, len(ACCOUNT_HEADINGS))


def _term_record() -> pl.Expr:
    hundredths = (pl.col("discount1_percent") * 100).cast(pl.Int64).cast(pl.String)
    fields = {
        1: pl.col("number"),
        2: extf.quoted("name"),
        3: pl.lit("1"),
        4: hundredths,
        5: pl.col("discount1_days").cast(pl.String),
        8: pl.col("due_days").cast(pl.String),
    }
    return extf.records(fields, len(TERM_HEADINGS))
