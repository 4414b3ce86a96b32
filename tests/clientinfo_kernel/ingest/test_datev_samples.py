"""DATEV's sample batches to the cent: what each debtor bought, got off, paid and owes, worked out on paper.

Two batches: the files in ``tests/samples/datev`` as they are, and the facts of the batch that DATEV gives to programmers
as an example of everything at once (SKR03, 2016: sides either way round, free and automatic accounts, split invoices,
supplies into the Union, Swiss francs, a cash discount, an invoice on the wrong debtor taken back by key 20).
"""

from decimal import Decimal
from pathlib import Path

import pytest

from clientinfo_kernel.ingest.reconcile import reconcile
from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from clientinfo_kernel.query.snapshot import SnapshotStore
from clientinfo_kernel.settings import read_settings
from tests.data_sources.ledger.datev_files import datev_file, header, record
from tests.once import once_per_run

import polars as pl  # isort: skip

D = Decimal
SAMPLES = Path(__file__).parents[2] / "samples" / "datev"
SETTINGS = 'as_of = {day}\nstate = "state"\n[sources.ledger]\nconnector = "datev"\nfolder = "datev"\n'
WIDTH = 116
# Amount, side, account, contra account, key, day, document; more fields by their number.
BATCH = (
    ("100,18", "S", "48400", "8401", "", "3101", "", {95: "Projekt 4711", 96: "AG", 97: "3", 101: "8070"}),
    ("10,00", "S", "48220", "8400", "", "3103", "", {}),
    ("64083", "S", "4400", "85", "", "3101", "", {14: "Normalabschreibung Gebäude"}),
    ("531,16", "S", "4832", "320", "", "3101", "", {14: "Normalabschreibung Kfz"}),
    ("4979,65", "H", "8400", "30200", "", "0902", "201202010", {}),
    ("11687,62", "H", "8120", "40000", "", "0902", "201202011", {}),
    ("13968,83", "H", "8125", "40100", "", "1602", "201202023", {40: "DE133546770"}),
    ("11807,63", "H", "8125", "40100", "", "1702", "201202024", {40: "DE133546770"}),
    ("4120,51", "H", "8405", "30100", "", "1702", "201202025", {}),
    ("16585,28", "H", "8405", "10200", "", "1702", "201202026", {}),
    ("66976,12", "H", "8407", "10400", "", "2202", "201202029", {}),
    ("118,55", "H", "1000", "1369", "", "0202", "4", {14: "Test-Shop"}),
    ("26,87", "H", "1000", "4930", "9", "0102", "", {14: "Schreibwaren"}),
    ("124,00", "H", "21100", "8050", "", "2702", "", {3: "CHF", 4: "1,240402", 5: "100,00", 6: "EUR"}),
    ("17107,00", "S", "31100", "8125", "", "2702", "201202007", {40: "ATU36251489"}),
    ("1190,00", "H", "8050", "10100", "3", "1403", "AR1234", {14: "Aufteilung AR ohne Automatikkonto"}),
    ("700,00", "S", "8050", "8060", "", "1403", "AR1234", {14: "Aufteilung auf Erlöskonto"}),
    ("300,00", "S", "8050", "8070", "", "1403", "AR1234", {14: "Aufteilung auf Erlöskonto"}),
    ("1190,00", "H", "8400", "10100", "", "1403", "AR2345", {14: "Aufteilung AR mit Automatikkonto"}),
    ("600,00", "S", "8400", "8401", "40", "1403", "AR2345", {14: "Aufteilung auf Erlöskonto"}),
    ("400,00", "S", "8400", "8405", "40", "1403", "AR2345", {14: "Aufteilung auf Erlöskonto"}),
    ("2500,00", "S", "10100", "8400", "", "0103", "AR-78/13", {12: "160316"}),
    ("2500,00", "S", "1200", "10100", "", "0103", "AR-78/13", {14: "Bezahlung"}),
    ("119,00", "S", "10100", "8400", "", "0103", "AR-456/13", {14: "Rechnung mit Skontogewährung"}),
    ("116,62", "S", "1200", "10100", "", "0103", "AR-456/13", {13: "2,38", 14: "Zahlung mit 2% Skonto"}),
    ("35,00", "S", "10001", "8400", "", "0103", "AR-2013", {14: "falscher Debitor"}),
    ("35,00", "H", "10001", "8400", "20", "0103", "AR-2013", {14: "Berichtigung"}),
    ("35,00", "S", "10100", "8400", "", "0103", "AR-2013", {14: "richtiger Debitor"}),
)
# Net revenue and open balance per debtor: gross / 1.19 on 8400 to 8409 and with key 3, gross where nothing is taxed.
ON_PAPER = {
    "48400": ("84.18", "100.18"),  # 100.18 / 1.19 = 84.184
    "48220": ("8.40", "10.00"),
    "30200": ("4184.58", "4979.65"),
    "40000": ("11687.62", "11687.62"),  # 8120: exports
    "40100": ("25776.46", "25776.46"),  # 8125: into the Union, 13,968.83 + 11,807.63
    "30100": ("3462.61", "4120.51"),
    "10200": ("13937.21", "16585.28"),
    "10400": ("56282.45", "66976.12"),
    "21100": ("-100.00", "-100.00"),  # 124 CHF stand for 100 EUR, to the debtor's credit
    "31100": ("17107.00", "17107.00"),
    # 1,000.00 + 1,000.00 + 2,100.84 + 100.00 + 29.41; two are paid
    "10100": ("4230.25", "2415.00"),
    "10001": ("0.00", "0.00"),
}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    def make(folder: Path) -> None:
        lines = [
            record({1: amount, 2: side, 7: account, 8: contra, 9: key, 10: day, 11: number} | more, WIDTH)
            for amount, side, account, contra, key, day, number, more in BATCH
        ]
        first = header(f5="7", f13="20160101", f14="4", f15="20160101", f16="20160331", f27="")
        ledger = folder / "datev"
        ledger.mkdir()
        (ledger / "EXTF_Buchungsstapel.csv").write_bytes(datev_file(lines, width=WIDTH, first=first).encode("cp1252"))
        refreshed(folder, "2016-03-31")

    return open_directory(once_per_run(tmp_path_factory, "datev_sample", make) / "clientinfo.toml")


def refreshed(folder: Path, day: str) -> None:
    (folder / "clientinfo.toml").write_text(SETTINGS.format(day=day), "utf-8")
    refresh(read_settings(folder / "clientinfo.toml"))


def _revenue(directory: CustomerDirectory, debtor: str) -> Decimal:
    return sum(directory.customer(debtor).revenue()["total"].to_list(), D(0))


@pytest.mark.parametrize("debtor", ON_PAPER)
def test_what_a_debtor_bought_and_owes(everything: CustomerDirectory, debtor: str) -> None:
    revenue, balance = ON_PAPER[debtor]
    file = everything.customer(debtor)
    owed = sum(file.open_items()["balance"].to_list(), D(0))
    assert (_revenue(everything, debtor), owed) == (D(revenue), D(balance))


def test_the_discount_lowers_the_profit_by_its_net(everything: CustomerDirectory) -> None:
    # 2.38 gross at 19 % is 2.00; the invoice of 119.00 is settled by 116.62 and the discount.
    rows = everything.customer("10100").gross_profit_invoices(2016)
    assert rows.filter(pl.col("number") == "AR-456/13")["revenue_deductions"].to_list() == [D("-2.00")]


def test_the_split_invoice_counts_once_on_the_accounts_it_was_split_to(everything: CustomerDirectory) -> None:
    entries = everything.customer("10100").gross_profit_entries(2016)
    split = entries.filter(pl.col("number").is_in(["AR1234", "AR2345"]))
    sums = dict(split.group_by("account").agg(pl.col("amount").sum()).rows())
    assert {account: amount for account, amount in sums.items() if amount} == {
        "8060": D("700.00"), "8070": D("300.00"), "8401": D("600.00"), "8405": D("400.00"),
    }  # fmt: skip


def test_the_chart_knows_what_is_taxed_and_the_check_says_what_it_does_not(everything: CustomerDirectory) -> None:
    snapshot = SnapshotStore(everything.settings.state_folder / "snapshots").newest()
    assert reconcile(snapshot).agrees
    # SKR03 frees 8120 and 8125 from tax; of 8050, a free account, only the posting with key 3 says its rate.
    assert snapshot.whole("findings").select("kind", "subject", "amount").rows() == [
        ("revenue_without_rate", "8050", D("100.00"))
    ]


@pytest.mark.slow
def test_the_files_as_they_are(tmp_path: Path) -> None:
    # 5,950.00 gross on 8400 (19 %): 5,000.00 net. The other posting is the house's own book, 24.95 from the bank.
    (tmp_path / "datev").mkdir()
    for file in SAMPLES.glob("EXTF_*.csv"):
        (tmp_path / "datev" / file.name).write_bytes(file.read_bytes())
    refreshed(tmp_path, "2018-02-28")
    directory = open_directory(tmp_path / "clientinfo.toml")
    items = directory.customer("10000").open_items().select("number", "amount", "balance").rows()
    assert items == [("RE201802-135", D("5950.00"), D("5950.00"))]
    assert _revenue(directory, "10000") == D("5000.00")
