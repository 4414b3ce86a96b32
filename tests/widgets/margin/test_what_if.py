"""The model on the page: what is typed becomes the address, and both sides stand beside each other."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import fastexcel
import pytest

from tests.widgets.margin.page import state
from widgets.margin.place import Place
from widgets.margin.view import WHAT_IF, View
from widgets.margin.what_if_view import what_if_view
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


def test_a_model_stands_beside_the_facts_in_the_page_the_address_and_excel(app: MarginApp) -> None:
    app._go(replace(state(app)[0], show=WHAT_IF))
    facts = state(app)[1].head.total
    _said, form, lines, _divisions = _parts(app)
    assert lines.rows["facts"].to_list() == lines.rows["model"].to_list()
    assert lines.rows["facts"].to_list()[-1] == facts["gross_profit"]
    form.buttons[0].press(_values(discount="50", wages="percent", value="20,5"))
    view, figures = state(app)
    assert View.read(view.write(), app._first) == view
    assert figures.head.total == facts, "the page's own figures stay what is posted"
    said, form, lines, divisions = _parts(app)
    assert "ändert keine Buchung" in said.title
    assert [field.value for field in form.fields] == ["", "50", "percent", "20,5"]
    assert lines.rows["difference"].to_list()[-1] == divisions.rows["difference"].sum() != 0
    book = margin_workbook(app._margin, view, figures)
    rows = fastexcel.read_excel(book).load_sheet("Was wäre, wenn", header_row=None).to_polars().rows()
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


def test_single_accounts_know_no_labour_units_and_the_page_says_so(app: MarginApp) -> None:
    view = state(app)[0]
    question = replace(view.question, where=(*view.question.where, ("account", ("8400",))))
    found = what_if_view(Place(app._margin, replace(view, question=question), app._go, lambda _done: None))
    assert isinstance(found, Notice)
    assert "AW" in found.text
