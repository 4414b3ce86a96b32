"""What the browser sends to the dialog is outside data: who writes, and about whom, is decided here."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.rights import Viewer
from tests.widgets.app.dialogs import ANNA, OTTO, Dialog, is_gone, save, where_nobody_has_written
from widgets.app.entry_dialog import EntryDialog
from widgets.app.remarks_bar import remarks_bar
from widgets.entries.decisions import OPEN_ITEM_FORM
from widgets.parts.about_customer import profiles, remarks
from widgets.view_models import Facts, Stack, Table
from widgets.views import facts
from widgets.views.context import ViewContext
from widgets.views.markup_writer import MarkupWriter

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory


@pytest.fixture
def directory(two_customers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    return where_nobody_has_written(two_customers, tmp_path, monkeypatch)


def test_the_writer_is_the_viewer_whatever_the_browser_says(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    values = {
        "channel": "phone",
        "note": "n",
        "employee": "Chef",
        "customer_number": OTTO,
        "version": "7",
        "user": "chef",
    }
    assert dialog.hear(save(values=values)) == [{"do": "saved", "command": "c1"}]
    assert dialog.saved == 1
    (row,) = directory.customer(ANNA).contact_events().to_dicts()
    assert (row["employee"], row["version"]) == ("Lena Lack", 1)
    assert directory.customer(OTTO).contact_events().is_empty()
    (event,) = directory.live(directory.customer(ANNA)).history(_contact(), row["event_id"], ANNA)
    assert event.user == "lena"


def _contact() -> Any:
    from clientinfo_kernel.live.cases import CONTACT

    return CONTACT


def test_a_draft_that_was_saved_otherwise_in_another_tab_is_kept_and_gets_an_id_of_its_own(
    directory: CustomerDirectory,
) -> None:
    dialog = Dialog(directory)
    other = {"channel": "phone", "note": "im anderen Fenster"}
    dialog.hear(save())
    (answer,) = dialog.hear(save(values=other))
    assert (answer["do"], answer["renew"]) == ("refused", True)
    assert "verwerfen" not in answer["problem"]
    assert dialog.hear(save(values=other, command="c1-new"))[0]["do"] == "saved"
    assert set(directory.customer(ANNA).contact_events()["note"]) == {"Rückruf", "im anderen Fenster"}
    (wrong,) = dialog.hear(save(values={"channel": "phone"}, command="c9"))
    assert (wrong["do"], wrong["renew"]) == ("refused", False)


def test_a_draft_of_another_customer_is_not_saved_at_this_one(directory: CustomerDirectory) -> None:
    (answer,) = Dialog(directory).hear(save(customer=OTTO))
    assert answer["do"] == "refused"
    assert "anderer Kunde" in answer["problem"]
    assert not (directory.settings.state_folder / "live").exists()


@pytest.mark.parametrize(
    "message",
    [
        None,
        5,
        [],
        {},
        {"do": "save"},
        save(form="dunning"),
        save(command=7),
        save(form=["contact"]),
        {"do": "open", "form": "x"},
    ],
)
def test_odd_messages_are_not_heard(directory: CustomerDirectory, message: Any) -> None:
    assert Dialog(directory).hear(message) == []


@pytest.mark.parametrize(
    "values", [None, 5, {"note": 5}, {"note": ["x"]}, {"channel": "phone", "note": "x", "case_id": "V-9"}]
)
def test_odd_values_are_refused(directory: CustomerDirectory, values: Any) -> None:
    dialog = Dialog(directory)
    (answer,) = dialog.hear(save(values=values))
    assert answer["do"] == "refused"
    assert answer["problem"] or answer["wrong"]
    assert dialog.saved == 0


def test_the_form_names_what_is_known_of_the_customer(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    dialog.hear(save("case", values={"kind": "complaint", "text": "Lack " * 50}))
    dialog.widget.show(directory.customer(ANNA))
    (answer,) = dialog.hear({"do": "open", "form": "contact"})
    cases = next(field for field in answer["form"]["fields"] if field["key"] == "case_id")
    assert [label[:18] for _key, label in cases["options"]] == ["keinem Vorgang", "Reklamation: Lack "]
    assert all(len(label) <= 60 for _key, label in cases["options"])


def test_the_number_of_a_call_stands_in_the_next_contact_until_it_is_noted(directory: CustomerDirectory) -> None:
    def begun() -> tuple[str, str]:
        (answer,) = dialog.hear({"do": "open", "form": "contact"})
        values = {field["key"]: field["value"] for field in answer["form"]["fields"]}
        return values["channel"], values["note"].strip()

    dialog = Dialog(directory)
    dialog.widget.call = "+49301234"
    assert begun() == ("phone", "Anruf von +49301234")
    dialog.hear(save("case", values={"kind": "complaint", "text": "Lack"}, command="c0"))
    dialog.hear(save(values={"channel": "phone"}, command="c1"))  # refused: it says nothing
    assert begun() == ("phone", "Anruf von +49301234")
    dialog.hear(save(values={"channel": "phone", "note": "Frau Lind\nAnruf von +49301234"}, command="c2"))
    assert directory.customer(ANNA).contact_events()["note"].to_list() == ["Frau Lind\nAnruf von +49301234"]
    assert begun() == ("phone", "")


def test_forms_about_money_are_neither_shown_to_nor_taken_from_who_does_not_see_it(
    directory: CustomerDirectory, tmp_path: Path
) -> None:
    audit, dialog = tmp_path / "audit", Dialog(directory)
    assert {"open_item", "inbox_entry"}.isdisjoint(dialog.widget.forms)
    for form in ("open_item", "inbox_entry"):
        assert dialog.hear({"do": "open", "form": form, "item": "30001|30001|RE|1|"}) == []
        (answer,) = dialog.hear(save(form, item="30001|30001|RE|1|", values={"note": "x"}))
        assert (answer["do"], answer["problem"]) == ("refused", "Ihre Rolle darf das nicht ändern.")
    lines = [json.loads(line) for file in audit.glob("*.jsonl") for line in file.read_text("ascii").splitlines()]
    assert [(line["user"], line["action"], line["subject"], line["detail"]) for line in lines] == [
        ("lena", "refuse", f"customer {ANNA}", f"form {form}") for form in ("open_item", "inbox_entry")
    ]


def test_a_day_and_an_amount_are_typed_in_german_and_what_is_none_is_said_at_the_field(
    directory: CustomerDirectory,
) -> None:
    dialog = Dialog(directory)
    values = {"kind": "opportunity", "text": "Kombi", "budget": "25.000,50", "due_at": "1.12."}
    dialog.hear(save("case", values=values))
    row = directory.customer(ANNA).cases().to_dicts()[0]
    assert row["assignee"] == "Lena Lack"  # nobody else was named
    assert (str(row["budget"]), str(row["due_at"])) == ("25000.50", "2012-12-01")
    dialog.hear(save("case", command="c1b", values=values | {"due_at": "15.1.", "follow_up_on": "2.2."}))
    late = next(row for row in directory.customer(ANNA).cases().to_dicts() if row["follow_up_on"])
    assert (str(late["due_at"]), str(late["follow_up_on"])) == (
        "2013-01-15",
        "2013-02-02",
    )  # the key date is in October
    (answer,) = dialog.hear(save("case", command="c2", values=values | {"due_at": "irgendwann"}))
    assert list(answer["wrong"]) == ["due_at"]
    (answer,) = dialog.hear(save("case", command="c2", values=values | {"text": "x" * 10_001}))
    assert answer["wrong"] == {"text": "Das ist zu lang: höchstens 10.000 Zeichen."}
    # what belongs to another kind of case is not written
    dialog.hear(save("case", command="c3", values=values | {"kind": "complaint", "demand": "Nachlass"}))
    complaint = next(row for row in directory.customer(ANNA).cases().to_dicts() if row["kind"] == "complaint")
    assert (complaint["budget"], complaint["demand"]) == (None, "Nachlass")


def test_a_contact_of_yesterday_is_noted_with_its_time_and_one_without_is_of_now(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    values = save()["values"] | {"at": "24.12.2020 um 9.30 Uhr"}
    assert dialog.hear(save(values=values))[0]["do"] == "saved"
    assert dialog.hear(save(values=values | {"at": " "}, command="c2"))[0]["do"] == "saved"
    now, then = directory.customer(ANNA).contact_events()["at"]
    assert then == datetime(2020, 12, 24, 8, 30, tzinfo=UTC)  # half past nine of a winter's morning in Germany
    assert abs(datetime.now(UTC) - now) < timedelta(hours=1)
    (refused,) = dialog.hear(save(values=values | {"at": "gestern"}, command="c3"))
    assert refused["wrong"] == {"at": "Das ist kein Zeitpunkt, zum Beispiel 31.12.2026, 14:05."}


def test_a_phone_shows_the_keyboard_for_what_is_told(directory: CustomerDirectory) -> None:
    (answer,) = Dialog(directory).hear({"do": "open", "form": "change_notice"})
    (value,) = [each for each in answer["form"]["fields"] if each["key"] == "value"]
    assert value["keyboards"] == ("subject", {"phone": "tel", "mobile": "tel", "email": "email"})


def test_one_takes_back_one_s_own_last_change_by_a_form(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    dialog.hear(save("case", values={"kind": "other", "text": "vertippt"}))
    (case,) = directory.customer(ANNA).cases().to_dicts()
    item = f"case:{case['case_id']}"
    (asked,) = dialog.hear({"do": "open", "form": "undo", "item": item})
    assert "zurückgezogen" in asked["form"]["note"][0]
    (answer,) = dialog.hear(save("undo", item=item, version=0, command="u1", values={}))
    assert answer["do"] == "saved"
    assert directory.customer(ANNA).cases().is_empty()
    other = Dialog(replace(directory, viewer=Viewer("otto", frozenset({"sales"}))))
    assert is_gone(other.hear({"do": "open", "form": "undo", "item": item}))
    (refused,) = other.hear(save("undo", item=item, version=0, command="u2", values={}))
    assert "nicht mehr Ihre eigene" in refused["problem"]
    assert is_gone(dialog.hear({"do": "open", "form": "undo", "item": "nonsense:1"}))


def test_a_change_that_came_after_the_question_is_not_taken_back_with_its_answer(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    dialog.hear(save("case", values={"kind": "other", "text": "vertippt"}))
    (case,) = directory.customer(ANNA).cases().to_dicts()
    item = f"case:{case['case_id']}"
    (asked,) = dialog.hear({"do": "open", "form": "undo", "item": item})
    # in another tab the text was put right meanwhile: that is not what was to be taken back
    right = save("change_case", item=case["case_id"], version=1, command="c2", values={"text": "gemeint"})
    assert dialog.hear(right)[0]["do"] == "saved"
    (outdated,) = dialog.hear(save("undo", item=item, version=asked["form"]["version"], command="u0", values={}))
    assert "danach noch etwas geändert" in outdated["problem"]
    (again,) = dialog.hear({"do": "open", "form": "undo", "item": item})
    assert dialog.hear(save("undo", item=item, version=again["form"]["version"], command="u0b"))[0]["do"] == "saved"
    assert directory.customer(ANNA).cases()["text"].to_list() == ["vertippt"]


def test_before_one_advertises_the_form_says_whether_one_may(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)

    def note(form: str = "contact") -> str:
        (answer,) = dialog.hear({"do": "open", "form": form})
        return str(answer["form"]["note"][0])

    assert note().startswith("Werbung erlaubt: Brief. Nicht erlaubt: Anruf, E-Mail, SMS.")
    assert "Rückruf immer möglich" in note()
    given = {"channel": "call", "statement": "given", "stated_on": "1.10.2012"}
    assert dialog.hear(save("consent", values=given))[0]["do"] == "saved"
    assert note().startswith("Werbung erlaubt: Anruf, Brief. Nicht erlaubt: E-Mail, SMS.")


def test_who_has_agreed_has_done_so_by_now(directory: CustomerDirectory) -> None:
    """A day to come would allow today what nobody agreed to, and outlast every later statement."""
    dialog = Dialog(directory)
    given = {"channel": "call", "statement": "given"}
    (answer,) = dialog.hear(save("consent", values=given | {"stated_on": "1.10.2999"}))
    assert answer["wrong"] == {"stated_on": "Das liegt in der Zukunft. Für Geplantes gibt es die Wiedervorlage."}
    # the key date is 11.10.2012: who writes no year means the day that has been
    assert dialog.hear(save("consent", values=given | {"stated_on": "30.12."}))[0]["do"] == "saved"
    (consent,) = directory.customer(ANNA).written_rows("consent")
    assert consent["stated_on"] == date(2011, 12, 30)


def test_a_remark_begins_before_its_last_day_and_ends_with_it(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    said = {"text": "Schlüssel bei uns", "until": "10.10.2012"}
    (answer,) = dialog.hear(save("remark", values=said))
    assert answer["wrong"] == {"until": "Dieser Tag ist schon vorbei."}
    assert dialog.hear(save("remark", values=said | {"until": "heute"}))[0]["do"] == "saved"
    (remark,) = directory.customer(ANNA).written_rows("remark")
    assert "Schlüssel bei uns" in remarks_bar(directory.customer(ANNA))
    dialog.widget.show(directory.customer(ANNA))
    ended = {"item": remark["remark_id"], "version": 1, "values": {"until": "gestern"}}
    assert dialog.hear(save("remark", command="c2", **ended))[0]["do"] == "saved"
    file = directory.customer(ANNA)
    assert "Schlüssel bei uns" not in remarks_bar(file)
    # what it said, and who ended it, can be read on
    table = remarks(file)
    assert isinstance(table, Table)
    (row,) = table.rows.to_dicts()
    assert (row["text"], row["until"]) == ("Schlüssel bei uns", date(2012, 10, 10))
    assert table.detail is not None
    buttons, changes = table.detail(row).items
    assert [each.form for each in buttons.actions] == ["remark"]
    assert changes.items[0].rows.select("who", "before", "after").row(0) == ("Lena Lack", "11.10.2012", "10.10.2012")


@pytest.mark.parametrize("form", ["change_notice", "settle_notice"])
def test_who_changes_a_notice_that_was_settled_meanwhile_is_asked_at_a_field_of_the_form(
    directory: CustomerDirectory, form: str
) -> None:
    mine, theirs = Dialog(directory), Dialog(directory)
    (begun,) = mine.hear({"do": "open", "form": "change_notice"})
    assert "is_done" not in {each["key"] for each in begun["form"]["fields"]}  # nobody notes what is done already
    mine.hear(save("change_notice", values={"subject": "phone", "value": "09281 1", "is_done": "yes"}))
    (notice,) = directory.customer(ANNA).written_rows("change_notice")
    assert notice["is_done"] is None
    about = {"item": notice["notice_id"], "version": 1}
    (opened,) = mine.hear({"do": "open", "form": form, "item": notice["notice_id"]})
    assert [each["key"] for each in opened["form"]["fields"]] == ["subject", "value", "note", "is_done"]
    theirs.hear(save("settle_notice", command="e", values={"is_done": "yes"}, **about))
    (answer,) = mine.hear(save(form, command="m", values={"value": "09281 2"}, **about))
    assert (answer["do"], list(answer["fields"])) == ("conflict", ["is_done"])
    again = {"item": notice["notice_id"], "version": answer["version"]}
    assert mine.hear(save(form, command="m", values={"value": "09281 2", "is_done": ""}, **again))[0]["do"] == "saved"
    (notice,) = directory.customer(ANNA).written_rows("change_notice")
    assert (notice["value"], notice["is_done"]) == ("09281 2", None)


def test_networks_are_searched_by_a_click_and_nothing_else_leaves_the_page(directory: CustomerDirectory) -> None:
    shown = profiles(directory.customer(ANNA))
    assert isinstance(shown, Stack)
    (searches,) = (each for each in shown.items if isinstance(each, Facts))
    page = facts.markup(searches, MarkupWriter(ViewContext(lambda _link: None)))
    links = re.findall(r'<a href="https://([\w.]+)/[^"]+Anna%20Berg" target="_blank" rel="noopener noreferrer"', page)
    assert links == [
        "www.linkedin.com",
        "www.xing.com",
        "www.facebook.com",
        "www.instagram.com",
        "x.com",
        "www.youtube.com",
    ]
    # a browser asks nobody by itself: what it would fetch stands nowhere
    assert page.count("//") == len(links)
    assert not re.search(r"\b(src|srcset|action|style|ping)=|<(link|img|script|iframe)", page)


def test_whoever_has_a_form_can_open_it(directory: CustomerDirectory) -> None:
    for role in ("service", "sales", "accounting", "controlling"):
        dialog = Dialog(replace(directory, viewer=Viewer("x", frozenset({role}))))
        for form in ("contact", "case", "remark", "consent", "change_notice", "profile"):
            assert [each["do"] for each in dialog.hear({"do": "open", "form": form})] == ["form"], (role, form)


@pytest.mark.parametrize("roles", [{"privacy"}, {"admin"}, set()])
def test_who_may_not_write_has_no_form(directory: CustomerDirectory, roles: set[str]) -> None:
    seen = replace(directory, viewer=Viewer("paul", frozenset(roles)))
    dialog = EntryDialog(seen, lambda: None)
    assert dialog.forms == []


def test_a_change_sends_what_was_changed_and_a_conflict_says_both(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    dialog.hear(save("case", values={"kind": "complaint", "text": "Lack"}))
    dialog.widget.show(directory.customer(ANNA))
    (case,) = directory.customer(ANNA).cases().to_dicts()
    (asked,) = dialog.hear({"do": "open", "form": "change_case", "item": case["case_id"]})
    assert (asked["form"]["version"], asked["form"]["item"]) == (1, case["case_id"])
    change = {"item": case["case_id"], "version": 1}
    assert dialog.hear(save("change_case", command="c2", values={"text": "Lack vorn"}, **change))[0]["do"] == "saved"
    (answer,) = dialog.hear(save("change_case", command="c3", values={"text": "Lack hinten"}, **change))
    assert (answer["do"], answer["version"], answer["fields"]["text"]["theirs"]) == ("conflict", 2, "Lack vorn")
    assert "Lena Lack" in answer["fields"]["text"]["line"]
    assert is_gone(dialog.hear({"do": "open", "form": "change_case", "item": "nope"}))


@pytest.mark.parametrize("more", [{"item": 5}, {"version": "1"}, {"version": True}, {"item": None}])
def test_a_row_is_named_by_text_and_version(directory: CustomerDirectory, more: dict[str, Any]) -> None:
    assert Dialog(directory).hear(save("change_case", **more)) == []


@pytest.mark.parametrize(
    ("number", "balance", "said"),
    [
        ("R1", "119.00", "Rechnung R1 vom 01.07.2012: offen 119,00 EUR, Mahnstufe 2"),
        ("G1", "-50.00", "Beleg G1 vom 01.07.2012: Saldo -50,00 EUR"),
        (None, "-50.00", "Posten ohne Rechnung vom 01.07.2012: Saldo -50,00 EUR"),
    ],
)
def test_the_form_about_an_item_says_what_it_is(
    directory: CustomerDirectory, number: str | None, balance: str, said: str
) -> None:
    item = {"number": number, "kind": "U", "date": date(2012, 7, 1), "balance": Decimal(balance), "dunning_level": 2}
    assert OPEN_ITEM_FORM.note(directory.customer(ANNA), item) == (said,)


def test_what_was_open_when_it_was_promised_is_kept_as_long_as_the_promise(directory: CustomerDirectory) -> None:
    item = {"balance": Decimal("119.00"), "promised_on": date(2012, 7, 10)}
    given = partial(OPEN_ITEM_FORM.given, directory.customer(ANNA), directory.viewer, item)
    assert given({"promised_amount": Decimal(50)}) == {"promised_balance": Decimal("119.00")}
    assert given({"promised_on": ""}) == {"promised_balance": ""}
    assert given({"note": "ruft an"}) == {}
