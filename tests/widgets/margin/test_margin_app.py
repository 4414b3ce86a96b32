"""The page over the demo: what it shows adds up, every figure opens, and nobody else is sent one."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pytest
from ipywidgets.widgets import widget as registry
from lxml import html
from msgspec import structs

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.access.audit_reading import read_log
from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.margin import Question
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.sections.margin import MarginSettings
from tests.house import House
from tests.widgets.clicks import choices, click
from tests.widgets.margin.page import state, text
from widgets.margin.app import MarginApp
from widgets.margin.linked_charts import LinkedCharts
from widgets.margin.margin_list import margin_list
from widgets.margin.origin import origin
from widgets.margin.outliers import outlier_table
from widgets.margin.pivot_rows import pivot_rows
from widgets.margin.place import Place
from widgets.margin.view_address import address_of
from widgets.margin.words import cents
from widgets.texts.formats import format_value
from widgets.view_models import Form, ItemList, Stack
from widgets.views.rows import total

if TYPE_CHECKING:
    from pathlib import Path


MEIER, INVOICE = "10012", "01111892"
NOTHING = Decimal("0.00")


def test_the_five_figures_are_an_equation(opened_page: MarginApp) -> None:
    """Net revenue less goods less wages is gross profit, in the figures that stand there, rounded to euros."""
    figures = html.fromstring(opened_page._equation.html).xpath("//*[contains(@class, 'ci-figure')]/text()")
    net, goods, labour, profit = (int(figure.replace(".", "")) for figure in figures[:4])
    assert abs(net - goods - labour - profit) <= 2
    assert profit > 0


def test_a_margin_is_written_alike_in_equation_pivot_and_list_and_says_of_what_it_is(opened_page: MarginApp) -> None:
    """The equation begins with revenue after deductions; a share of the revenue before them has to say so."""
    view = state(opened_page)[0]
    total = opened_page._margin.ask(Question(where=view.question.where)).total
    assert total["revenue_deductions"] < 0
    percent = total["gross_profit"] * 100 / total["revenue"]
    expected = f"{percent.quantize(Decimal('0.1'), ROUND_HALF_UP)}\N{NO-BREAK SPACE}%".replace(".", ",")
    (margin,) = html.fromstring(opened_page._equation.html).xpath("//*[@data-measure='margin_percent']")
    assert margin.text_content().startswith(f"Marge auf Erlöse{expected.split()[0]}%")
    pivot = text(opened_page._below._pivot.html)
    assert " ".join(expected.split()) in pivot
    assert "Rohertrag in Prozent der Erlöse vor Minderungen" in pivot
    table = margin_list(opened_page._margin, view)
    (column,) = [each for each in table.columns if each.key == "margin_percent"]
    assert column.summary is not None
    assert format_value(column.summary(table.rows), column.kind) == expected


def test_the_rows_below_each_row_add_up_to_it(opened_page: MarginApp) -> None:
    view, figures = state(opened_page)
    assert len(figures.nodes) > 2
    for path, answer in figures.nodes.items():
        whole = opened_page._margin.ask(Question(("gross_profit",), (), view.where(path))).total["gross_profit"]
        assert sum(answer.rows["gross_profit"], NOTHING) == whole


def test_an_arrow_shows_the_rows_below_its_row_and_hides_them_again(app: MarginApp) -> None:
    def rows() -> list[Any]:
        return list(html.fromstring(app._below._pivot.html).xpath("//tbody/tr"))

    def press(place: int, state_before: str) -> None:
        (arrow,) = rows()[place].xpath(".//button[contains(@class, 'ci-pivot__toggle')]")
        assert arrow.get("aria-expanded") == state_before
        app._below._pivot._receive(app._below._pivot, {"do": "act", "number": int(arrow.get("data-act"))}, [])

    view, figures = state(app)
    before = len(rows())
    place, path = next((at, row.path) for at, row in enumerate(pivot_rows(figures, view), start=1) if row.depth == 2)
    below = app._margin.ask(Question(("gross_profit",), ("customer",), view.where(path))).rows
    earned = sorted(below.drop_nulls("customer")["gross_profit"], reverse=True)[:12]
    press(place, "false")
    shown = [row.xpath("string(.//td[contains(@class, 'r')]/button)") for row in rows()[place + 1 :][: len(earned)]]
    assert shown == [cents(each) for each in earned]
    assert "is-level3" in rows()[place + 1].get("class")
    press(place, "true")
    assert len(rows()) == before


def test_the_change_of_the_rows_that_are_not_shown_stands_with_them(app: MarginApp) -> None:
    """Else the last column would not add up to its total."""
    app._go(state(app)[0].grouped(["customer"]))
    rows = html.fromstring(app._below._pivot.html).xpath("//tbody/tr")
    assert "is-rest" in rows[-1].get("class")
    changes = [row.xpath("string(td[last()]/text())").replace(".", "").replace(",", ".") for row in rows]
    assert sum(map(Decimal, changes[1:])) == Decimal(changes[0])


def test_a_figure_leads_to_its_documents_and_postings_with_file_and_line(app: MarginApp) -> None:
    """The brochure's invoice: of 1.566,13 wages 13 % are 203,60; with its other postings 1.572,74 are left."""
    view, _figures = state(app)
    app._go(replace(view.filtered("customer", [MEIER]), cell=()))
    app._go(replace(state(app)[0], document=INVOICE, year="2011"))
    shown = text(app._below._origin.html)
    assert f"Buchungen zu {INVOICE}" in shown
    assert re.search(r"1\.566,13.*kalkuliert.*13,00\s%\svon\s1\.566,13.*-203,60Rohertrag1\.572,74", shown)
    assert re.search(r"EXTF\S*\.csv, Zeile \d+", shown)
    ways = html.fromstring(app._below._origin.html).xpath("//a/@href")
    assert f"customer.ipynb?customer={MEIER}&tab=gross_profit&item={INVOICE}" in ways


def test_every_part_of_the_bridge_opens_customers_who_make_it_up(opened_page: MarginApp) -> None:
    view, figures = state(opened_page)
    opened = replace(view, cell=())
    whole = origin(opened_page._margin, opened)
    total = figures.head.total
    assert sum(whole.parts.values()) == total["gross_profit"] - total["gross_profit_before"]
    assert {"new_customers", "lost_customers"} <= set(whole.parts)
    for part, amount in whole.parts.items():
        found = origin(opened_page._margin, replace(opened, part=part))
        assert sum(found.customers["amount"], NOTHING) == amount
        assert sum(each.height for each in found.documents) > 0


@pytest.mark.parametrize("compare", [pytest.param("previous_year", marks=pytest.mark.slow), "branch=Naila"])
def test_a_document_is_the_sum_of_the_postings_that_it_opens_to(opened_page: MarginApp, compare: str) -> None:
    """On the side that it stands on: a document of Naila's has no postings in Hof."""
    view = state(opened_page)[0].filtered("branch", ["Hof"])
    view = replace(view, question=view.question.compared_to(compare), cell=(), part="lost_customers")
    (found,) = origin(opened_page._margin, view).documents
    assert found.is_before
    assert found.rows.height > 0
    for row in found.rows.iter_rows(named=True):
        which = {"document": row["number"] or "unassigned", "year": str(row["year"]), "owner": row["customer"]}
        postings = origin(opened_page._margin, replace(view, **which, side="before")).postings
        assert postings is not None
        assert sum(postings.rows["amount"], NOTHING) == postings.total["amount"] == row["gross_profit"] != 0


def test_a_number_that_several_customers_have_opens_to_its_own_one_alone(opened_page: MarginApp) -> None:
    view = replace(state(opened_page)[0], cell=(), document=INVOICE, year="2011")
    postings = {owner: origin(opened_page._margin, replace(view, owner=owner)).postings for owner in (MEIER, "10113")}
    assert [None if each is None else each.total["amount"] for each in postings.values()] == [Decimal("1572.74"), 0]


def test_documents_of_a_part_are_of_its_customers_and_divisions(opened_page: MarginApp) -> None:
    """Prices change in the workshop and with vehicles alone; nobody's postings have documents of nobody."""
    view = replace(state(opened_page)[0], cell=(), part="price")
    found = origin(opened_page._margin, view)
    counted = opened_page._margin.documents((*view.question.where, ("division", ("parts", "other"))), limit=10_000).rows
    only_parts = set(counted["number"]) - set(
        opened_page._margin.documents((*view.question.where, ("division", ("workshop", "body_and_paint", "new_vehicles", "used_vehicles"))), limit=10_000).rows["number"]
    )  # fmt: skip
    assert only_parts
    assert not only_parts & {number for each in found.documents for number in each.rows["number"]}


def test_who_was_lost_has_documents_in_the_year_before_alone(opened_page: MarginApp) -> None:
    view, _figures = state(opened_page)
    found = origin(opened_page._margin, replace(view, cell=(), part="lost_customers"))
    assert [each.is_before for each in found.documents] == [True]
    assert set(found.documents[0].rows["year"]) == {2010}


@pytest.mark.slow
def test_each_step_of_the_way_down_leads_back_to_it(app: MarginApp) -> None:
    down = replace(state(app)[0], cell=("Hof", "workshop"), part="lost_customers", document=INVOICE, year="2011")
    app._go(down)
    way = html.fromstring(app._below._origin.html).xpath("//nav//li//text()")
    assert way == ["Gesamt", "Hof", "Werkstatt", "Verlorene Kunden", f"Beleg {INVOICE}"]
    for step, word, left in (
        (replace(down, document="", year=""), "Verlorene Kunden", 4),
        (replace(down, part="", document="", year=""), "Werkstatt", 3),
        (replace(down, cell=("Hof",), part="", document="", year=""), "Hof", 2),
    ):
        (crumb,) = [
            each for each in html.fromstring(app._below._origin.html).xpath("//nav//button") if each.text == word
        ]
        app._below._origin._receive(app._below._origin, {"do": "act", "number": int(crumb.get("data-act"))}, [])
        assert state(app)[0] == step
        assert len(html.fromstring(app._below._origin.html).xpath("//nav//li")) == left


def test_clicks_select_filter_and_go_back_by_the_address(app: MarginApp) -> None:
    before, figures = state(app)
    division = figures.divisions.rows["division"].drop_nulls()[0]
    app._select("division", [division])
    selected, lit = state(app)
    assert lit.nodes[()].rows.equals(figures.nodes[()].rows), "a selection moves nothing"
    assert lit.chosen["head"].total["gross_profit"] < figures.head.total["gross_profit"]
    click(app._bar, "Als Filter")
    filtered, less = state(app)
    assert filtered.values_of("division") == (division,)
    assert less.head.total["gross_profit"] == lit.chosen["head"].total["gross_profit"]
    app._act({"do": "address", "search": address_of(selected)})
    assert state(app)[0] == selected
    app._act({"do": "address", "search": address_of(before)})
    assert state(app)[0] == before


def test_all_years_are_shown_with_nothing_to_compare_and_last_year_again(app: MarginApp) -> None:
    everything = sum(app._margin.ask(Question(("gross_profit",), ("year",))).rows["gross_profit"], NOTHING)
    click(app._bar, "alle")
    view, figures = state(app)
    assert not view.question.where
    assert figures.head.total["gross_profit"] == everything
    assert "Vorjahr" not in text(app._bar.html)
    app._bar._receive(app._bar, {"do": "act", "number": choices(app._bar)[1]}, [])
    assert state(app)[0].values_of("month") == ("2011-01..2011-12",)
    assert state(app)[0].question.compare == "previous_year"


@pytest.mark.slow
def test_nothing_that_can_be_clicked_breaks_the_page(app: MarginApp) -> None:
    first = state(app)[0].filtered("branch", ["Hof"])
    app._go(replace(first, cell=("Hof", "workshop")))
    app._choose("division")
    parts = (app._bar, app._equation, app._below._head, app._below._origin)
    actions = [action for part in parts for action in list(part._actions.values())]
    assert len(actions) > 60
    for action in actions:
        action(app._bar)
        assert app._main.children == (app._page,), "an incident stands in its place"


@pytest.mark.slow
def test_after_many_clicks_as_much_is_open_as_after_the_first(app: MarginApp) -> None:
    view = state(app)[0]

    def look_around() -> Counter[str]:
        for show in ("list", "outliers", "pivot"):
            app._go(replace(view, show=show, selection=("division", ("workshop",)), cell=("Hof",)))
        return Counter(type(each).__name__ for each in registry._instances.values())

    first = look_around()
    assert {"Figure", "Bars", "MarkupView"} <= set(first)
    look_around()
    assert look_around() == first


@pytest.mark.slow
def test_a_house_without_data_or_without_postings_is_told_what_is_missing(
    directory: CustomerDirectory, tmp_path: Path
) -> None:
    app = MarginApp(CustomerDirectory(structs.replace(directory.settings, state=tmp_path), directory.viewer))
    (notice,) = app._main.children
    assert "Der Datenbestand fehlt oder gehört zu einer anderen Version" in text(notice.html)
    house = House.at(tmp_path / "house")
    house.dealer_system("customers", {"customer_number": "1", "kind": "person", "name": "Otto"})
    (notice,) = MarginApp(replace(house.refresh(), viewer=directory.viewer))._main.children
    assert "Es ist noch nichts gebucht" in text(notice.html)


def test_whatever_breaks_is_told_with_a_way_back(app: MarginApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """While asking, too, which happens before anything is drawn."""
    before = state(app)[0]
    with monkeypatch.context() as broken:
        broken.setattr("widgets.margin.app.ask", lambda *_of: {}["nothing"])
        app._go(before.filtered("branch", ["Hof"]))
    notice, back = app._main.children[0].children
    assert "Vorfallnummer" in text(notice.html)
    click(back, "Von vorn beginnen")
    assert app._main.children == (app._page,)
    assert state(app)[0] == app._first


def test_filters_that_let_nothing_through_say_so_and_lead_back(app: MarginApp) -> None:
    before = state(app)[0]
    app._go(before.filtered("make", ["Trabant"]))
    assert "Keine Erlöse in dieser Auswahl." in text(app._below._pivot.html)
    click(app._below._pivot, "Letzten Filter entfernen")
    assert state(app)[0] == before


@pytest.mark.slow
def test_a_fiscal_year_from_october_is_compared_with_that_of_two_years_earlier(app: MarginApp) -> None:
    app._go(state(app)[0].in_months(("2011-10..2012-09",)))
    assert "Okt 2011 – Sep 2012" in text(app._bar.html)
    click(app._bar, "Okt 2009 – Sep 2010")
    asked = app._margin.ask(Question(("gross_profit",), (), (("month", ("2009-10..2010-09",)),)))
    assert state(app)[1].head.total["gross_profit_before"] == asked.total["gross_profit"]
    for months in (("2011-11", "2012-02"), ("unassigned",)):
        app._go(state(app)[0].in_months(months))
        assert app._main.children == (app._page,), "an incident stands in its place"


def test_one_branch_is_compared_with_another(app: MarginApp) -> None:
    app._go(state(app)[0].filtered("branch", ["Hof"]))
    click(app._bar, "Naila")
    _view, figures = state(app)
    naila = app._margin.ask(Question(("gross_profit",), (), (("month", ("2011-01..2011-12",)), ("branch", ("Naila",)))))
    assert figures.head.total["gross_profit_before"] == naila.total["gross_profit"]
    assert "ggü. Naila" in text(app._equation.html)


def test_what_is_chosen_can_be_left_out(app: MarginApp) -> None:
    """All branches but Hof are the others, nobody's postings among them; without anything to leave out there is no filter."""
    app._choose("branch")
    assert "ohne die gewählten" not in text(app._bar.html)
    click(app._bar, "Hof")
    hof = state(app)[1].head.total["gross_profit"]
    click(app._bar, "ohne die gewählten")
    view, figures = state(app)
    year = app._margin.ask(Question(("gross_profit",), (), (("month", ("2011-01..2011-12",)),)))
    assert figures.head.total["gross_profit"] == year.total["gross_profit"] - hof
    assert "Filialeohne Hof" in text(app._bar.html)
    app._go(view.selected("branch", ["Naila"]))
    lit = state(app)[1].chosen["head"].total["gross_profit"]
    app._go(view.filtered("branch", ["Naila"]))
    assert state(app)[1].head.total["gross_profit"] == lit
    app._go(view.toggled("branch", "Hof"))
    assert state(app)[0].values_of("branch") == ()


def test_a_page_that_cannot_be_asked_for_stays_as_it_was(directory: CustomerDirectory) -> None:
    """The house does not let margins be asked by adviser; an address that does so changes nothing."""
    settings = structs.replace(directory.settings, margin=MarginSettings(advisers=False))
    app = MarginApp(replace(directory, settings=settings))
    before = state(app)[0]
    app._go(replace(before, question=replace(before.question, where=(*before.question.where, ("adviser", ("Huber",))))))
    assert state(app)[0] == before


@pytest.mark.parametrize("role", ["service", "sales", "accounting", "privacy", "admin"])
def test_nobody_else_is_sent_a_figure(directory: CustomerDirectory, role: str) -> None:
    app = MarginApp(replace(directory, viewer=Viewer("", frozenset({role}))))
    app._select("division", ["workshop"])
    app._act({"do": "address", "search": "?by=customer"})
    (only,) = app._main.children
    assert "Margen: für Sie nicht freigegeben" in text(only.value)
    assert not any(part.html for part in (app._head, app._bar, app._equation, app._below._pivot, app._below._origin))


def test_the_list_has_every_combination_of_the_levels(opened_page: MarginApp) -> None:
    view, figures = state(opened_page)
    table = margin_list(opened_page._margin, view)
    assert table.rows.select(view.levels).is_duplicated().any() is False
    assert sum(table.rows["gross_profit"], NOTHING) == figures.head.total["gross_profit"]
    assert table.customers == "customer"


@pytest.mark.slow
def test_the_list_counts_invoices_and_customers_where_somebody_adds_them(app: MarginApp) -> None:
    """The brochure's two invoices of 2011 come to 2.506,16: one is of workshop and parts, the other of parts alone."""
    app._go(replace(state(app)[0].filtered("customer", [MEIER]).grouped(["division"]), show="list"))
    for words in ("Rechnungen", "Erlöse je Rechnung"):
        click(app._below._head, words)
    view = state(app)[0].adding("customers")
    table = margin_list(app._margin, view)
    assert dict(table.rows.select("division", "invoices").iter_rows()) == {"Teile": 2, "Werkstatt": 1}
    below = {column.title: total(table.rows, column) for column in table.columns}
    assert (below["Rechnungen"], below["Erlöse je Rechnung"]) == (2, Decimal("1253.08"))
    assert (table.rows["customers"].to_list(), below["Kunden"]) == ([1, 1], 1)
    few = {column.title: total(table.rows.head(1), column) for column in table.columns}
    assert few["Rechnungen"] is None, "of a part nobody knows which ones its rows have in common"

    by_account = view.grouped(["account"])
    app._go(by_account)
    assert "invoices" not in {column.key for column in margin_list(app._margin, by_account).columns}
    head = text(app._below._head.html)
    assert "Kennzahl" not in head, "single postings know none of them"
    assert "sind nur Beträge bekannt" in head


def test_an_outlier_opens_to_all_postings_of_its_document(opened_page: MarginApp) -> None:
    table = outlier_table(Place(opened_page._margin, state(opened_page)[0], opened_page._go, lambda _done: None))
    assert table.rows.height > 0
    assert table.detail is not None
    for row in table.rows.head(5).iter_rows(named=True):
        opened = table.detail(row)
        assert isinstance(opened, Stack)
        postings, form = opened.items
        assert isinstance(postings, ItemList)
        assert isinstance(form, Form)
        assert sum((each.amount or NOTHING for each in postings.items), NOTHING) == row["gross_profit"]


def test_what_is_taken_away_is_a_file_with_its_day_and_figures_are_written_down(
    own_house: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook holds the question alone: whoever runs it is asked for their rights then."""
    monkeypatch.setenv("QUERY_STRING", "where=month%3D2011-01..2011-12&where=branch%3DHof&by=division")
    page = MarginApp(replace(own_house, viewer=Viewer("clara", frozenset({"analyst"}), "Clara Kurz")))
    taken: list[tuple[str, str, bytes]] = []
    monkeypatch.setattr(page._head, "deliver", lambda *file: taken.append(file))
    for words in ("Excel", "PDF", "Als Notebook öffnen"):
        click(page._head, words)
    day = own_house.key_date.isoformat()
    assert [(name, media_type) for name, media_type, _content in taken] == [
        (f"margen_{day}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (f"margen_{day}.pdf", "application/pdf"),
        (f"margen_{day}.ipynb", "application/x-ipynb+json"),
    ]
    book, paper, notebook = (content for _name, _media_type, content in taken)
    assert (book[:2], paper[:4]) == (b"PK", b"%PDF")
    assert "branch=Hof" in "".join(json.loads(notebook)["cells"][1]["source"])
    written = read_log(AuditLog(tmp_path / "audit"), SHELL).rows.reverse().to_dicts()
    exports = [(each["user"], each["subject"], each["detail"]) for each in written if each["action"] == "export"]
    asked = state(page)[0].question.to_query()
    assert exports == [("clara", "list margin", f"{asked}, {kind}") for kind in ("Excel", "PDF")]
    assert "Hof" in asked


def test_a_customer_whom_an_address_names_is_written_down(
    directory: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By selecting one number after the other, anybody's name stood in the bar, and nothing in the log."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    monkeypatch.setenv("QUERY_STRING", "by=branch")
    monkeypatch.setattr(LinkedCharts, "show", lambda *_arguments: None)  # they name the largest 200, here everybody
    page = MarginApp(replace(directory, viewer=Viewer("clara", frozenset({"controlling"}))))
    rows = state(page)[1].customers.rows.drop_nulls("customer").sort("net_revenue")
    numbers = rows.filter(rows["net_revenue"] > 0)["customer"].head(3).to_list()
    names = dict(rows.select("customer", "customer_name").iter_rows())

    def lines() -> list[str]:
        return read_log(AuditLog(tmp_path / "audit"), SHELL).rows.reverse()["detail"].to_list()

    before = lines()
    for chosen in (numbers[:1], numbers[:1], numbers[1:]):
        page._go(replace(state(page)[0], selection=("customer", tuple(chosen))))
        assert [names[number] in text(page._bar.html) for number in numbers] == [chosen == numbers[:1], False, False]
    assert lines()[len(before) :] == ["1 shown"], "once, and several are not named"
    filtered = state(page)[0].filtered("customer", numbers[1:2])
    page._go(replace(filtered, selection=("customer", tuple(numbers[1:]))))
    assert names[numbers[1]] in text(page._bar.html)
    assert lines()[len(before) :] == ["1 shown", "1 shown"], "a filter names, whoever else is selected"


def test_only_analysts_are_offered_a_notebook(opened_page: MarginApp, directory: CustomerDirectory) -> None:
    analyst = MarginApp(replace(directory, viewer=Viewer("", frozenset({"analyst"}))))
    assert "Als Notebook öffnen" in text(analyst._head.html)
    assert "Notebook" not in text(opened_page._head.html)
