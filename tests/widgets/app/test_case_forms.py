"""Forms about cases: who looks after one, who has handed it over, what is said about it, what a house's own kinds have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Undo
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.sections.cases import CaseField, CaseKind, CaseSettings
from tests.widgets.app.dialogs import ANNA, Dialog, is_gone, save, where_nobody_has_written
from widgets.app.handed_over import HandedOver
from widgets.app.remarks_bar import remarks_bar
from widgets.parts.case_tables import case_table
from widgets.parts.comments import comments
from widgets.parts.history import history
from widgets.parts.overview_lists import follow_ups
from widgets.parts.timeline import timeline
from widgets.view_models import Link, Stack, Table

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def directory(two_customers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    return where_nobody_has_written(two_customers, tmp_path, monkeypatch)


def test_a_case_is_handed_to_one_of_those_who_write_here(directory: CustomerDirectory) -> None:
    otto = replace(directory, viewer=Viewer("otto", frozenset({"service"}), "Otto Ohne"))
    Dialog(otto).hear(save())
    (answer,) = Dialog(directory).hear({"do": "open", "form": "case"})
    (assignee,) = [each for each in answer["form"]["fields"] if each["key"] == "assignee"]
    assert (assignee["kind"], assignee["value"]) == ("person", "Lena Lack")
    assert assignee["suggestions"] == ("Lena Lack", "Otto Ohne")
    people = directory.settings.state_folder / "colleagues.json"
    people.write_text('["Bea Brems", "Otto Ohne"]', "utf-8")  # as the Hub writes it
    assert directory.colleagues() == ("Lena Lack", "Bea Brems", "Otto Ohne")
    given = {"kind": "complaint", "text": "Lack", "assignee": "Niemand"}
    (refused,) = Dialog(directory).hear(save("case", values=given))
    assert refused["wrong"] == {"assignee": "So heißt hier niemand. Bitte wählen Sie jemanden aus der Liste."}
    assert (
        Dialog(directory).hear(save("case", command="c2", values=given | {"assignee": " bea brems"}))[0]["do"]
        == "saved"
    )
    assert [case["assignee"] for case in directory.customer(ANNA).written_rows("case")] == ["Bea Brems"]


def test_what_was_handed_over_waits_until_its_new_responsible_person_has_seen_it(directory: CustomerDirectory) -> None:
    bea = replace(directory, viewer=Viewer("bea", frozenset({"service"}), "Bea Brems"))
    (directory.settings.state_folder / "colleagues.json").write_text('["Bea Brems", "Lena Lack"]', "utf-8")
    mine = Dialog(directory)
    mine.hear(save("case", values={"kind": "complaint", "text": "Lack <b>vorn</b>", "assignee": "Lena Lack"}))
    (case,) = directory.customer(ANNA).written_rows("case")
    assert case["handed_over_by"] is None  # one's own case is handed over by nobody
    mine.widget.show(directory.customer(ANNA))
    given = {"item": case["case_id"], "version": 1, "values": {"assignee": "Bea Brems"}}
    assert mine.hear(save("change_case", command="h1", **given))[0]["do"] == "saved"
    assert HandedOver(directory).tile() is None
    (tile, bar) = (str(HandedOver(bea).tile()), str(remarks_bar(bea.customer(ANNA))))
    assert "von Lena Lack" in tile
    assert "von Lena Lack an Sie übergeben" in bar
    assert "Lack &lt;b&gt;vorn&lt;/b&gt;" in tile
    assert is_gone(mine.hear({"do": "open", "form": "handed_over", "item": case["case_id"]}))
    assert mine.hear(save("handed_over", command="h2", item=case["case_id"], version=2))[0]["do"] == "refused"
    hers = Dialog(bea)
    (asked,) = hers.hear({"do": "open", "form": "handed_over", "item": case["case_id"]})
    assert asked["form"]["note"] == ("Von Lena Lack an Sie übergeben.", "Lack <b>vorn</b>")
    assert hers.hear(save("handed_over", command="h3", item=case["case_id"], version=2, values={}))[0]["do"] == "saved"
    assert (HandedOver(bea).tile(), str(remarks_bar(bea.customer(ANNA)))) == (None, "")


def test_who_has_not_seen_that_it_was_handed_on_takes_it_from_nobody(directory: CustomerDirectory) -> None:
    """Handed to Bea by mistake, then to Dora: Bea's question is still open, and she answers it."""
    bea = replace(directory, viewer=Viewer("bea", frozenset({"service"}), "Bea Brems"))
    people = '["Bea Brems", "Dora Dach", "Lena Lack"]'
    (directory.settings.state_folder / "colleagues.json").write_text(people, "utf-8")
    mine = Dialog(directory)
    mine.hear(save("case", values={"kind": "complaint", "text": "Lack", "assignee": "Bea Brems"}))
    (case,) = directory.customer(ANNA).written_rows("case")
    about = {"item": case["case_id"]}
    hers = Dialog(bea)
    (asked,) = hers.hear({"do": "open", "form": "handed_over", **about})
    mine.widget.show(directory.customer(ANNA))
    to_dora = save("change_case", command="h1", version=1, values={"assignee": "Dora Dach"}, **about)
    assert mine.hear(to_dora)[0]["do"] == "saved"
    for command in ("h2", "h3"):
        seen = save("handed_over", command=command, version=asked["form"]["version"], values={}, **about)
        (answer,) = hers.hear(seen)
        assert (answer["do"], hers.saved) == ("refused", 0)
        assert "inzwischen geändert" in answer["problem"]
    (row,) = directory.customer(ANNA).written_rows("case")
    assert (row["assignee"], row["handed_over_by"]) == ("Dora Dach", "Lena Lack")


def test_who_hands_over_a_case_that_was_closed_meanwhile_is_told_and_decides(directory: CustomerDirectory) -> None:
    """A closed case is handed to nobody: its new responsible person would not hear of it."""
    otto = replace(directory, viewer=Viewer("otto", frozenset({"service"}), "Otto Ohne"))
    (directory.settings.state_folder / "colleagues.json").write_text('["Bea Brems", "Otto Ohne"]', "utf-8")
    mine, theirs = Dialog(directory), Dialog(otto)
    mine.hear(save("case", values={"kind": "complaint", "text": "Lack"}))
    (case,) = directory.customer(ANNA).written_rows("case")
    about = {"item": case["case_id"], "version": 1}
    theirs.hear(save("close_case", command="z", values={"settlement": "nachlackiert"}, **about))
    mine.hear({"do": "open", "form": "change_case", "item": case["case_id"]})
    (answer,) = mine.hear(save("change_case", command="h", values={"assignee": "Bea Brems"}, **about))
    assert answer["problem"].startswith("Jemand hat das inzwischen beendet.")
    line = "Otto Ohne hat das inzwischen geändert: abgeschlossen (vorher: offen)"
    assert {name: each["line"] for name, each in answer["fields"].items()} == {"status": line}
    # what they see stands in the form when it is sent again: the case goes on, with somebody else
    again = {"assignee": "Bea Brems", "status": "open"}
    about["version"] = answer["version"]
    assert mine.hear(save("change_case", command="i", values=again, **about))[0]["do"] == "saved"
    (row,) = directory.customer(ANNA).written_rows("case")
    assert (row["assignee"], row["handed_over_by"], row["closed_at"]) == ("Bea Brems", "Lena Lack", None)


def test_a_comment_is_written_about_a_case_of_this_customer(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    dialog.hear(save("case", values={"kind": "complaint", "text": "Lack"}))
    dialog.widget.show(directory.customer(ANNA))
    (case,) = directory.customer(ANNA).cases().to_dicts()
    (asked,) = dialog.hear({"do": "open", "form": "comment", "item": case["case_id"]})
    assert (asked["form"]["item"], asked["form"]["is_whole"]) == (case["case_id"], True)
    assert is_gone(dialog.hear({"do": "open", "form": "comment"}))
    assert is_gone(dialog.hear({"do": "open", "form": "comment", "item": "nope"}))
    typed = {"values": {"text": "Lackierer war da\nkommt wieder", "case_id": "nope"}}
    assert dialog.hear(save("comment", item=case["case_id"], command="k1", **typed))[0]["do"] == "saved"
    dialog.hear(save("comment", item=case["case_id"], command="k2", values={"text": "<b>fertig</b>"}))
    said, _buttons = comments(directory.customer(ANNA), case["case_id"])
    assert [each.body for each in said.items] == ["Lackierer war da\nkommt wieder", "<b>fertig</b>"]
    assert said.items[0].title.startswith("Lena Lack · ")
    newest = directory.customer(ANNA).written_rows("comment")[-1]["comment_id"]
    dialog.widget.show(directory.customer(ANNA))
    (way_back,) = dialog.hear({"do": "open", "form": "undo", "item": f"comment:{newest}"})
    dialog.hear(save("undo", item=f"comment:{newest}", command="k3", values={}, version=way_back["form"]["version"]))
    said, _buttons = comments(directory.customer(ANNA), case["case_id"])
    assert [each.body for each in said.items] == ["Lackierer war da\nkommt wieder", "Zurückgezogen."]


def test_a_contact_to_come_back_to_is_among_the_follow_ups_of_the_customer(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    assert "Es wartet" in follow_ups(directory.customer(ANNA)).empty
    for number, (note, day) in enumerate((("Rückruf wegen der Bremsen", "12.10."), ("Nur zur Kenntnis", ""))):
        values = {"channel": "phone", "note": note, "follow_up_on": day}
        assert dialog.hear(save("contact", command=f"n{number}", values=values))[0]["do"] == "saved"
    tile = follow_ups(directory.customer(ANNA))
    (called,) = tile.items
    assert (called.title, called.text, called.on) == (
        "Rückruf wegen der Bremsen",
        "Telefon · Lena Lack",
        date(2012, 10, 12),
    )
    assert tile.foot == "1 offen"
    file = directory.customer(ANNA)
    assert called.link == Link(tab="cases", item=file.contact_events().filter(note=called.title)["event_id"][0])


def test_a_case_is_closed_and_opened_again_by_a_button_of_its_own(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    dialog.hear(save("case", values={"kind": "complaint", "text": "Lack blättert"}))
    dialog.hear(save("case", command="c2", values={"kind": "other", "text": "Schlüssel"}))
    of_kind = {case["kind"]: case["case_id"] for case in directory.customer(ANNA).cases().to_dicts()}

    def asked(form: str, kind: str) -> tuple[tuple[str, ...], list[str]]:
        (answer,) = dialog.hear({"do": "open", "form": form, "item": of_kind[kind]})
        fields = answer["form"]["fields"]
        assert [field["only_with"] for field in fields] == [()] * len(fields)  # else the page would hide them
        return answer["form"]["note"], [field["key"] for field in fields]

    # what came of it is asked for where its kind has that
    assert asked("close_case", "complaint") == (("Reklamation: Lack blättert",), ["settlement"])
    assert asked("close_case", "other") == (("Sonstiges: Schlüssel",), [])
    given = {"item": of_kind["complaint"], "version": 1, "values": {"settlement": "neu lackiert", "text": "anders"}}
    assert dialog.hear(save("close_case", command="c3", **given))[0]["do"] == "saved"
    given = {"item": of_kind["other"], "version": 1, "values": {}}
    assert dialog.hear(save("close_case", command="c4", **given))[0]["do"] == "saved"
    found = {case["kind"]: case for case in directory.customer(ANNA).cases().to_dicts()}
    assert [(each["status"], each["is_open"], each["closed_at"] is None) for each in found.values()] == [
        ("closed", False, False)
    ] * 2
    assert (found["complaint"]["settlement"], found["complaint"]["text"]) == ("neu lackiert", "Lack blättert")
    # closed already: the page was not drawn anew
    assert is_gone(dialog.hear({"do": "open", "form": "close_case", "item": of_kind["other"]}))
    assert asked("reopen_case", "complaint") == (("Reklamation: Lack blättert",), [])
    given = {"item": of_kind["complaint"], "version": 2, "values": {}}
    assert dialog.hear(save("reopen_case", command="c5", **given))[0]["do"] == "saved"
    (again,) = (case for case in directory.customer(ANNA).cases().to_dicts() if case["is_open"])
    assert (again["status"], again["closed_at"], again["settlement"]) == ("open", None, "neu lackiert")


def test_a_form_names_every_field_that_cannot_be_and_writes_none(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    wrong = {"kind": "appointment", "text": "", "assignee": "Niemand", "due_time": "9 Uhr", "follow_up_on": "bald"}
    (refused,) = dialog.hear(save("case", values=wrong))
    assert refused["wrong"] == {
        "assignee": "So heißt hier niemand. Bitte wählen Sie jemanden aus der Liste.",
        "text": "Bitte füllen Sie das aus.",
        "follow_up_on": "Das ist kein Tag, zum Beispiel 31.12.2026.",
        "due_time": "Zu einer Uhrzeit gehört der Tag: bitte füllen Sie „Termin am“ aus.",
    }
    assert refused["problem"] == ""
    (refused,) = dialog.hear(save(values={"channel": "Rauch", "note": "x" * 10_001, "at": "irgendwann"}))
    assert list(refused["wrong"]) == ["channel", "note", "at"]
    assert directory.customer(ANNA).cases().is_empty()


def test_an_appointment_and_a_test_drive_have_a_time_of_day(directory: CustomerDirectory) -> None:
    dialog = Dialog(directory)
    (asked,) = dialog.hear({"do": "open", "form": "case"})
    keys = [field["key"] for field in asked["form"]["fields"]]
    (time,) = [field for field in asked["form"]["fields"] if field["key"] == "due_time"]
    assert keys[keys.index("due_time") - 1] == "due_at"
    assert (time["kind"], time["only_with"]) == ("time", ("kind", "test_drive", "appointment"))
    assert (time["suggestions"][0], time["suggestions"][-1]) == ("07:00", "18:30")
    values = {"kind": "test_drive", "text": "Kombi", "due_at": "20.10.", "due_time": "1430"}
    for wrong, said in (
        ({"due_time": "nachmittags"}, "Das ist keine Uhrzeit, zum Beispiel 14:30."),
        ({"due_at": ""}, "Zu einer Uhrzeit gehört der Tag: bitte füllen Sie „Termin am“ aus."),
    ):
        (refused,) = dialog.hear(save("case", values=values | wrong))
        assert refused["wrong"] == {"due_time": said}
    for place, kind in enumerate(("complaint", "test_drive")):
        assert dialog.hear(save("case", command=f"c{place}", values=values | {"kind": kind}))[0]["do"] == "saved"
    # nobody is asked for one of a complaint
    file = directory.customer(ANNA)
    assert [(case["kind"], case["due_time"]) for case in file.cases().to_dicts()] == [
        ("complaint", None),
        ("test_drive", "14:30"),
    ]
    table = case_table(file, file.cases(), "Vorgänge")
    day = next(column for column in table.columns if column.key == "due_at")
    assert day.beside is not None
    assert table.rows[day.beside].to_list() == [None, "14:30"]
    # the overview has it by its day, though nobody wanted to come back to it
    assert [(each.text, each.on) for each in follow_ups(file).items] == [
        ("Reklamation · Lena Lack · Termin 20.10.", date(2012, 10, 20)),
        ("Probefahrt · Lena Lack · Termin 20.10. 14:30", date(2012, 10, 20)),
    ]
    # a day that is taken away takes its time along, and both come back together
    drive = file.cases()["case_id"][1]
    dialog.widget.show(file)
    assert (
        dialog.hear(save("change_case", command="u1", item=drive, version=1, values={"due_at": ""}))[0]["do"] == "saved"
    )
    case = directory.customer(ANNA).cases().row(1, named=True)
    assert (case["due_at"], case["due_time"]) == (None, None)
    directory.live(directory.customer(ANNA)).do(Undo("u2", ANNA, CASE, drive))
    case = directory.customer(ANNA).cases().row(1, named=True)
    assert (str(case["due_at"]), case["due_time"]) == ("2012-10-20", "14:30")


def test_two_people_who_move_an_appointment_are_asked(directory: CustomerDirectory) -> None:
    values = {"kind": "appointment", "text": "Beratung", "due_at": "20.10.", "due_time": "9"}
    Dialog(directory).hear(save("case", values=values))
    (case,) = directory.customer(ANNA).written_rows("case")
    given = {"item": case["case_id"], "version": 1}
    other = Dialog(replace(directory, viewer=Viewer("otto", frozenset({"service"}), "Otto Ohne")))
    assert other.hear(save("change_case", command="o1", values={"due_at": "21.10."}, **given))[0]["do"] == "saved"
    mine = Dialog(directory)
    (answer,) = mine.hear(save("change_case", command="l1", values={"due_time": "16:00"}, **given))
    # 16:00 was meant for the 20th
    assert answer["do"] == "conflict"
    assert {name: each["line"] for name, each in answer["fields"].items()} == {
        "due_at": "Otto Ohne hat das inzwischen geändert: 21.10.2012 (vorher: 20.10.2012)",
        "due_time": "Otto Ohne hat geändert, was dazugehört; hier steht weiter: 09:00",
    }
    assert [(str(row["due_at"]), row["due_time"]) for row in directory.customer(ANNA).written_rows("case")] == [
        ("2012-10-21", "09:00")
    ]
    # both have heard of 16:00, and one of them of another day, too: nobody ended anything
    given["version"] = 2
    mine.hear({"do": "open", "form": "change_case", "item": case["case_id"]})
    other.hear(save("change_case", command="o2", values={"due_at": "22.10.", "due_time": "16:00"}, **given))
    (answer,) = mine.hear(save("change_case", command="l2", values={"due_time": "16:00"}, **given))
    assert list(answer["fields"]) == ["due_at"]
    assert answer["problem"].startswith("Jemand hat dasselbe geändert.")


def test_a_contact_that_somebody_linked_to_a_case_begun_since_can_be_left_there(directory: CustomerDirectory) -> None:
    mine, theirs = Dialog(directory), Dialog(directory)
    mine.hear(save("case", command="old", values={"kind": "complaint", "text": "Lack"}))
    mine.hear(save())
    (contact,) = directory.customer(ANNA).contact_events().to_dicts()
    mine.hear({"do": "open", "form": "contact", "item": contact["event_id"]})
    theirs.hear(save("case", command="new", values={"kind": "opportunity", "text": "E-Klasse " + "x" * 80}))
    old, new = sorted(directory.customer(ANNA).cases().to_dicts(), key=lambda case: case["text"], reverse=True)
    change = {"item": contact["event_id"], "version": 1}
    theirs.hear(save("contact", command="c2", values={"case_id": new["case_id"]}, **change))
    (answer,) = mine.hear(save("contact", command="c3", values={"case_id": old["case_id"]}, **change))
    field = answer["fields"]["case_id"]
    title = "Verkaufschance: E-Klasse " + "x" * 34 + "…"
    assert field["theirs"] == new["case_id"]
    assert field["line"] == f"Lena Lack hat das inzwischen geändert: {title} (vorher: leer)"
    assert {"": "keinem Vorgang", new["case_id"]: title, old["case_id"]: "Reklamation: Lack"} == dict(field["options"])
    lines = history(directory.customer(ANNA), "contact", contact["event_id"])
    assert isinstance(lines, Stack)
    (table,) = (each for each in lines.items if isinstance(each, Table))
    assert table.rows["before", "after"].row(0) == ("leer", title)


def test_a_house_s_own_kind_asks_for_its_fields_and_is_called_as_the_settings_say(directory: CustomerDirectory) -> None:
    fields = (
        CaseField("place", "Lagerplatz"),
        CaseField("until", "Eingelagert bis", "date"),
        CaseField("at", "Bringt sie um", "time"),
        CaseField("season", "Reifen", "choice", ("Sommer", "Winter")),
    )
    cases = CaseSettings({"tyre_storage": CaseKind("Reifeneinlagerung", fields)})
    house = CustomerDirectory(msgspec.structs.replace(directory.settings, cases=cases), directory.viewer)
    dialog = Dialog(house)
    (asked,) = dialog.hear({"do": "open", "form": "case"})
    form = {field["key"]: field for field in asked["form"]["fields"]}
    assert ("tyre_storage", "Reifeneinlagerung") in form["kind"]["options"]
    own = [(name, field["label"], field["kind"]) for name, field in form.items() if "." in name]
    assert own == [
        ("tyre_storage.place", "Lagerplatz", "text"),
        ("tyre_storage.until", "Eingelagert bis", "date"),
        ("tyre_storage.at", "Bringt sie um", "time"),
        ("tyre_storage.season", "Reifen", "choice"),
    ]
    assert form["tyre_storage.place"]["only_with"] == ("kind", "tyre_storage")
    values = {"kind": "tyre_storage", "text": "4 Räder", "tyre_storage.place": "R 17", "tyre_storage.until": "1.11."}
    values |= {"tyre_storage.at": "8 Uhr"}
    (wrong,) = dialog.hear(save("case", values=values | {"tyre_storage.season": "Herbst"}))
    assert list(wrong["wrong"]) == ["tyre_storage.season"]
    assert dialog.hear(save("case", values=values | {"tyre_storage.season": "Winter"}))[0]["do"] == "saved"
    file = house.customer(ANNA)
    table = case_table(file, file.cases(), "Vorgänge")
    (row,) = table.rows.to_dicts()
    assert row["kind"] == "Reifeneinlagerung"
    _buttons, own_facts, *_rest, changes = table.detail(row).items
    assert [(fact.label, fact.value) for fact in own_facts.facts] == [
        ("Lagerplatz", "R 17"),
        ("Eingelagert bis", "01.11.2012"),
        ("Bringt sie um", "08:00"),
        ("Reifen", "Winter"),
    ]
    assert "Vorgang: Reifeneinlagerung" in [entry.title for entry in timeline(file).entries]
    told = changes.items[0].rows["after"][0]
    assert "Art: Reifeneinlagerung" in told
    assert "Lagerplatz: R 17" in told
    dialog.widget.show(house.customer(ANNA))
    change = {"item": row["case_id"], "version": 1, "values": {"tyre_storage.place": "R 18"}}
    assert dialog.hear(save("change_case", command="c2", **change))[0]["do"] == "saved"
    (asked,) = dialog.hear({"do": "open", "form": "undo", "item": f"case:{row['case_id']}"})
    assert asked["form"]["note"] == ("Lagerplatz: wieder R 17 statt R 18",)
    # the house makes a day of a text: what was written stays readable
    dated = CaseSettings({"tyre_storage": CaseKind("Reifeneinlagerung", (CaseField("place", "Lagerplatz", "date"),))})
    file = CustomerDirectory(msgspec.structs.replace(house.settings, cases=dated), house.viewer).customer(ANNA)
    table = case_table(file, file.cases(), "Vorgänge")
    _buttons, own_facts, *_rest = table.detail(table.rows.row(0, named=True)).items
    assert [(fact.label, fact.value) for fact in own_facts.facts] == [("Lagerplatz", "R 18")]
    dialog = Dialog(CustomerDirectory(file.settings, house.viewer))
    (asked,) = dialog.hear({"do": "open", "form": "change_case", "item": row["case_id"]})
    assert "R 18" in [field["value"] for field in asked["form"]["fields"]]
