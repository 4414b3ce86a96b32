"""The model on the page: what is typed becomes the address, and both sides stand beside each other."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import fastexcel
import pytest

from clientinfo_kernel.margin.what_if import Assumptions, Today
from tests.widgets.margin.page import state
from widgets.margin.place import Place
from widgets.margin.view import WHAT_IF
from widgets.margin.view_address import address_of, view_at
from widgets.margin.what_if_view import months_named, quota_name, quota_words, what_if_view, without_effect
from widgets.margin.workbook import margin_workbook
from widgets.view_models import Form, Notice, Refusal, Stack, Table

if TYPE_CHECKING:
    from widgets.margin.app import MarginApp


def _parts(app: MarginApp) -> tuple[Notice, Form, Table, Table]:
    found = what_if_view(Place(app._margin, state(app)[0], app._go, lambda _done: None))
    assert isinstance(found, Stack)
    said, beside, divisions = found.items
    assert isinstance(beside, Stack)
    lines, form = beside.items
    assert isinstance(said, Notice)
    assert isinstance(form, Form)
    assert isinstance(lines, Table)
    assert isinstance(divisions, Table)
    return said, form, lines, divisions


def _values(**given: str) -> dict[str, str]:
    return {"rate": "", "discount": "", "wages": "posted", "value": "", **given}


@pytest.mark.slow
def test_a_model_stands_beside_the_facts_in_the_page_the_address_and_excel(app: MarginApp) -> None:
    app._go(replace(state(app)[0], show=WHAT_IF))
    facts = state(app)[1].head.total
    _said, form, lines, _divisions = _parts(app)
    (wages,) = (field for field in form.fields if field.key == "wages")
    assert "Lohnquote" in wages.hint, "share and months are to be seen before the choice is opened"
    assert re.search(r"\d,\d\s%, aus .* \d{4}$", wages.hint)
    assert lines.rows["facts"].to_list() == lines.rows["model"].to_list()
    assert lines.rows["facts"].to_list()[-1] == facts["gross_profit"]
    form.buttons[0].press(_values(discount="50", wages="percent", value="20,5"))
    view, figures = state(app)
    assert view_at(address_of(view), app._first) == view
    assert figures.head.total == facts, "the page's own figures stay what is posted"
    said, form, lines, divisions = _parts(app)
    assert "ändert keine Buchung" in said.title
    assert [field.value for field in form.fields] == ["", "50", "percent", "20,5"]
    assert lines.rows["difference"].to_list()[-1] == divisions.rows["difference"].sum() != 0
    book = margin_workbook(app._margin, view, figures)
    rows = _sheet(book)
    assert rows[0][0] == "MODELL, ändert keine Buchung"
    total = next(row for row in rows if row[1] == "Rohertrag")
    assert [round(Decimal(value), 2) for value in total[2:4]] == [
        lines.rows[side].to_list()[-1] for side in ("facts", "model")
    ]
    xml = zipfile.ZipFile(BytesIO(book)).read("xl/worksheets/sheet3.xml").decode()
    assert len(re.findall("<f>", xml)) == 4 * divisions.rows.height + 3  # each difference, both sums and theirs
    form.buttons[1].press({})
    assert state(app)[0].model == ""


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"rate": "viel"}, {"rate"}),
        ({"wages": "per_unit"}, {"value"}),
        ({"discount": "101"}, set()),
        ({"rate": "-5"}, set()),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field(app: MarginApp, typed: dict[str, str], fields: set[str]) -> None:
    before = state(app)[0]
    form = _parts(app)[1]
    with pytest.raises(Refusal) as refused:
        form.buttons[0].press(_values(**typed))
    assert set(refused.value.fields) == fields
    assert state(app)[0] == before


def test_single_accounts_know_no_labour_units_and_the_page_says_so(opened_page: MarginApp) -> None:
    view = state(opened_page)[0]
    question = replace(view.question, where=(*view.question.where, ("account", ("8400",))))
    found = what_if_view(
        Place(opened_page._margin, replace(view, question=question), opened_page._go, lambda _done: None)
    )
    assert isinstance(found, Notice)
    assert "AW" in found.text
    modelled = replace(view, question=question, model="rate:100")
    rows = _sheet(margin_workbook(opened_page._margin, modelled, state(opened_page)[1]))
    assert len(rows) == 1, "the workbook is there, and says why the model is not"
    assert "AW" in rows[0][0]


def _sheet(book: bytes) -> list[tuple[str, ...]]:
    return fastexcel.read_excel(book).load_sheet("Was wäre, wenn", header_row=None).to_polars().rows()


def _today(**known: Any) -> Today:
    return replace(Today(Decimal(100), Decimal(100), None, None, None), **known)


def test_a_share_of_wages_is_rounded_once() -> None:
    # 20.948 % of the labour revenue is 20.9 %; rounded to 20.95 % before, it would have been 21.0 %.
    assert "Lohnquote 20,9\N{NO-BREAK SPACE}%," in quota_words(_today(quota=Decimal("20.948")))
    assert "Lohnquote 20,5\N{NO-BREAK SPACE}%," in quota_words(_today(quota=Decimal("20.45")))


def test_the_months_of_a_share_of_wages_are_named_for_what_they_are() -> None:
    months = tuple(date(2012, month, 1) for month in range(1, 7))
    named = (
        (_today(quota_months=months, is_quota_closed=True), "der letzten sechs geschlossenen"),
        (_today(quota_months=months[:1], is_quota_closed=True), "des einzigen geschlossenen Monats"),
        (_today(quota_months=months[:4], is_quota_closed=True), "von nur 4 geschlossenen"),
        (_today(quota_months=months), "der letzten 6 Monate, nicht geschlossen"),
    )
    for known, said in named:
        assert said in quota_name(known)
    apart = _today(quota_months=(months[0], months[2]))
    assert months_named(apart) == "Januar 2012, März 2012"
    assert months_named(_today(quota_months=months)) == "Jan – Jun 2012"


def test_an_assumption_that_changes_nothing_says_so(app: MarginApp) -> None:
    """Vehicles sell no hours: a rate is refused, and one in the address is said to do nothing."""
    view = replace(state(app)[0].filtered("division", ["new_vehicles"]), show=WHAT_IF)
    app._go(view)
    form = _parts(app)[1]
    with pytest.raises(Refusal) as refused:
        form.buttons[0].press(_values(rate="148"))
    assert set(refused.value.fields) == {"rate"}
    app._go(replace(view, model="rate:148"))
    assert "keine Stunden bekannt" in _parts(app)[0].text
    assert "Wareneinsatz" in " ".join(without_effect(Assumptions(wages="quota"), _today(wages_in_goods=True)))
