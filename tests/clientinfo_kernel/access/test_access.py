"""What each role sees of the brochure's customer: no amount leaks through an answer that is not theirs."""

import json
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.access.rights import (
    NOTHING,
    ROLES,
    SHELL,
    Viewer,
    access_of,
    roles_that_change,
    roles_that_see,
    viewer,
)
from clientinfo_kernel.access.topics import Topic
from clientinfo_kernel.errors import ChangeNotPermitted, NotPermitted
from clientinfo_kernel.live.errors import RowUnknown
from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.customer_record import customer_record
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory

LEDGER = {"accounting", "controlling", "analyst"}
EVERYBODY = set(ROLES)
# Every question about a customer, and who may ask it (design: roles).
QUESTIONS = {
    "header": EVERYBODY,
    "contact_persons": EVERYBODY,
    "communication": EVERYBODY,
    "cases": EVERYBODY,
    "contact_events": EVERYBODY,
    "written": EVERYBODY,
    "written_rows": EVERYBODY,
    "history": EVERYBODY,
    "archived_rows": LEDGER,  # of VAT checks; whether a kind is seen, its topics say
    "read_again": EVERYBODY,
    "colleagues": EVERYBODY,  # by name, as the history of a row says them
    "vehicles": EVERYBODY,
    "recalls": EVERYBODY,
    "appointments": EVERYBODY,
    "orders": EVERYBODY,
    "order_lines": EVERYBODY,
    "place": EVERYBODY,
    "neighbours": EVERYBODY,
    "timeline": EVERYBODY,
    "identity_links": EVERYBODY,
    "sources": EVERYBODY,
    "master_record": EVERYBODY,
    "debtor_accounts": EVERYBODY,
    "ledger_vat_ids": EVERYBODY,
    "revenue": LEDGER | {"sales"},
    "invoices": LEDGER | {"sales"},
    "open_items": LEDGER,
    "ageing": LEDGER,
    "payments": LEDGER,
    "ledger_documents": LEDGER,
    "movements": LEDGER,
    "inbox_invoices": LEDGER,
    "inbox_customers": LEDGER,
    "unassigned_ids": LEDGER,
    "is_customer": EVERYBODY,
    "documents": LEDGER,
    "gross_profit": {"controlling", "analyst"},
    "gross_profit_invoices": {"controlling", "analyst"},
    "gross_profit_entries": {"controlling", "analyst"},
}
RECEIVABLES = {"inbox", "open_items", "ageing"}
FIGURES = {"credit_limit", "open_balance", "exposure", "days_to_pay", "paid_invoices", "dunning_level"}


@pytest.fixture
def directory(demo_settings: Path) -> CustomerDirectory:
    return open_directory(demo_settings)


def meier(directory: CustomerDirectory, *roles: str) -> CustomerFile:
    return replace(directory, viewer=Viewer("anna", frozenset(roles))).customer("10012")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_answered_just_its_questions(directory: CustomerDirectory, role: str) -> None:
    # The same file on a key date asks nothing by itself, nor does whose file of which snapshot and account it is, and what these are called.
    asks_nothing = {
        "on",
        "asked_for",
        "as_of",
        "customer_number",
        "snapshot_id",
        "account",
        "account_since",
        "is_own",
        "own_names",
    }
    assert {name for name in dir(CustomerFile) if not name.startswith("_")} - asks_nothing == set(QUESTIONS)
    for question, allowed in QUESTIONS.items():
        file = meier(directory, role)
        if question == "written_rows":
            assert file.written_rows("case") == []
        elif question == "history":
            with pytest.raises(RowUnknown):  # nobody has written anything
                file.history("case", "V-1")
        elif question == "archived_rows" and role in allowed:
            assert file.archived_rows("vat_check") == []
        elif question == "archived_rows":
            with pytest.raises(NotPermitted):
                file.archived_rows("vat_check")
        elif question == "is_customer":
            assert (file.is_customer("10012"), file.is_customer("99999")) == (True, False)
        elif question == "neighbours":
            file.neighbours((50.3, 11.7), 15.0)
        elif role in allowed:
            getattr(file, question)()
        else:
            with pytest.raises(NotPermitted):
                getattr(file, question)()
            assert not file._read, f"{question} read something for {role}"


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ("service", RECEIVABLES | {"revenue", "gross_profit"}),
        ("sales", RECEIVABLES | {"gross_profit"}),
        ("accounting", {"gross_profit"}),
        ("controlling", set()),
        ("analyst", set()),
        ("privacy", RECEIVABLES | {"revenue", "gross_profit"}),
    ],
)
def test_sections_that_a_role_may_not_see_are_not_there(
    directory: CustomerDirectory, role: str, hidden: set[str]
) -> None:
    assert set(customer_record(directory.customer("10012"))) - set(customer_record(meier(directory, role))) == hidden


def test_service_and_sales_see_a_light_and_no_amount_of_credit(directory: CustomerDirectory) -> None:
    for role in ("service", "sales"):
        shown = customer_record(meier(directory, role))["customer"]
        assert shown["credit_light"] == {"light": "red", "reason": "credit limit exceeded"}
        assert not FIGURES & set(shown)
        assert not [amount for amount in ("9366.83", "8000", "14054.63", "584") if amount in json.dumps(shown)]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_told_that_a_customer_is_blocked(directory: CustomerDirectory, role: str) -> None:
    customers = directory.table("customers", ["customer_number", "credit_rating"])
    blocked = customers.filter(customers["credit_rating"] == "gesperrt")["customer_number"][0]
    shown = customer_record(replace(directory, viewer=Viewer("anna", frozenset({role}))).customer(blocked))["customer"]
    assert shown["credit_blocked"] is True
    if role in {"service", "sales"}:
        assert shown["credit_light"] == {"light": "red", "reason": "credit is blocked"}
    assert customer_record(meier(directory, role))["customer"]["credit_blocked"] is False


def test_the_lights_of_open_items_dunning_and_inboxes_are_for_sales_only(directory: CustomerDirectory) -> None:
    assert customer_record(meier(directory, "sales"))["customer"]["receivables_lights"] == {
        "open_items": {"light": "red", "reason": "items are overdue for more than 30 days"},
        "dunning": {"light": "green", "reason": "not dunned"},
        "inbox": {"light": "yellow", "reason": "entries are stuck"},
    }
    for role in set(ROLES) - {"sales"}:
        assert "receivables_lights" not in customer_record(meier(directory, role))["customer"]


def test_privacy_sees_no_light_and_accounting_the_amounts(directory: CustomerDirectory) -> None:
    privacy = customer_record(meier(directory, "privacy"))["customer"]
    assert not {*FIGURES, "credit_light"} & set(privacy)
    accounting = customer_record(meier(directory, "accounting"))["customer"]
    assert set(accounting) >= FIGURES
    assert "credit_light" not in accounting


@pytest.mark.parametrize("role", ROLES)
def test_the_timeline_leaves_out_what_the_ledger_and_the_inboxes_know(directory: CustomerDirectory, role: str) -> None:
    kinds = set(meier(directory, role).timeline()["kind"])
    assert kinds == {"contact", "case", "order"} | ({"invoice", "payment", "inbox"} if role in LEDGER else set())


def test_the_customers_own_row_holds_no_limit_for_lower_roles(directory: CustomerDirectory) -> None:
    assert "credit_limit" in meier(directory, "accounting").master_record()
    assert "credit_limit" not in meier(directory, "sales").master_record()


def test_two_roles_see_what_either_sees(directory: CustomerDirectory) -> None:
    shown = customer_record(meier(directory, "service", "accounting"))
    assert "open_items" in shown
    assert "gross_profit" not in shown
    assert "credit_light" not in shown["customer"]


@given(st.sets(st.sampled_from(ROLES)), st.sets(st.sampled_from(ROLES)))
def test_more_roles_never_see_less(some: set[str], more: set[str]) -> None:
    depth = {"no": 0, "light": 1, "yes": 2, False: 0, True: 2}
    fewer, all_of_them = access_of(some), access_of(some | more)
    topics = [astuple(replace(each, changes=frozenset()))[:-1] for each in (fewer, all_of_them)]
    assert all(depth[one] <= depth[other] for one, other in zip(*topics, strict=True))
    assert fewer.changes <= all_of_them.changes
    assert access_of(some | more) == fewer | access_of(more)
    assert all_of_them.hidden_fields() <= fewer.hidden_fields()
    assert all_of_them.events() is None or all_of_them.events() == fewer.events()


@given(st.sets(st.sampled_from(ROLES)))
def test_an_admin_and_nobody_see_no_customer(roles: set[str]) -> None:
    assert access_of(roles | {"admin"}) == access_of(()) == access_of({"king"}) == NOTHING


@pytest.mark.parametrize("roles", [(), ("admin",), ("admin", "controlling")])
def test_who_sees_no_customer_neither_opens_nor_finds_one(directory: CustomerDirectory, roles: tuple[str, ...]) -> None:
    nobody = replace(directory, viewer=Viewer("chef", frozenset(roles)))
    for number in ("10012", "not a number"):
        with pytest.raises(NotPermitted):
            nobody.customer(number)
    with pytest.raises(NotPermitted):
        nobody.search("meier")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, SHELL),
        (
            {"CLIENTINFO_USER": "anna", "CLIENTINFO_ROLES": "sales, service"},
            Viewer("anna", frozenset({"sales", "service"})),
        ),
        ({"CLIENTINFO_USER": "anna", "CLIENTINFO_ROLES": ""}, Viewer("anna", frozenset())),
        ({"CLIENTINFO_USER": "anna", "CLIENTINFO_ROLES": "king,Sales"}, Viewer("anna", frozenset())),
        ({"CLIENTINFO_USER": "anna"}, Viewer("anna", frozenset())),
        ({"CLIENTINFO_ROLES": "controlling"}, Viewer("unknown", frozenset())),
        ({"CLIENTINFO_USER": "", "CLIENTINFO_ROLES": "controlling"}, Viewer("unknown", frozenset())),
        ({"CLIENTINFO_USER": "chef", "CLIENTINFO_ROLES": "controlling,admin"}, Viewer("chef", frozenset({"admin"}))),
    ],
)
def test_who_asks_stands_in_the_environment(environment: dict[str, str], expected: Viewer) -> None:
    assert viewer(environment) == expected


def test_one_of_his_roles_and_never_another() -> None:
    assert SHELL.only("sales").roles == {"sales"}
    assert Viewer("anna", frozenset({"sales"})).only("controlling").access == NOTHING


def test_a_file_cannot_be_opened_without_saying_for_whom(directory: CustomerDirectory) -> None:
    with pytest.raises(TypeError):
        CustomerFile(directory._newest()[1], 0, date(2012, 10, 11))


@pytest.mark.parametrize(
    ("topic", "roles"),
    [
        ("customers", EVERYBODY),
        ("credit", LEDGER),  # service and sales see a light, and no figure
        ("receivables", LEDGER),
        ("revenue", LEDGER | {"sales"}),
        ("gross_profit", {"controlling", "analyst"}),
        ("audit_log", {"privacy"}),
    ],
)
def test_the_roles_that_see_a_topic_with_its_figures(topic: Topic, roles: set[str]) -> None:
    assert roles_that_see(topic) == roles


def test_the_roles_that_change_something_and_what_is_said_to_the_others() -> None:
    # The design's matrix: contacts are written by whoever serves the customer, money's decisions by accounting.
    assert roles_that_change("contacts") == {"service", "sales", "accounting", "controlling", "analyst"}
    assert roles_that_change("receivables") == {"accounting", "controlling", "analyst"}
    assert roles_that_change("margins") == {"controlling", "analyst"}
    assert access_of(["service", "privacy"]).changes == {"contacts", "tours"}
    assert roles_that_change("tours") == {"service"}
    access_of(["service"]).require_change("contacts")
    with pytest.raises(ChangeNotPermitted, match="your roles do not allow you to change receivables;") as refused:
        access_of(["service", "sales"]).require_change("receivables")
    assert refused.value.what == "receivables"
