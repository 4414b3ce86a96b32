"""Cases that another CRM wrote, with its own words for kind and status: asked for and written like one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.errors import RowUnknown
from clientinfo_kernel.query.directory import CustomerDirectory
from tests.widgets.lists.house_of_three import ANNA, write
from widgets.entries.case_status import CLOSE_CASE, CaseStatusForm
from widgets.entries.cases import CHANGE_CASE, CaseForm
from widgets.entries.form import TypedEntry
from widgets.texts.typed_field import code_words

if TYPE_CHECKING:
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.entries.form import EntryField

_Form: TypeAlias = CaseForm | CaseStatusForm


def file_of(house: CustomerDirectory) -> CustomerFile:
    return CustomerDirectory(house.settings, ANNA).customer("10001")


def fields(house: CustomerDirectory, form: _Form) -> dict[str, EntryField]:
    """The fields of a form about the case C1, which is a *Verkaufschance*."""
    shown = form.build(file_of(house), "C1")
    assert shown is not None
    return {each.key: each for each in shown.fields}


def case_after(house: CustomerDirectory, form: _Form, **values: str) -> tuple[object, ...]:
    """What the case is after something was typed into a form about it: kind, status, stage, text."""
    (before,) = (each for each in file_of(house).cases().to_dicts() if each["case_id"] == "C1")
    typed = TypedEntry(form.key, "".join(values), values, "C1", before["version"])
    write(house, ANNA, "10001", form.command(typed, file_of(house), ANNA))
    (row,) = (each for each in file_of(house).cases().to_dicts() if each["case_id"] == "C1")
    return row["kind"], row["status"], row["stage"], row["text"]


def test_a_case_of_another_crm_has_the_fields_of_its_kind_which_can_be_chosen_once(house: CustomerDirectory) -> None:
    shown = fields(house, CHANGE_CASE)
    assert [text for _code, text in shown["kind"].options].count("Verkaufschance") == 1
    assert shown["kind"].value in shown["stage"].only_with
    assert list(fields(house, CLOSE_CASE)) == ["stage"]  # what came of it


def test_what_only_its_kind_has_makes_the_kind_one_s_own_and_nothing_else_does(house: CustomerDirectory) -> None:
    assert case_after(house, CHANGE_CASE, text="Kombi, rot") == ("Verkaufschance", "Neu", None, "Kombi, rot")
    assert case_after(house, CLOSE_CASE, stage="won") == ("opportunity", "closed", "won", "Kombi, rot")


def test_a_status_that_another_crm_wrote_stands_for_the_one_that_is_called_so() -> None:
    words = code_words("case", CASE.fields["status"], "In Bearbeitung")
    assert words[0] == ("In Bearbeitung", "In Bearbeitung")
    assert [text.casefold() for _code, text in words].count("in bearbeitung") == 1
    assert len(code_words("case", CASE.fields["status"], "Neu")) == 5  # its own four and this one


def test_a_case_that_is_gone_meanwhile_is_said_to_be_and_nothing_breaks(house: CustomerDirectory) -> None:
    typed = TypedEntry(CLOSE_CASE.key, "gone", {}, "C9", 1)
    with pytest.raises(RowUnknown):
        write(house, ANNA, "10001", CLOSE_CASE.command(typed, file_of(house), ANNA))
