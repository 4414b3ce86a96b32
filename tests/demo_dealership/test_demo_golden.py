"""The brochure's figures, computed from the written files with nothing but csv and Decimal."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.golden import golden

DEBTOR = "1010012"
CENT = Decimal("0.01")


@pytest.fixture(name="golden")
def brochure() -> dict[str, Any]:
    return golden()


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def day(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007  # a date


def sound(path: Path, skip: int) -> Iterator[dict[str, str]]:
    """The records of a file whose width is right, by heading."""
    with path.open(encoding="cp1252", newline="") as file:
        for _ in range(skip):
            next(file)
        reader = csv.reader(file, delimiter=";")
        heads = next(reader)
        yield from (dict(zip(heads, row, strict=True)) for row in reader if len(row) == len(heads))


@cache
def meiers_postings(folder: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted((folder / "exports/datev").glob("EXTF_Buchungsstapel_*.csv")):
        year = int(path.stem.split("_")[2][:4])
        for row in sound(path, 1):
            if row["Gegenkonto (ohne BU-Schlüssel)"] == "900800" and year > 2009:
                continue  # a balance that an earlier file explains
            if row["Konto"] == DEBTOR or row["Belegfeld 1"] in {"01090214", "01061891"}:
                on = f"{row['Belegdatum']:0>4}"
                found.append(
                    row
                    | {"on": date(year, int(on[2:]), int(on[:2])), "amount": amount(row["Umsatz (ohne Soll/Haben-Kz)"])}
                )
    return found


def mapped(folder: Path, account: str) -> dict[str, str] | None:
    with (folder / "kontenzuordnung.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file, delimiter=";") if row["account_from"] <= account <= row["account_to"]
        ]
    return min(rows, key=lambda row: int(row["account_to"]) - int(row["account_from"]), default=None)


def effects(folder: Path) -> list[tuple[int, str, str, str, Decimal]]:
    """Year, document, role, division, net amount of everything that touches a mapped account."""
    found = []
    for row in meiers_postings(folder):
        for account, turned in ((row["Konto"], -1), (row["Gegenkonto (ohne BU-Schlüssel)"], 1)):
            rule = mapped(folder, account) if len(account) == 6 else None
            if rule is None or rule["role"] == "ignore":
                continue
            rate = Decimal("1.19") if row["BU-Schlüssel"] == "3" else Decimal(1)
            sign = turned * (1 if row["Soll/Haben-Kennzeichen"] == "S" else -1)
            net = (row["amount"] / rate).quantize(CENT, ROUND_HALF_UP) * sign
            found.append((row["on"].year, row["Belegfeld 1"], rule["role"], rule["division"], net))
            for role, percent in (
                ("calculated_labour_cost", "labour_cost_percent"),
                ("calculated_cost", "cost_of_goods_percent"),
            ):
                if rule["role"] == "revenue" and rule[percent]:
                    found.append(
                        (row["on"].year, row["Belegfeld 1"], role, rule["division"], -net * amount(rule[percent]) / 100)
                    )
    return found


def test_revenue_per_year_and_division(written, golden):
    total: dict[int, Decimal] = defaultdict(Decimal)
    divisions: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for year, _, role, division, net in effects(written.folder):
        if role == "revenue":
            total[year] += net
            divisions[year, division] += net
    for row in golden["revenue_by_year"]:
        assert total[row["year"]] == Decimal(row["total"])
        for division, expected in row["divisions"].items():
            assert divisions[row["year"], division] == Decimal(expected)
        assert divisions[row["year"], "unassigned"] == Decimal(row["unassigned"])


def test_gross_profit_of_2011(written, golden):
    invoices: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for year, number, role, _, net in effects(written.folder):
        if year == 2011:
            invoices[number][role] += net
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for expected in golden["gross_profit_2011_invoices"]:
        own = invoices.pop(expected["number"])
        assert "cost_of_goods" not in own  # nothing real is booked: the rates apply
        labour = own["calculated_labour_cost"].quantize(CENT, ROUND_HALF_UP)
        goods = own["calculated_cost"].quantize(CENT, ROUND_HALF_UP)
        assert own["revenue"] == Decimal(expected["revenue"])
        assert labour == Decimal(expected["calculated_labour_cost"])
        assert goods == Decimal(expected["cost_of_goods"])
        assert own["revenue"] + labour + goods == Decimal(expected["gross_profit"])
        for key, value in (("revenue", own["revenue"]), ("calculated_labour_cost", labour), ("cost_of_goods", goods)):
            sums[key] += value
    assert invoices == {}
    year = golden["gross_profit_2011"]
    assert {key: str(value) for key, value in sums.items()} == {key: year[key] for key in sums}
    assert sum(sums.values()) == Decimal(year["gross_profit"])


def test_open_items_and_balance(written, golden):
    rows = [row for row in sound(written.folder / "exports/datev/OPOS_2012-10-11.csv", 0) if row["Konto"] == DEBTOR]
    listed = {
        (row["Rechnungsnummer"], day(row["Datum"]).isoformat(), row["Buchungstext"], amount(row["Saldo"]), int(row["Mahnstufe"]))
        for row in rows
    }  # fmt: skip
    expected = {
        (row["number"] or row["kind"], row["date"], row["text"], Decimal(row["balance"]), row["dunning_level"])
        for row in golden["open_items"]
    }
    assert listed == expected
    assert len(rows) == len(expected)
    assert sum(row[3] for row in listed) == Decimal(golden["open_balance"])
    amounts = {row["Rechnungsnummer"]: amount(row["Sollbetrag"]) for row in rows}
    assert all(amounts[row["number"]] == Decimal(row["amount"]) for row in golden["open_items"] if row["number"])


def test_open_items_follow_from_the_postings(written, golden):
    left: dict[str, Decimal] = defaultdict(Decimal)
    for row in meiers_postings(written.folder):
        if row["Konto"] == DEBTOR:
            left[row["Belegfeld 1"]] += row["amount"] * (1 if row["Soll/Haben-Kennzeichen"] == "S" else -1)
    expected = {row["number"] or row["kind"]: Decimal(row["balance"]) for row in golden["open_items"]}
    assert {ref: balance for ref, balance in left.items() if balance} == expected


def test_opening_items_keep_their_original_day(written, golden):
    old = {row["number"]: row["date"] for row in golden["open_items"] if row["date"] < "2009"}
    opening = [row for row in meiers_postings(written.folder) if row["Gegenkonto (ohne BU-Schlüssel)"] == "900800"]
    days = {row["Belegfeld 1"]: row["Leistungsdatum"] for row in opening}
    assert days == {number: f"{on[8:]}{on[5:7]}{on[:4]}" for number, on in old.items()}
    assert {row["on"] for row in opening} == {date(2009, 1, 1)}


def test_days_to_pay(written, golden):
    rows = [
        row for row in meiers_postings(written.folder) if row["Konto"] == DEBTOR and row["Belegfeld 1"].startswith("0")
    ]
    billed = {row["Belegfeld 1"]: row["on"] for row in rows if row["Soll/Haben-Kennzeichen"] == "S"}
    paid = [row for row in rows if row["Soll/Haben-Kennzeichen"] == "H"]
    days = [(row["on"] - billed[row["Belegfeld 1"]]).days for row in paid]
    assert days == [golden["customer"]["days_to_pay"]] * 2
    assert [row["on"] > date(2011, 10, 11) for row in paid] == [
        False,
        True,
    ]  # one in the last twelve months, one before


def test_master_record_and_vehicles(written, golden):
    folder = written.folder / "exports/alphaplus"
    row = next(row for row in sound(folder / "KUNDEN_20121011.csv", 0) if row["KDNR"] == "10012")
    wanted = golden["customer"]
    assert (row["NAME1"], row["STRASSE"], row["USTID"], amount(row["KREDITLIMIT"])) == (
        wanted["name"], wanted["street"], wanted["vat_id"], Decimal(wanted["credit_limit"]),
    )  # fmt: skip
    assert (row["BONITAET"], row["KLASSE"], row["KONDITION"], row["KDGRUPPE"], row["BEMERKUNG"]) == (
        wanted["credit_rating"], wanted["classification"], wanted["payment_terms"], wanted["customer_group"], wanted["remark"],
    )  # fmt: skip
    plates = {row["KENNZEICHEN"] for row in sound(folder / "FAHRZEUG_20121011.csv", 0) if row["HALTER"] == "10012"}
    named = {row["text"].split("/")[1].removesuffix(" S") for row in golden["open_items"] if row["text"].endswith(" S")}
    assert plates == named
    persons = [row for row in sound(folder / "ANSPRECH_20121011.csv", 0) if row["KDNR"] == "10012"]
    assert [f"{row['VORNAME']} {row['NAME']}" for row in persons] == [golden["contact_person"]]


def test_orders(written, golden):
    folder = written.folder / "exports/alphaplus"
    orders = [row["AUFNR"] for row in sound(folder / "AUFTRAG_20121011.csv", 0) if row["KDNR"] == "10012"]
    splits = [row for row in sound(folder / "AUFSPLIT_20121011.csv", 0) if row["AUFNR"] in orders]
    found = {
        (row["AUFNR"], int(row["SPLIT"]), day(row["RECHDAT"]).isoformat(), amount(row["SUMLOHN"]), amount(row["SUMET"]), amount(row["BETRAG"]))
        for row in splits
    }  # fmt: skip
    assert found == {
        (row["order"], row["split"], row["invoice_date"], Decimal(row["labour_total"]), Decimal(row["parts_total"]), Decimal(row["amount"]))
        for row in golden["orders"]
    }  # fmt: skip
    lines = [row for row in sound(folder / "AUFPOS_20121011.csv", 0) if (row["AUFNR"], row["SPLIT"]) == ("403865", "1")]
    labour = [row for row in sorted(lines, key=lambda row: int(row["POS"])) if row["POSART"] == "L"]
    assert [str(amount(row["BETRAG"])) for row in labour] == golden["orders"][0]["labour_lines_eur"]
    assert {row["PREIS"] for row in labour} == {"9,00"}
    assert sum(amount(row["AW"]) for row in labour) == 82
    assert sum(amount(row["BETRAG"]) for row in lines if row["POSART"] == "T") == Decimal(
        golden["orders"][0]["parts_total"]
    )
