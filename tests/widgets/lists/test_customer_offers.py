"""Where a form asks for a customer, people look for them by what they know; it counts as a search."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from clientinfo_kernel.access.shown_customers import ShownCustomers
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.query.directory import CustomerDirectory
from tests.widgets.lists.house_of_three import BERT
from widgets.app.entry_dialog import EntryDialog
from widgets.parts.customer_offers import customer_offers
from widgets.parts.entry_assignment import entry_assignment
from widgets.view_models import Refusal
from widgets.views.form import FormView


def test_the_dialog_offers_customers_where_a_form_asks_for_one_and_nowhere_else(house: CustomerDirectory) -> None:
    said: list[dict[str, Any]] = []
    accounting = CustomerDirectory(house.settings, BERT)
    dialog = EntryDialog(accounting, lambda: None)
    dialog.send = lambda message, buffers=None: said.append(message)  # noqa: ARG005

    def hear(**message: Any) -> list[dict[str, Any]]:
        said.clear()
        dialog._receive(None, message, [])
        return said.copy()

    dialog.show(accounting.customer("10003"))
    (entry,) = house.customer("10003").inbox_invoices()["entry_id"]
    assert hear(do="find", turn=1, text="albrecht") == []  # no form is open
    hear(do="open", form="contact")
    assert hear(do="find", turn=1, text="albrecht") == []  # this one asks for none
    (opened,) = hear(do="open", form="inbox_entry", item=entry)
    assert {each["key"]: each["kind"] for each in opened["form"]["fields"]}["assigned_to"] == "customer"
    (answer,) = hear(do="find", turn=2, text="albrecht")
    assert (answer["do"], answer["turn"], answer["problem"]) == ("found", 2, "")
    assert [(hit["value"], hit["name"]) for hit in answer["hits"]] == [("10001", "Albrecht")]
    assert hear(do="find", turn="2", text="albrecht") == []
    assert hear(do="find", turn=3, text=None) == []


def test_the_brake_of_the_search_holds_here_too(
    house: CustomerDirectory, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path_factory.mktemp("audit")))
    held = CustomerDirectory(msgspec.structs.replace(house.settings, searched_customers_per_hour=1), BERT)
    assert [each.value for each in customer_offers(held, "albrecht").hits] == ["10001"]
    stopped = customer_offers(held, "albrecht")
    assert (stopped.hits, "Die Suche macht eine Pause" in stopped.problem) == ((), True)
    assert customer_offers(held, " ").hits == ()


def test_whoever_assigns_one_number_after_the_other_has_to_wait_as_for_opening_them(
    house: CustomerDirectory, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer calls whom an entry belongs to by name."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path_factory.mktemp("audit")))
    held = CustomerDirectory(msgspec.structs.replace(house.settings, opened_customers_per_hour=1), BERT)
    (entry,) = house.customer("10003").inbox_invoices().to_dicts()
    ShownCustomers.of(BERT, held.settings).require_open("10003")
    with pytest.raises(Refusal) as refused:
        entry_assignment(held, entry | {"resembles": None}).buttons[0].press({"number": "10001"})
    assert refused.value.message.startswith("Das Öffnen macht eine Pause")
    assert held.written(INBOX_DECISION, "assigned_to").is_empty()


@pytest.mark.parametrize("form", ["inbox_entry", "assignment"])
def test_a_search_that_breaks_says_so_where_it_was_typed(
    house: CustomerDirectory, form: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The page was mute: whoever typed waited for an answer."""

    def broken(*_args: object) -> None:
        raise RuntimeError("disk gone")

    accounting = CustomerDirectory(house.settings, BERT)
    (entry,) = house.customer("10003").inbox_invoices().to_dicts()
    said: list[dict[str, Any]] = []
    view: Any
    if form == "assignment":
        view = FormView(entry_assignment(accounting, entry | {"resembles": None}), lambda _shown: None)
        question = {"do": "find", "field": "number", "turn": 3, "text": "albrecht"}
    else:
        view = EntryDialog(accounting, lambda: None)
        view.show(accounting.customer("10003"))
        view._receive(None, {"do": "open", "form": form, "item": entry["entry_id"]}, [])
        question = {"do": "find", "turn": 3, "text": "albrecht"}
    view.send = lambda message, buffers=None: said.append(message)  # noqa: ARG005
    monkeypatch.setattr(CustomerDirectory, "search", broken)
    view._receive(None, question, [])
    (answer,) = said
    assert (answer["do"], answer["turn"], answer["hits"]) == ("found", 3, ())
    number = json.loads(capfd.readouterr().err)["number"]
    assert answer["problem"] == f"Das hat nicht geklappt. Vorfallnummer: {number}"
