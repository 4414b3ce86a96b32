"""``clientinfo customer`` gives the brochure's figures to the cent: all of them computed from the demo's files."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import clientinfo

from .golden import golden


@pytest.fixture(scope="module")
def answer(demo_settings: Path) -> dict[str, Any]:
    done = clientinfo("customer", "10012", "--json", "--settings", demo_settings)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_header(answer: dict[str, Any]) -> None:
    expected = golden()
    shown = answer["customer"]
    assert {key: shown[key] for key in expected["customer"]} == expected["customer"]
    assert shown["open_balance"] == expected["open_balance"]
    assert shown["credit_limit_exceeded"] is True
    assert (shown["days_to_pay_last_12"], shown["days_to_pay_before"]) == (584, 584)
    # Open items + the waiting invoice + the three open orders.
    assert shown["exposure"] == "14054.63"
    assert [f"{person['first_name']} {person['last_name']}" for person in answer["contact_persons"]] == [
        expected["contact_person"]
    ]


def test_the_revenue(answer: dict[str, Any]) -> None:
    assert answer["revenue"] == golden()["revenue_by_year"]


def test_the_gross_profit_and_its_invoices(answer: dict[str, Any]) -> None:
    expected = golden()
    (year,) = [row for row in answer["gross_profit"] if row["year"] == 2011]
    lines = {key: value for key, value in expected["gross_profit_2011"].items() if key != "percent"}
    assert {key: year[key] for key in lines} == lines
    for invoice, wanted in zip(year["invoices"], expected["gross_profit_2011_invoices"], strict=True):
        wanted.pop("revenue_by_division")
        assert {key: invoice[key] for key in wanted} == wanted
        assert all(entry["source_file"] and entry["source_row"] for entry in invoice["entries"])


def test_the_open_items(answer: dict[str, Any]) -> None:
    def key(item: dict[str, Any]) -> tuple[str, str]:
        return item["kind"], item["number"]

    shown = {key(item): item for item in answer["open_items"]}
    wanted = {key(item): item for item in golden()["open_items"]}
    assert {name: {field: shown[name][field] for field in item} for name, item in wanted.items()} == wanted
    assert shown.keys() == wanted.keys()


def test_the_orders(answer: dict[str, Any]) -> None:
    shown = {(order["order"], order["split"]): order for order in answer["orders"]}
    for wanted in golden()["orders"]:
        order = shown[wanted["order"], wanted["split"]]
        labour = wanted.pop("labour_lines_eur", None)
        assert {field: order[field] for field in wanted} == wanted
        if labour:
            assert [line["amount"] for line in order["lines"] if line["kind"] == "labour"] == labour
    assert len(shown) == 3


def test_cases_and_contacts(answer: dict[str, Any]) -> None:
    expected = golden()
    (case,) = answer["cases"]
    (wanted,) = expected["cases"]
    assert (case["text"], case["kind"], case["status"]) == (wanted["text"], wanted["kind"], wanted["status"])
    assert (case["due_at"], case["follow_up_on"]) == (wanted["due_at"], wanted["follow_up_date"])
    # 17.07.2011 13:11 in Berlin
    assert case["created_at"] == "2011-07-17T11:11:00+00:00"
    shown = sorted((event["channel"], event["case_id"] is not None) for event in answer["contact_events"])
    assert shown == sorted((event["channel"], event["linked_to_case"]) for event in expected["contact_events"])


def test_the_ledger_agrees_to_the_cent(demo_settings: Path) -> None:
    done = clientinfo("check", "--json", "--settings", demo_settings)
    result = json.loads(done.stdout)
    assert done.returncode == 0
    assert result["differences"] == []
    assert result["open_items"] == []
    assert result["months"]
