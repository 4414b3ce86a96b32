"""A house of a few customers for tests: its source files, in the formats that real systems write, refreshed for real.

Rows are given by the names of the contracts (``data_sources/*/contract.py``); what is not given stays empty.
"""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from clientinfo_kernel.settings import read_settings
from data_sources import dealer_system
from data_sources.crm.store import write_crm
from tests.data_sources.ledger.datev_files import datev_file, header, posting

KEY_DATE = date(2012, 10, 11)
MAPPING = tomllib.loads((Path(dealer_system.__file__).parent / "mappings" / "alphaplus.toml").read_text("utf-8"))
SETTINGS = """
state = "state"
house = "Autohaus Probe"
as_of = 2012-10-11
account_mapping = "accounts.csv"
[sources.dealer_system]
connector = "alphaplus"
folder = "alphaplus"
[sources.ledger]
connector = "datev"
folder = "datev"
[sources.inbox]
connector = "folder"
folder = "inbox"
[sources.crm]
connector = "database"
file = "crm.sqlite"
"""
# The towns of Germany take as long to read as everything else of a small house.
TOWNS = """
[sources.places]
connector = "cities"
"""
# Rates are chosen so that a test can work out its figures by heart.
ACCOUNTS = """
account_from;account_to;role;division;warranty;cost_of_goods_percent;labour_cost_percent;tax_percent;name
8000;8099;revenue;new_vehicles;0;;;;Erlöse Neuwagen
8300;8399;revenue;parts;0;50,00;;;Erlöse Teile
8400;8499;revenue;workshop;0;;10,00;;Erlöse Werkstatt
8800;8899;revenue;unassigned;0;;;;Erlöse nicht zugeordnet
7300;7399;cost_of_goods;parts;0;;;;VAK Teile
"""
OPEN_ITEMS = "Konto;Rechnungsnummer;Datum;Fälligkeit;Sollbetrag;Habenbetrag;Saldo;Gegenkonto;Buchungstext;Mahnstufe"
INVOICES = "EINGANG_ID;STATUS;GRUND;ART;BELEGNR;BELEGDATUM;FAELLIG;EINGANG;KDNR;DEBITOR;VERKAEUFER_NAME;KAEUFER;KAEUFER_USTID;NETTO;STEUER;BRUTTO;WAEHRUNG;DATEI"
CHANGES = "EINGANG_ID;STATUS;GRUND;EINGANG;KDNR;NAME;FELD;ALT;NEU"


@dataclass(frozen=True)
class House:
    """The folder of a dealership that a test fills."""

    folder: Path

    @classmethod
    def at(cls, folder: Path, *, with_towns: bool = False) -> House:
        """Write the settings and the accounts, and no customer yet."""
        for name in ("alphaplus", "datev", "inbox"):
            (folder / name).mkdir(parents=True)
        (folder / "clientinfo.toml").write_text(SETTINGS + TOWNS * with_towns, "utf-8")
        (folder / "accounts.csv").write_text(ACCOUNTS.lstrip(), "utf-8")
        return cls(folder)

    def dealer_system(self, table: str, *rows: dict[str, Any]) -> None:
        """Write a table of the dealer system's export, its first record on line 2."""
        mapping = MAPPING["tables"][table]
        fields = list(mapping["columns"])
        unknown = {name for row in rows for name in row} - set(fields)
        assert not unknown, f"{table} has no {sorted(unknown)}"
        codes = {
            field: {word: code for code, word in words.items()} for field, words in mapping.get("codes", {}).items()
        }
        lines = [[_text(codes.get(field, {}).get(row.get(field), row.get(field))) for field in fields] for row in rows]
        text = _csv([list(mapping["columns"].values()), *lines])
        (self.folder / "alphaplus" / mapping["files"].replace("*", "1")).write_bytes(text.encode("cp1252"))

    def postings(self, year: int, *rows: dict[str, str], begins: str = "0101", ends: str = "") -> None:
        """Write a fiscal year's posting file; fields by their DATEV numbers (``f1`` amount, ``f7`` account, ...).

        Args:
            year: In which it begins.
            rows: The postings.
            begins: Month and day of its first day.
            ends: Its last day; without it, that of a calendar year.
        """
        first = header(f13=f"{year}{begins}", f15=f"{year}{begins}", f16=ends or f"{year}1231")
        text = datev_file([posting(**{"f9": "3", "f14": ""} | row) for row in rows], first=first)
        (self.folder / "datev" / f"EXTF_{year}{begins.removeprefix('0101')}.csv").write_bytes(text.encode("cp1252"))

    def open_items(self, *lines: str) -> None:
        """Write the ledger's list of open items, its first one on line 2."""
        (self.folder / "datev" / "OPOS.csv").write_bytes("\r\n".join([OPEN_ITEMS, *lines, ""]).encode("cp1252"))

    def inbox(self, system: str, invoices: tuple[str, ...] = (), changes: tuple[str, ...] = ()) -> Path:
        """Write what an upstream system handed over; its folder, for documents."""
        folder = self.folder / "inbox" / system
        folder.mkdir()
        (folder / "system.toml").write_text(f'name = "{system}"\n', "utf-8")
        for name, head, lines in (("rechnungen.csv", INVOICES, invoices), ("kunden.csv", CHANGES, changes)):
            (folder / name).write_bytes("\n".join([head, *lines, ""]).encode("cp1252"))
        return folder

    def crm(self, cases: list[dict[str, Any]], contacts: list[dict[str, Any]]) -> None:
        """Write the CRM's database."""
        frames = (pl.DataFrame(rows, infer_schema_length=None) for rows in (cases, contacts))
        write_crm(f"sqlite:///{self.folder / 'crm.sqlite'}", *frames)

    def refresh(self) -> CustomerDirectory:
        """Read all sources into a new snapshot."""
        settings = self.folder / "clientinfo.toml"
        refresh(read_settings(settings))
        return open_directory(settings)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "J" if value else "N"
        case datetime():
            return f"{value:%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
        case Decimal():
            return str(value).replace(".", ",")
        case _:
            return str(value)


def _csv(lines: list[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows(lines)
    return buffer.getvalue()
