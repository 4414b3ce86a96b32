"""Follow-ups: whose they are, and what is done with them in the list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import msgspec
import polars as pl
import pytest

from clientinfo_kernel.errors import AuditNotWritten, ChangeNotPermitted
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.commands import Add, Change, close_case
from clientinfo_kernel.live.errors import LiveUnavailable, TooMuchWritten
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.view_models import Refusal
from widgets.work_list import all_lists

from .house_of_three import ANNA, BERT, rows, write

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer


def test_everybody_has_their_own_follow_ups_and_what_is_done_is_gone(house: CustomerDirectory) -> None:
    noted = {"channel": "phone", "note": "wegen Reifen", "employee": "Anna Adler", "follow_up_on": date(2012, 10, 20)}
    write(house, ANNA, "10002", Add("1", "10002", CONTACT, noted))
    mine = rows(house, ANNA, "follow_ups")
    assert mine.select("customer", "text", "is_urgent").rows() == [
        ("Albrecht", "Kombi", True),
        ("Brandl", "wegen Reifen", False),
    ]
    # due today is not overdue
    assert rows(house, BERT, "follow_ups").select("text", "is_urgent").rows() == [("Leasing", False)]
    assert rows(house, BERT, "follow_ups", "all")["text"].to_list() == ["Kombi", "Leasing", "wegen Reifen"]

    write(house, ANNA, "10001", close_case("2", "10001", "C1", 0))
    assert rows(house, ANNA, "follow_ups")["text"].to_list() == ["wegen Reifen"]
    # handed over: it leaves one list and stands in the other
    write(house, BERT, "10001", Change("3", "10001", CASE, "C2", 0, {"assignee": "Anna Adler"}))
    assert rows(house, BERT, "follow_ups").is_empty()
    assert rows(house, ANNA, "follow_ups")["text"].to_list() == ["Leasing", "wegen Reifen"]


def pressed(house: CustomerDirectory, viewer: Viewer, text: str, label: str, **values: str) -> Any:
    """What a button does that stands below the row with this text."""
    wanted = next(each for each in all_lists() if each.key == "follow_ups")
    table = wanted.table(wanted.desk(CustomerDirectory(house.settings, viewer)))
    row = table.rows.filter(pl.col("text") == text).row(0, named=True)
    form = table.detail(row) if table.detail else None
    if label == "Weitergeben":
        form = press(form, "Weitergeben …", {})
    return press(form, label, values)


def keyed(house: CustomerDirectory, viewer: Viewer, text: str, key: str) -> Any:
    """What a letter does with the row with this text."""
    wanted = next(each for each in all_lists() if each.key == "follow_ups")
    table = wanted.table(wanted.desk(CustomerDirectory(house.settings, viewer)))
    return table.keys[key](table.rows.filter(pl.col("text") == text).row(0, named=True))


def press(form: Any, label: str, values: dict[str, str]) -> Any:
    return next(button for button in form.buttons if button.label == label).press(values)


def test_who_wrote_more_than_a_day_takes_is_told_so_and_not_to_try_again(house: CustomerDirectory) -> None:
    few = CustomerDirectory(msgspec.structs.replace(house.settings, changes_per_day=1))
    pressed(few, ANNA, "Kombi", "Eine Woche später")
    with pytest.raises(Refusal, match="sehr viel geschrieben"):
        pressed(few, ANNA, "Kombi", "Erledigt")


def test_a_follow_up_is_put_off_handed_over_finished_and_taken_back(house: CustomerDirectory) -> None:
    def mine(viewer: Viewer) -> dict[str, date]:
        return dict(rows(house, viewer, "follow_ups").select("text", "on").rows())

    # a week from the key date, for what was due before it
    pressed(house, ANNA, "Kombi", "Eine Woche später")
    assert mine(ANNA) == {"Kombi": date(2012, 10, 18)}
    pressed(house, ANNA, "Kombi", "Weitergeben", person="Bert Brandt")
    assert (set(mine(ANNA)), set(mine(BERT))) == (set(), {"Kombi", "Leasing"})
    done = pressed(house, BERT, "Leasing", "Erledigt")
    assert set(mine(BERT)) == {"Kombi"}
    back = press(done, "Rückgängig", {})
    assert set(mine(BERT)) == {"Kombi", "Leasing"}
    press(back, "Erledigt", {})
    assert set(mine(BERT)) == {"Kombi"}


def test_whoever_cannot_write_now_reads_why_and_not_to_try_again(
    house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For hours, or for as long as the role is another: "try again" said nothing of that."""
    for error, said in (
        (TooMuchWritten(7200, 5000), "In 2 Stunden geht es weiter"),
        (AuditNotWritten("disk full"), "Das Zugriffsprotokoll kann nicht geschrieben werden."),
        (ChangeNotPermitted("contacts"), "Ihre Rolle darf das nicht ändern."),
        (LiveUnavailable("away"), "Bitte versuchen Sie es noch einmal."),
    ):
        monkeypatch.setattr(LiveStore, "do", Mock(side_effect=error))
        with pytest.raises(Refusal) as refusal:
            pressed(house, ANNA, "Kombi", "Erledigt")
        assert said in refusal.value.message


def test_one_key_finishes_puts_off_and_hands_over(house: CustomerDirectory) -> None:
    keyed(house, ANNA, "Kombi", "v")
    assert rows(house, ANNA, "follow_ups").select("text", "on").rows() == [("Kombi", date(2012, 10, 18))]
    asked = keyed(house, ANNA, "Kombi", "w")
    # Enter in its field hands over: it is the form's own button
    assert (asked.takes_focus, asked.buttons[0].label, asked.buttons[0].style) == (True, "Weitergeben", "primary")
    press(asked, "Weitergeben", {"person": "Bert Brandt"})
    assert rows(house, ANNA, "follow_ups").is_empty()
    keyed(house, BERT, "Kombi", "e")
    assert rows(house, BERT, "follow_ups")["text"].to_list() == ["Leasing"]
    noted = {"channel": "phone", "note": "Rückruf", "employee": "Anna Adler", "follow_up_on": date(2012, 10, 20)}
    write(house, ANNA, "10002", Add("1", "10002", CONTACT, noted))
    stays = keyed(house, ANNA, "Rückruf", "w")
    assert [button.label for button in stays.buttons] == ["Erledigt", "Eine Woche später"]
    assert stays.note == "Weitergeben lassen sich nur Vorgänge; ein Kontakt bleibt bei dem, der ihn notiert hat."


def test_a_misspelt_colleague_is_asked_about_and_a_known_one_is_meant_however_it_is_written(
    house: CustomerDirectory,
) -> None:
    asked = pressed(house, ANNA, "Kombi", "Weitergeben", person="Bert Brand")
    assert "Bert Brand“" in asked.note
    assert (
        asked.kept_as == press(asked, "Zurück", {}).kept_as != ""
    )  # a step of one draft, which has handed over nothing
    assert [each.label for each in asked.buttons] == [
        "An Bert Brandt weitergeben",
        "Trotzdem an Bert Brand weitergeben",
        "Zurück",
    ]
    assert rows(house, ANNA, "follow_ups")["text"].to_list() == ["Kombi"]  # nothing has happened yet
    back = press(asked, "Zurück", {})
    press(back, "Weitergeben", {"person": " bert BRANDT "})
    assert set(rows(house, BERT, "follow_ups")["person"]) == {"Bert Brandt"}
    press(
        pressed(house, BERT, "Kombi", "Weitergeben", person="Neue Kollegin"),
        "Trotzdem an Neue Kollegin weitergeben",
        {},
    )
    assert "Neue Kollegin" in rows(house, ANNA, "follow_ups", "all")["person"].to_list()


def test_what_changed_nothing_offers_no_way_back(house: CustomerDirectory) -> None:
    case = {"kind": "other", "text": "Neu", "status": "open", "assignee": "Anna Adler"}
    write(house, ANNA, "10002", Add("1", "10002", CASE, case | {"follow_up_on": date(2012, 10, 12)}))
    done = pressed(house, ANNA, "Neu", "Weitergeben", person="Anna Adler")
    assert done.buttons == ()  # taking back would have withdrawn the case
    # nor is a change taken back that came after the one that the button belongs to
    later = pressed(house, ANNA, "Neu", "Eine Woche später")
    row = rows(house, ANNA, "follow_ups").filter(pl.col("text") == "Neu").row(0, named=True)
    write(house, ANNA, "10002", Change("2", "10002", CASE, row["row"], row["version"], {"text": "Ganz neu"}))
    with pytest.raises(Refusal, match="inzwischen geändert"):
        press(later, "Rückgängig", {})
    assert "Ganz neu" in rows(house, ANNA, "follow_ups")["text"].to_list()


def test_a_follow_up_that_somebody_changed_meanwhile_is_not_overwritten(house: CustomerDirectory) -> None:
    wanted = next(each for each in all_lists() if each.key == "follow_ups")
    table = wanted.table(wanted.desk(CustomerDirectory(house.settings, ANNA)))
    assert table.detail is not None
    form = press(table.detail(table.rows.row(0, named=True)), "Weitergeben …", {})
    pressed(house, ANNA, "Kombi", "Weitergeben", person="Bert Brandt")
    with pytest.raises(Refusal):
        press(press(form, "Weitergeben", {"person": "Carl"}), "Trotzdem an Carl weitergeben", {})
    with pytest.raises(Refusal):
        press(form, "Weitergeben", {"person": ""})
    assert "Kombi" in rows(house, BERT, "follow_ups")["text"].to_list()
