"""What holds for every list: who gets it, that its rows have names, that it says something where it is empty."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import widgets.lists
from clientinfo_kernel.access.rights import ROLES, Viewer
from clientinfo_kernel.errors import NotPermitted
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.parts.grouped import groupable
from widgets.registry import RegistrationWrong
from widgets.work_list import REGISTRY, ListKeyTaken, all_lists, lists_of, work_list

if TYPE_CHECKING:
    from widgets.work_list import WorkList

_EVERYBODYS = {"due_cases", "follow_ups", "news"}
_SERVICE = {"appointments", "in_workshop", "late_orders", "unbilled_orders", "recalls", "vehicles_due", "not_seen"}
_SALES = {"appointments", "recalls", "opportunities", "vehicles_due", "birthdays", "not_seen", "driven_vehicles"}
_ACCOUNTING = {
    *(
        "debtors",
        "over_limit",
        "broken_promises",
        "blocked_orders",
        "stuck_entries",
        "credits",
        "vat_ids",
        "vat_checks",
        "change_notices",
    ),
}
_CONTROLLING = {"unassigned_postings", "negative_gross_profit", "losing_ground"}
_ALL = _EVERYBODYS | _SERVICE | _SALES | _ACCOUNTING | _CONTROLLING
# design: who sees what; privacy looks and has no work with customers, an administrator sees none
WHOSE = {
    "service": _EVERYBODYS | _SERVICE,
    "sales": _EVERYBODYS | _SALES,
    "accounting": _EVERYBODYS | _ACCOUNTING,
    "controlling": _ALL,
    "analyst": _ALL,
    "privacy": set(),
    "admin": set(),
}

# Columns that say who a customer is or how they are reached: their groups would show that of everybody, and no line would say so.
_OF_CUSTOMERS = {"customer", "email", "license_plate", "name", "phone", "promised_by", "value", "vin"}
# Columns with people of the house: grouped by them, a list ranks nobody.
_COLLEAGUES = {"assignee", "by", "employee", "person", "salesperson", "service_advisor", "written_by"}


@pytest.mark.parametrize("role", [*ROLES, "admin"])
def test_a_role_gets_its_lists_and_the_kernel_refuses_the_others(role: str, directory: CustomerDirectory) -> None:
    viewer = Viewer("somebody", frozenset({role}))
    asked = CustomerDirectory(directory.settings, viewer)
    assert {each.key for each in lists_of(viewer)} == WHOSE[role]
    for each in all_lists():
        if all(viewer.access.allows(topic) for topic in each.topics):
            each.table(each.desk(asked))
            continue
        with pytest.raises(NotPermitted):
            each.table(each.desk(asked))
        # the function itself gets nothing past the gate, whatever its file declares
        if each.key != "blocked_orders":  # a rating is not an amount
            with pytest.raises(NotPermitted):
                each.build(each.desk(asked))


@pytest.mark.parametrize("each", all_lists(), ids=lambda each: each.key)
def test_rows_have_names_columns_and_customers(each: WorkList, directory: CustomerDirectory) -> None:
    for option in each.choice.options if each.choice else ("",):
        table = each.table(each.desk(directory, option))
        assert {column.key for column in table.columns} <= set(table.rows.columns)
        assert table.rows["row"].null_count() == 0
        assert table.rows["row"].is_unique().all()
        assert table.customers in table.rows.columns
        assert table.empty
        assert table.download
        assert table.search
        assert table.names is not None
        assert sum(column.phone == "title" for column in table.columns) == 1
        assert all(column.names_colleague for column in table.columns if column.key in _COLLEAGUES)
        assert not _OF_CUSTOMERS & groupable(table).keys()
        headings = [each for column in table.columns for each in (column.title, column.beside_title) if each]
        assert len(set(headings)) == len(headings), "a second one of a name says nothing in a file"
        for row in table.rows.head(3).iter_rows(named=True):
            assert row["row"] in table.names(row)
            leads = [column.link(row) for column in table.columns if column.link and column.phone == "title"]
            assert [link.customer_number for link in leads if link] == [row["customer_number"]] * (
                row["customer_number"] is not None
            )


def test_a_second_list_of_a_key_is_refused_with_both_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = all_lists()
    file = tmp_path / "second.py"
    file.write_text(
        "from widgets.work_list import work_list\n\n\n"
        '@work_list("debtors", "Zweite", group="service", order=1)\ndef second(desk):\n    return None\n'
    )
    monkeypatch.setattr(REGISTRY, "entries", dict(REGISTRY.entries))
    monkeypatch.setattr(REGISTRY, "logged", set())
    monkeypatch.setattr(widgets.lists, "__path__", [*widgets.lists.__path__, str(tmp_path)])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    importlib.invalidate_caches()
    with pytest.raises(ListKeyTaken) as refused:
        importlib.import_module("widgets.lists.second")
    assert f"{file}:4" in str(refused.value)
    assert str(Path("lists", "debtors.py")) in str(refused.value)
    # the others live, and the broken file says so in a place of its own
    assert {each.key for each in all_lists()} == {each.key for each in shipped} | {"second.py"}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"group": "servce"}, "no known group: 'servce'; there are: everybody,"),
        ({"order": "1"}, "order of the list 'own' must be a number"),
        ({"roles": frozenset({"servce"})}, "roles that do not exist: 'servce'"),
    ],
)
def test_a_slip_in_what_a_list_says_of_itself_is_refused_where_it_stands(said: dict[str, Any], reason: str) -> None:
    with pytest.raises(RegistrationWrong, match=reason):
        work_list("own", "Eigene", **{"group": "service", "order": 1, **said})


def test_an_option_that_a_list_does_not_have_is_its_first(directory: CustomerDirectory) -> None:
    appointments = next(each for each in all_lists() if each.key == "appointments")
    assert appointments.desk(directory, "yesterday").option == "today"
    assert replace(appointments, choice=None).desk(directory, "today").option == ""
