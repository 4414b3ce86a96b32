"""``clientinfo refresh``: what it ends with, and what its JSON says."""

from __future__ import annotations

import configparser
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from hub.commands.refresh import command
from tests.house import House
from tests.stack import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

pytestmark = pytest.mark.slow

INVOICE = """<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:ID>W-1</cbc:ID></Invoice>"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House.at(tmp_path / "house")
    made.dealer_system("customers", {"customer_number": "10000", "name": "Meier"})
    made.postings(2012, {"f1": "119,00", "f2": "S", "f7": "10000", "f8": "8400", "f10": "101", "f11": "R1"})
    made.inbox("teile")
    made.crm([], [])
    return made


def run(house: House, *options: str) -> Result:
    return CliRunner().invoke(command, ["--settings", str(house.folder / "clientinfo.toml"), *options])


def answer(house: House) -> Any:
    return json.loads(run(house, "--json").stdout)


def test_refused_records_leave_the_exit_code_at_0(house: House) -> None:
    row = {"f1": "x", "f2": "S", "f7": "10000", "f8": "8400", "f10": "101", "f11": "R1"}
    house.postings(2011, row)
    result = run(house, "--json")
    assert (result.exit_code, json.loads(result.stdout)["sources"]["ledger"]["quarantined"]) == (0, 1)


@pytest.mark.parametrize("fault", ["file refused", "source gone", "delivery held back"])
def test_a_source_that_is_not_fresh_makes_it_1(house: House, fault: str) -> None:
    rows = [{"f1": "119,00", "f2": "S", "f7": "10000", "f8": "8400", "f10": "101", "f11": f"R{n}"} for n in range(30)]
    house.postings(2011, *rows)
    assert run(house).exit_code == 0
    if fault == "file refused":
        (house.folder / "datev" / "EXTF_x.csv").write_text("rubbish\n")
    elif fault == "source gone":
        (house.folder / "datev").rename(house.folder / "gone")
    else:
        house.postings(2011, *rows[:5])
    assert run(house).exit_code == 1
    assert run(house).exit_code == 1  # as long as it is so
    if fault == "delivery held back":
        assert run(house, "--accept", "ledger").exit_code == 0


@pytest.mark.parametrize("options", [("--accept", "leger"), ("--fully",)])
def test_what_it_does_not_know_makes_it_2(house: House, options: tuple[str, ...]) -> None:
    result = run(house, *options)
    assert result.exit_code == 2
    assert "there are: dealer_system, ledger" in result.output or "--fully" in result.output


def test_the_shipped_unit_counts_1_as_done() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(REPOSITORY / "hub" / "deploy" / "clientinfo-refresh.service")
    assert unit["Service"]["SuccessExitStatus"] == "1"


def test_an_entry_that_leads_to_no_customer_is_named(house: House) -> None:
    waiting = house.folder / "inbox" / "teile" / "waiting"
    waiting.mkdir()
    (waiting / "w.xml").write_text(INVOICE)
    (entry,) = answer(house)["entries_without_customer"]
    assert (entry["document_number"], entry["kind"], entry["source_file"]) == ("W-1", "invoice", "teile/waiting/w.xml")
    assert "1 entries of the inboxes lead to no customer" in run(house).output
