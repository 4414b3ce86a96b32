"""What a click on the way down shows, and where: beside the pivot there is room for one screen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from lxml import html

from clientinfo_kernel.margin import Question
from tests.widgets.clicks import click
from tests.widgets.margin.page import state
from widgets.margin import origin as origin_of_page
from widgets.margin import origin_files, origin_view, view_address
from widgets.margin import view as view_of_page
from widgets.margin.pivot_rows import pivot_rows
from widgets.margin.view import LIST, PIVOT, View, listed
from widgets.margin.view_address import address_of, view_at
from widgets.views.table_file import table_file

if TYPE_CHECKING:
    from clientinfo_kernel.margin.where import Where
    from widgets.margin.app import MarginApp
    from widgets.view_models import Table

NOTHING = Decimal("0.00")


def _shown(app: MarginApp) -> html.HtmlElement:
    return html.fromstring(app._below._origin.html)


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _workshop(app: MarginApp) -> View:
    return replace(state(app)[0], cell=("Hof", "workshop"))


@pytest.mark.slow
def test_within_five_clicks_why_a_branch_s_workshop_earns_otherwise_and_its_postings(app: MarginApp) -> None:
    """The page itself is the first click and its year the second; then the figure, a part of the change, a document."""
    rows = html.fromstring(app._below._pivot.html).xpath("//tbody/tr[contains(@class, 'is-level2')]")
    row = next(each for each in rows if _words(each).startswith("Werkstatt"))
    app._below._pivot._receive(app._below._pivot, {"do": "act", "number": int(row.get("data-act"))}, [])
    assert _shown(app).xpath("//h3[.='Warum hat sie sich geändert?']")
    click(app._below._origin, "Erlös je AW oder Fahrzeug")
    (document, *_others) = _shown(app).xpath("//li[div/h3[contains(., 'Beleg')]]//button[@aria-pressed]")
    app._below._origin._receive(app._below._origin, {"do": "act", "number": int(document.get("data-act"))}, [])
    (postings,) = _shown(app).xpath("//div[contains(@class, 'ci-origin__postings')]")
    assert "Zeile" in _words(postings)
    (below,) = postings.xpath("..")
    assert below.getprevious().get("aria-pressed") == "true", "they stand below the document that was clicked"
    assert below.get("data-wanted") == "nearest", "and are brought into sight"


@pytest.mark.slow
def test_what_was_in_sight_before_is_not_brought_there_again(app: MarginApp) -> None:
    app._go(replace(_workshop(app), part="price"))
    (customers,) = _shown(app).xpath("//li[@data-wanted]")
    assert "Preis" in _words(customers)
    view = state(app)[0]
    app._go(replace(view, opened=frozenset()))
    assert not _shown(app).xpath("//*[@data-wanted]")
    (document, *_more) = app._margin.documents(view.where(view.cell or ()), descending=True).rows.iter_rows(named=True)
    opened = {"document": document["number"], "year": str(document["year"]), "owner": document["customer"]}
    app._go(replace(view, part="", **opened))
    assert _shown(app).xpath("count(//*[@data-wanted])") == 1
    app._go(replace(state(app)[0], opened=frozenset({("Hof",)})))
    assert not _shown(app).xpath("//*[@data-wanted]")


def test_postings_of_a_document_that_is_not_among_the_first_stand_at_the_end(app: MarginApp) -> None:
    view = _workshop(app)
    last = app._margin.documents(view.where(view.cell or ())).rows.row(0, named=True)
    app._go(replace(view, document=last["number"], year=str(last["year"]), owner=last["customer"]))
    (postings,) = _shown(app).xpath("//div[contains(@class, 'ci-origin__postings')]")
    assert postings.getparent().tag == "li"
    assert f"Buchungen zu {last['number']}" in _words(postings.getparent())


@pytest.mark.slow
def test_what_is_left_of_a_step_opens_to_more_rows_and_then_to_the_list(
    app: MarginApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sum of rows that are not shown leads to them; the rows and what is left are always the whole."""
    lengths = (8, 20, 60)
    for module in (view_of_page, view_address):
        monkeypatch.setattr(module, "LENGTHS", lengths)
    app._go(_workshop(app))
    whole = app._margin.documents(state(app)[0].where(("Hof", "workshop")))
    for length in lengths:
        assert state(app)[0].length == length
        assert view_at(address_of(state(app)[0]), app._first) == state(app)[0]
        (step,) = _shown(app).xpath("//li[div/h3[contains(., 'Beleg')]]")
        amounts = [_words(each.xpath("./span[last()]")[0]) for each in step.xpath("./div[2]/*")]
        parts = [Decimal(each.replace(".", "").replace(",", ".")) for each in amounts]
        assert sum(parts[:-1], NOTHING) == parts[-1] == whole.total["gross_profit"]
        assert len(parts) == length + 2
        rest = step.xpath("./div[2]/button")[-1]
        app._below._origin._receive(app._below._origin, {"do": "act", "number": int(rest.get("data-act"))}, [])
    view = state(app)[0]
    assert (view.show, view.levels, view.length) == (LIST, ("customer",), lengths[0])
    assert (view.values_of("branch"), view.values_of("division")) == (("Hof",), ("workshop",))
    assert state(app)[1].head.total["gross_profit"] == whole.total["gross_profit"]


def test_what_is_left_leads_to_no_list_that_would_show_others(app: MarginApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """No list can hold a part of a change or the period before: there all rows are shown; of a customer it holds them alone."""
    for module in (view_of_page, view_address):
        monkeypatch.setattr(module, "LENGTHS", (2,))
    app._go(replace(_workshop(app), part="price", length=2))
    left = _shown(app).xpath("//div[contains(@class, 'ci-origin__list')]/*[contains(., ' weitere')]")
    assert {each.tag for each in left} == {"button"}
    app._below._origin._receive(app._below._origin, {"do": "act", "number": int(left[0].get("data-act"))}, [])
    assert (state(app)[0].show, state(app)[0].part) == (PIVOT, "price")
    assert view_at(address_of(state(app)[0]), app._first) == state(app)[0]
    assert not _shown(app).xpath("//div[contains(@class, 'ci-origin__list')]/*[contains(., ' weitere')]")
    (number, *_others) = app._margin.documents(state(app)[0].where(("Hof", "workshop")), descending=True).rows[
        "customer"
    ]
    of_one = replace(_workshop(app), part="", customer=number)
    narrowed = listed(of_one)
    assert narrowed is not None
    assert narrowed.values_of("customer") == (number,)
    assert listed(replace(of_one, part="price")) is None
    assert listed(of_one, is_before=True) is None


def test_rows_that_neither_the_page_nor_a_list_shows_leave_as_a_file(
    app: MarginApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a part of a change: all of its customers, and all documents of them."""
    most = 2
    for module in (view_of_page, view_address, origin_view):
        monkeypatch.setattr(module, "MOST_LENGTH", most)
    for module in (view_of_page, view_address):
        monkeypatch.setattr(module, "LENGTHS", (most,))
    view = replace(state(app)[0], cell=(), part="new_customers", length=most)
    found = origin_of_page.origin(app._margin, view)
    assert found.customers.height > most < found.documents[0].height
    app._go(view)
    page = app._below._origin
    files: list[bytes] = []
    titles: list[str] = []

    def made(table: Table, *others: Any) -> Any:
        titles.append(table.title)
        return table_file(table, *others)

    monkeypatch.setattr(origin_files, "table_file", made)
    monkeypatch.setattr(type(page), "deliver", lambda _page, _name, _type, content: files.append(content))
    ways = _shown(app).xpath("//button[contains(., 'alle als Excel-Datei')]/@data-act")
    for number in ways:
        page._receive(page, {"do": "act", "number": int(number)}, [])
    customers, documents, *_others = (pl.read_excel(each, drop_empty_rows=False) for each in files)
    amount = found.parts["new_customers"]
    assert customers.height == found.customers.height
    assert round(Decimal(str(customers["Betrag"].sum())), 2) == amount
    assert round(Decimal(str(documents["Rohertrag"].sum())), 2) == amount, (
        "nobody of them had a document in the year before"
    )
    assert documents["Kunde"].n_unique() > most
    assert titles[1] == f"{documents.height} Belege", "its name says what is in it, not what the page shows"


def test_a_part_opens_to_documents_of_its_customers_in_its_divisions_and_each_to_its_own_postings(
    opened_page: MarginApp,
) -> None:
    """Who bought parts at other costs and had the car repaired at other prices: of the price only the repair is told."""
    view = replace(state(opened_page)[0], cell=("Hof",), length=100_000)
    where = view.where(("Hof",))
    by = Question(("gross_profit",), ("customer", "division"), where)
    now = {
        row[:2]: row[-1]
        for row in opened_page._margin.ask(by).rows.select("customer", "division", "gross_profit").rows()
    }
    for part in ("price", "cost", "volume"):
        found = origin_of_page.origin(opened_page._margin, replace(view, part=part))
        assert found.change is not None
        steps = found.change.steps.filter(pl.col("part") == part)
        those = set(steps.select("customer", "division").rows())
        assert len(those) < len(set(steps["customer"])) * len(set(steps["division"])), "some are there for one division"
        documents, before = found.documents
        assert documents.profit == sum((now[each] for each in those if each in now), NOTHING)
        row = before.rows.row(0, named=True)
        opened = {"document": row["number"], "year": str(row["year"]), "owner": row["customer"], "side": "before"}
        postings = origin_of_page.origin(opened_page._margin, replace(view, part=part, **opened)).postings
        assert postings is not None
        assert postings.total["amount"] == row["gross_profit"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("levels", "filters", "compare"),
    [
        (("month", "division"), (("month", ("2011-01..2011-03",)),), "month=2010-01..2010-03"),
        (("month", "division"), (("month", ("2011-01..2011-03",)),), "previous_year"),
        (("year", "branch"), (), "month=2010-01..2010-12"),
        (("branch", "division"), (("branch", ("Hof",)), ("year", ("2011",))), "branch=Naila"),
        (("division", "branch"), (("branch", ("Hof",)), ("year", ("2011",))), "branch=Naila"),
    ],
)
def test_each_row_has_beside_it_what_its_rows_and_its_change_have(
    app: MarginApp, levels: tuple[str, ...], filters: Where, compare: str
) -> None:
    """A month stands beside that month of the other year, and so do its divisions and why it changed."""
    app._go(View(Question(("gross_profit",), levels, filters, compare), opened=None))
    view = state(app)[0]
    app._go(replace(view, opened=frozenset(row.path for row in pivot_rows(state(app)[1], view) if row.depth == 1)))
    rows = list(pivot_rows(state(app)[1], state(app)[0]))
    before = {row.path: row.figures["gross_profit_before"] for row in rows}
    first = [path for path in before if len(path) == 1]
    assert sum((before[path] for path in first), NOTHING) == state(app)[1].head.total["gross_profit_before"] != 0
    for path in first:
        assert sum((amount for below, amount in before.items() if below[:1] == path != below), NOTHING) == before[path]
    for row in rows:
        found = origin_of_page.origin(app._margin, replace(view, cell=row.path))
        assert found.figures["gross_profit_before"] == before[row.path]
        assert sum(found.parts.values(), NOTHING) == row.figures["gross_profit"] - before[row.path]
        assert sum((each.profit for each in found.documents), NOTHING) == row.figures["gross_profit"]


def test_a_month_is_compared_with_that_month_of_another_year(app: MarginApp) -> None:
    months = (("month", ("2011-01..2011-12",)),)
    app._go(View(Question(("gross_profit",), ("month",), months, "month=2009-01..2009-12"), cell=("2011-03",)))
    question = Question(("gross_profit",), (), (("month", ("2009-03",)),))
    expected = app._margin.ask(question).total["gross_profit"]
    found = origin_of_page.origin(app._margin, state(app)[0])
    assert found.change is not None
    assert (found.figures["gross_profit_before"], found.change.before) == (expected, question.where)
