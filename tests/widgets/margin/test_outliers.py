"""Odd documents as a controller checks them off: who, why, when; and nobody else does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import ChangeNotPermitted, NotPermitted
from clientinfo_kernel.live.outlier_reviews import OUTLIER_REVIEW
from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.margin.odd_documents import REASONS as KNOWN
from widgets.margin.outlier_words import REASONS, why
from widgets.margin.outliers import outlier_table
from widgets.margin.place import Place
from widgets.margin.view import View
from widgets.view_models import Form, Notice, Stack, Table

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory

PETRA = Viewer("petra", frozenset({"controlling"}), "Petra König")


@pytest.fixture
def house(directory: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    return replace(
        directory,
        settings=structs.replace(directory.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}"),
        viewer=PETRA,
    )


def _place(house: CustomerDirectory, said: list[Notice]) -> Place:
    return Place(Margin(house), View(Question(("gross_profit",), ("branch",))), lambda _view: None, said.append)


def _form(table: Table, row: int = 0) -> Form:
    assert table.detail is not None
    opened = table.detail(table.rows.row(row, named=True))
    assert isinstance(opened, Stack)
    form = opened.items[-1]
    assert isinstance(form, Form)
    return form


def test_what_is_in_order_leaves_the_list_with_who_why_and_when_and_comes_back(house: CustomerDirectory) -> None:
    said: list[Notice] = []
    place = _place(house, said)
    before = outlier_table(place).rows
    first = before.row(0, named=True)
    (button,) = _form(outlier_table(place)).buttons
    button.press({"note": "Kulanz, mit dem Chef besprochen"})
    assert first["number"] in said[0].title
    left = outlier_table(place).rows
    assert left["number"].to_list() == before["number"].to_list()[1:]
    done = outlier_table(place, is_reviewed=True)
    assert done.rows.select("number", "reviewed_by", "review_note").rows() == [
        (first["number"], "Petra König", "Kulanz, mit dem Chef besprochen")
    ]
    (again,) = _form(done).buttons
    again.press({"note": "doch nicht"})
    assert outlier_table(place).rows["number"].to_list() == before["number"].to_list()
    assert house.written(OUTLIER_REVIEW).height == 2  # both decisions stay


def test_of_two_who_look_at_one_document_the_second_sees_both_and_chooses(house: CustomerDirectory) -> None:
    """Kurt finds it in order while Petra has the form on the screen: what she wrote does not take the place of it unseen."""
    place = _place(house, [])
    kurt = replace(house, viewer=replace(PETRA, name="kurt", full_name="Kurt Kern"))
    mine, theirs = (_form(outlier_table(each)) for each in (place, _place(kurt, [])))
    theirs.buttons[0].press({"note": "Kulanz"})
    asked = mine.buttons[0].press({"note": "Rabatt"})
    assert isinstance(asked, Stack)
    notice, both, again = asked.items
    assert isinstance(notice, Notice)
    assert "Kurt Kern" in notice.title
    assert isinstance(both, Table)
    assert both.rows.rows() == [("Warum?", "Rabatt", "Kulanz")]
    assert house.written(OUTLIER_REVIEW)["note"].to_list() == ["Kulanz"]
    assert isinstance(again, Form)
    assert again.fields[0].value == "Rabatt"
    again.buttons[0].press({"note": "Rabatt"})
    assert outlier_table(place, is_reviewed=True).rows["review_note"].to_list() == ["Rabatt"]


def test_a_form_is_about_the_document_as_it_stands_now_and_not_as_the_list_was_drawn(house: CustomerDirectory) -> None:
    drawn = outlier_table(_place(house, []))
    _form(drawn).buttons[0].press({"note": "Kulanz"})
    assert _form(drawn).buttons[0].label == "Wieder öffnen"


def test_accounting_and_sales_neither_see_nor_check_off_odd_documents(house: CustomerDirectory) -> None:
    row = outlier_table(_place(house, [])).rows.row(0, named=True)
    for role in ("accounting", "sales", "service", "privacy"):
        place = _place(replace(house, viewer=Viewer("x", frozenset({role}))), [])
        with pytest.raises(NotPermitted):
            outlier_table(place)
        with pytest.raises((NotPermitted, ChangeNotPermitted)):
            place.write(OUTLIER_REVIEW, {"number": row["number"], "year": 2012, "figures": "0", "verdict": "in_order", "note": "x"})  # fmt: skip


def test_every_reason_has_its_words_and_figures() -> None:
    assert list(REASONS) == list(KNOWN)
    row = {
        "reasons": ["warranty", "below_cost", "discount"],
        "warranty_paid": 8_000,
        "warranty_cost": 8_422,
        "hourly_rate": 1_000,
        "hourly_cost": 1_300,
        "hour_cases": 1_234,
        "discount": 4_000,
        "usual_discount": 250,
        "discount_cases": 22,
    }
    assert why(row).replace("\N{NO-BREAK SPACE}", " ") == (
        "Hersteller zahlt 80,00 €, Teile und Stunden kosten 84,22 €; 10,00 € je Stunde verkauft, 13,00 € kostet sie im"
        " Mittel von 1.234 Belegen; 40,0 % Nachlass, üblich 2,5 % (Median von 22 gleichartigen Belegen)"
    )


def test_the_sum_in_the_title_is_of_all_documents_of_the_list_and_a_file_has_all(
    house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = outlier_table(_place(house, []))
    monkeypatch.setattr("widgets.margin.outliers.MOST", 1)
    first = outlier_table(_place(house, []))
    assert first.rows.height == 1 < table.rows.height
    assert first.every is not None
    assert first.every().rows.equals(table.rows)
    whole = table.rows["gross_profit"].sum()
    assert f"{whole:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".") in table.title
