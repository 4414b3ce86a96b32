from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.ingest.account_mapping import chosen_mapping, map_accounts, read_account_mapping, shipped_mapping
from clientinfo_kernel.ingest.chart_of_accounts import chart_of, used_accounts
from clientinfo_kernel.ingest.curate.entries import profit_entries
from clientinfo_kernel.ingest.movements.booked import booked

from .ledger_rows import posting, postings
from .ledger_rows import roles as account_roles

HEADINGS = "account_from;account_to;role;division;warranty;cost_of_goods_percent;labour_cost_percent;tax_percent;name\n"


def roles(mapping: pl.DataFrame, *accounts: str) -> dict[str, tuple[str | None, str | None]]:
    return {
        row[0]: row[1:]
        for row in map_accounts(pl.Series(accounts), mapping).select("account", "role", "division").rows()
    }


def test_the_narrowest_range_wins_and_no_range_is_said(tmp_path: Path) -> None:
    file = tmp_path / "konten.csv"
    file.write_text(HEADINGS + "8000;8999;revenue;unassigned;0;;;;Erlöse\n8300;8399;revenue;parts;0;67,5;;;Teile\n")
    mapping = read_account_mapping(file)
    assert roles(mapping, "8300", "8400", "1200") == {
        "1200": (None, None),
        "8300": ("revenue", "parts"),
        "8400": ("revenue", "unassigned"),
    }
    (row,) = map_accounts(pl.Series(["8300"]), mapping).to_dicts()
    assert (row["cost_of_goods_rate"], row["mapping_file"], row["mapping_row"]) == (6750, "konten.csv", 3)


@pytest.mark.parametrize(
    "row",
    [
        "8000;7000;revenue;parts;0;;;;x",
        "8000;8999;umsatz;parts;0;;;;x",
        "8000;8999;revenue;teile;0;;;;x",
        "x;8999;revenue;parts;0;;;;x",
        "8000;8999;;parts;0;;;;x",
        "8000;8999;revenue;parts;ja;;;;x",
        "8000;8999;revenue;parts;0;abc;;;x",
        "8000;8999;revenue;parts;0;;-5;;x",
        "8000;8999;revenue;parts;0;;;19,005;x",
    ],
)
def test_a_wrong_row_is_named_by_its_line(tmp_path: Path, row: str) -> None:
    file = tmp_path / "konten.csv"
    file.write_text(f"{HEADINGS}1000;1999;ignore;unassigned;0;;;;ok\n{row}\n")
    with pytest.raises(SettingsError, match="line 3"):
        read_account_mapping(file)


def test_of_the_workshops_cost_in_skr51_the_first_three_groups_are_wages() -> None:
    """740 to 742 are wages, 743 parts, 747 work that is bought in."""
    found = roles(shipped_mapping("51", 6), "740000", "742999", "743000", "747000")
    assert [role for role, _division in found.values()] == [
        "labour_cost",
        "labour_cost",
        "cost_of_goods",
        "cost_of_goods",
    ]
    assert {division for _role, division in found.values()} == {"workshop"}


def test_a_shipped_chart_is_scaled_to_the_ledgers_length() -> None:
    assert roles(shipped_mapping("51", 6), "830012", "893250", "730000", "120000") == {
        "830012": ("revenue", "parts"),
        "893250": ("revenue", "other"),
        "730000": ("cost_of_goods", "parts"),
        "120000": ("ignore", "unassigned"),
    }
    assert roles(shipped_mapping("03", 4), "8400", "8736", "1200") == {
        "8400": ("revenue", "unassigned"),
        "8736": ("revenue_deduction", "unassigned"),
        "1200": ("ignore", "unassigned"),
    }


def test_the_mercedes_frame_is_chosen_by_its_name_unless_a_file_is_called_so(tmp_path: Path) -> None:
    """Handbook: class 7 goods, class 8 revenue, 8201x counter sales beside 7201x; the last digit is the make."""
    file = tmp_path / "mercedes"
    shipped = chosen_mapping(Path("mercedes"), file, 5)
    assert roles(shipped, "82013", "72013", "84000", "30000", "56789") == {
        "82013": ("revenue", "parts"),
        "72013": ("cost_of_goods", "parts"),
        "84000": ("revenue", "unassigned"),
        "30000": ("ignore", "unassigned"),
        "56789": ("ignore", "unassigned"),
    }
    file.write_text(f"{HEADINGS}8000;8999;revenue;workshop;0;;;;x\n")
    assert chosen_mapping(Path("mercedes"), file, 5).height == 1
    with pytest.raises(SettingsError):
        chosen_mapping(Path("skr99"), tmp_path / "skr99", 5)


@pytest.mark.parametrize("chart", ["03", "04", "51"])
def test_a_shipped_chart_leaves_no_account_without_a_word(chart: str) -> None:
    accounts = pl.Series([f"{number:04}" for number in range(10_000)])
    assert map_accounts(accounts, shipped_mapping(chart, 4)).filter(pl.col("role").is_null())["account"].to_list() == []


# The same position of § 275 (2) no. 5 HGB in both charts: account in SKR03, in SKR04, and whether it counts as cost.
PURCHASES = (
    ("3030", "5130", True),  # Einkauf Roh-, Hilfs- und Betriebsstoffe
    ("3106", "5906", True),  # Fremdleistungen
    ("3125", "5925", True),  # of a foreign supplier, § 13b UStG: booked net
    ("3200", "5200", True),
    ("3309", "5309", True),
    ("3400", "5400", True),
    ("3425", "5425", True),  # acquired within the EU: booked net
    ("3700", "5700", True),  # Nachlässe
    ("3720", "5720", True),
    ("3731", "5731", True),  # Erhaltene Skonti
    ("3736", "5736", True),
    ("3750", "5750", True),  # Erhaltene Boni
    ("3761", "5761", True),
    ("3780", "5780", True),  # Erhaltene Rabatte
    ("3790", "5790", True),
    ("3800", "5800", True),  # Bezugsnebenkosten
    ("3850", "5840", True),  # Zölle
    ("3960", "5880", True),  # Bestandsveränderungen
    ("3980", "1140", False),  # Waren (Bestand): no expense yet
    ("3990", "5860", True),  # Verrechnete Stoffkosten, against the next
    ("4000", "5000", True),
    ("4100", "6000", False),  # Löhne und Gehälter
)


@pytest.mark.parametrize(("chart", "column"), [("03", 0), ("04", 1)])
def test_both_charts_count_what_is_bought_alike(chart: str, column: int) -> None:
    wanted = {row[column]: "cost_of_goods" if row[2] else "ignore" for row in PURCHASES}
    found = map_accounts(pl.Series(list(wanted)), shipped_mapping(chart, 4)).select("account", "role")
    assert dict(found.rows()) == wanted


@pytest.mark.parametrize(("chart", "account", "stock"), [("03", "3400", "3980"), ("04", "5400", "1140")])
def test_what_leaves_the_stock_costs_what_it_is_booked_with(chart: str, account: str, stock: str) -> None:
    # Without a key, on an account that is automatic against creditors: there is no input VAT in stock.
    rows = postings(posting("2021-03-01", "100.00", "S", account, stock))
    known = account_roles(rows, shipped_mapping(chart, 4), chart)
    assert profit_entries(booked(rows, known), known).select("amount").collect().rows() == [(Decimal("-100.00"),)]


@pytest.mark.parametrize(
    ("chart", "account", "day", "gross", "net"),
    [
        ("03", "3400", "2021-03-01", "119.00", "-100.00"),
        ("03", "3300", "2021-03-01", "107.00", "-100.00"),
        ("03", "3400", "2020-09-01", "116.00", "-100.00"),  # 16 % (§ 28 UStG)
        ("03", "3106", "2021-03-01", "119.00", "-100.00"),
        ("04", "5400", "2021-03-01", "119.00", "-100.00"),
        ("04", "5906", "2021-03-01", "119.00", "-100.00"),
        ("03", "3425", "2021-03-01", "100.00", "-100.00"),  # acquired within the EU: booked net
        ("03", "3200", "2021-03-01", "100.00", "-100.00"),  # no automatic account
    ],
)
@pytest.mark.parametrize("seller", ["70001", "1000"])
def test_what_is_bought_on_an_automatic_account_costs_its_net(  # noqa: PLR0917 - a row of the table above
    chart: str, account: str, day: str, gross: str, net: str, seller: str
) -> None:
    """From a supplier, or for cash (1000; 1600 in SKR04), without a key; key 40 switches the account off."""
    contra = "1600" if (seller, chart) == ("1000", "04") else seller
    kinds = {"contra_kind": "creditor"} if seller == "70001" else {}
    rows = postings(
        posting(day, gross, "S", account, contra, **kinds),
        posting(day, gross, "S", account, contra, tax_key="40", **kinds),
    )
    known = account_roles(rows, shipped_mapping(chart, 4), chart)
    found = profit_entries(booked(rows, known), known).select("amount").collect()["amount"].to_list()
    assert sorted(found) == sorted([Decimal(net), -Decimal(gross)])


def test_a_ledger_that_names_no_chart_shows_it_by_the_class_that_faces_its_debtors() -> None:
    rows = [posting("2011-01-01", "10.00", "S", "10012", account) for account in ("4400", "4300", "1200")]
    assert chart_of(used_accounts(postings(*rows))) == "04"
    assert chart_of(used_accounts(postings(posting("2011-01-01", "1.00", "S", "10012", "1200")))) is None
    named = [posting("2011-01-01", "10.00", "S", "10012", "4400", chart_of_accounts="51")]
    assert chart_of(used_accounts(postings(*named))) == "51"


# DATEV's automatic accounts of both charts, 2026 (function AM and AV): account in SKR03, in SKR04, hundredths of a per cent.
AUTOMATIC = (
    ("8125", "4125", 0),
    ("8135", "4135", 0),
    ("8193", "4138", 0),
    ("8198", "4133", 1900),  # margin of § 25 UStG
    ("8199", "4134", 1900),  # margin of § 25a UStG
    ("8309", "4309", 700),
    ("8349", "4349", 1600),
    ("8400", "4400", 1900),
    ("8419", "4419", 1900),
    ("8420", "4420", None),
    ("8449", "4449", 1900),
    ("8705", "4705", 0),
    ("8709", "4709", 1900),
    ("8711", "4711", 700),
    ("8721", "4721", 1900),
    ("8724", "4724", 0),
    ("8734", "4734", 0),
    ("8743", "4743", 0),
    ("8751", "4751", 700),
    ("8761", "4761", 1900),
    ("8781", "4781", 700),
    ("8791", "4791", 1900),
    ("3347", "5347", 700),
    ("3418", "5418", 1900),
)


@pytest.mark.parametrize(("chart", "column"), [("03", 0), ("04", 1)])
def test_rates_of_automatic_accounts(chart: str, column: int) -> None:
    wanted = {row[column]: row[2] for row in AUTOMATIC}
    found = map_accounts(pl.Series(list(wanted)), shipped_mapping(chart, 4)).select("account", "tax_rate")
    assert dict(found.rows()) == wanted
