"""Writes DATEV files for the tests, value by value, the way the accounting programs write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data_sources.ledger.datev import Datev

if TYPE_CHECKING:
    from data_sources.connector import Batch

HEADINGS = {
    16: {
        1: "Konto",
        2: "Name (Adressatentyp Unternehmen)",
        18: "Postleitzahl",
        19: "Ort",
        108: "Kreditlimit (Debitor)",
    },
    20: {1: "Konto", 2: "Kontobeschriftung", 3: "SprachId", 4: "Kontenbeschriftung lang"},
    21: {
        1: "Umsatz (ohne Soll/Haben-Kz)",
        2: "Soll/Haben-Kennzeichen",
        7: "Konto",
        10: "Belegdatum",
        14: "Buchungstext",
    },
    46: {1: "Nummer", 2: "Bezeichnung", 3: "Fälligkeitstyp", 4: "Skonto 1 %", 8: "Fällig Tage"},
}
WIDTHS = {16: 254, 20: 4, 21: 125, 46: 31}
TITLES = {16: "Debitoren/Kreditoren", 20: "Kontenbeschriftungen", 21: "Buchungsstapel", 46: "Zahlungsbedingungen"}
POSTING = {1: "119,00", 2: "S", 7: "10000", 8: "8400", 10: "1503", 11: "RE1", 14: "Inspektion"}


def header(category=21, **changes):
    """Line 1; ``f13="20240101"`` changes header field 13."""
    fields = {
        1: "EXTF",
        2: "700",
        3: str(category),
        4: TITLES.get(category, "Anderes"),
        5: "13",
        6: "20240401120000000",
    }
    fields |= {8: "XY", 9: "Buchhaltung", 11: "1001", 12: "456", 13: "20240101", 14: "4"}
    fields |= {15: "20240301", 16: "20240331", 17: "März", 19: "1", 21: "0", 22: "EUR", 27: "51"}
    fields |= {int(name[1:]): value for name, value in changes.items()}
    quoted = {1, 4, 8, 9, 17, 22, 27}
    return ";".join(f'"{fields.get(n, "")}"' if n in quoted else fields.get(n, "") for n in range(1, 32))


def headings(category=21, width=None):
    names = HEADINGS[category]
    return ";".join(names.get(n, f"Spalte {n}") for n in range(1, (width or WIDTHS[category]) + 1))


def record(values, width):
    """One line; every text that needs it is quoted."""
    return ";".join(_quoted(values.get(n, "")) for n in range(1, width + 1))


def _quoted(text):
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in '";\r\n') else text


def posting(width=125, **changes):
    """A posting; ``f14="Text"`` changes field 14."""
    return record(POSTING | {int(name[1:]): value for name, value in changes.items()}, width)


def datev_file(lines, category=21, *, width=None, first=None, second=None, end="\r\n"):
    first = header(category) if first is None else first
    second = headings(category, width) if second is None else second
    return end.join([first, second, *lines, ""])


def write(folder, name, text, encoding="cp1252"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def read(folder, **settings) -> list[Batch]:
    return list(Datev(folder, **settings).read())


def read_one(folder, text, name="EXTF_Buchungsstapel.csv", **settings) -> Batch:
    write(folder, name, text)
    (batch,) = read(folder, **settings)
    return batch


def rules(batch):
    """(line, rule) of every reject."""
    return list(batch.rejects.select("line", "rule").iter_rows())
