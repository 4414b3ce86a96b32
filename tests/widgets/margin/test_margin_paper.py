"""The page as a PDF: its filters, snapshot, totals and rows, as they stand on the page."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdf

from tests.widgets.margin.page import state
from widgets.margin.margin_paper import margin_paper, paper_values
from widgets.margin.view import PIVOT, WHAT_IF
from widgets.margin.words import cents, share, whole
from widgets.margin.workbook import margin_workbook

if TYPE_CHECKING:
    from widgets.margin.app import MarginApp


def test_the_paper_says_what_was_asked_and_what_it_comes_to(app: MarginApp) -> None:
    app._go(state(app)[0].filtered("branch", ["Hof"]))
    view, figures = state(app)
    reader = pypdf.PdfReader(io.BytesIO(margin_paper(app._margin, view, figures, {})))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], reader.metadata.title) == ("de", True, "Margen")
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    total = figures.head.total
    for said in (
        *("Jan – Dez 2011", "Filiale: Hof", "ggü. Vorjahr", figures.head.snapshot_id, "Seite 1 von"),
        *("Gesamt", "Werkstatt", whole(total["gross_profit"]), cents(total["net_revenue"])),
        share(total["margin_percent"]).replace("\N{NO-BREAK SPACE}", " "),
    ):
        assert said in text


def test_paper_and_workbook_say_that_a_month_is_not_over(app: MarginApp) -> None:
    """Whoever is handed the file has not seen the line on the page."""
    said = "Oktober 2012 ist erst bis"
    for months, is_said in (("2012-01..2012-10", True), ("2012-01..2012-09", False)):
        app._go(state(app)[0].filtered("customer", ["10012"]).in_months((months,)).grouped(["division"]))
        view, figures = state(app)
        reader = pypdf.PdfReader(io.BytesIO(margin_paper(app._margin, view, figures, {})))
        assert (said in " ".join(reader.pages[0].extract_text().split())) == is_said
        with zipfile.ZipFile(io.BytesIO(margin_workbook(app._margin, view, figures))) as book:
            assert (said in book.read("xl/sharedStrings.xml").decode()) == is_said


def test_the_rows_of_the_paper_are_those_of_the_page(app: MarginApp) -> None:
    app._go(replace(state(app)[0], selection=("division", ("workshop",))).grouped(["customer"]))
    view, figures = state(app)
    values = paper_values(app._directory, view, figures, {})
    *_others, pivot = values["tables"]
    first = figures.nodes[()].rows.sort("gross_profit", descending=True)["customer_name"][0]
    assert [row["name"] for row in pivot["rows"][:2]] == ["Gesamt", first]
    assert pivot["rows"][-1]["name"].endswith("weitere Zeilen")
    assert len(pivot["rows"]) == 14
    assert ("Auswahl (markiert, nicht gefiltert)", "Werkstatt") in values["facts"]


def test_the_paper_of_a_model_says_that_its_figures_are_those_that_are_posted(app: MarginApp) -> None:
    app._go(replace(state(app)[0], show=WHAT_IF, model="rate:148.00,wages:percent,value:13"))
    view, figures = state(app)
    facts = dict(paper_values(app._directory, view, figures, {})["facts"])
    assert facts["Auf der Seite offen"].startswith("Was wäre, wenn; hier steht der Pivot")
    for said in ("Stundenverrechnungssatz, €: 148,00", "Lohnerlösen, %: 13,00", "nicht in diesen Zahlen"):
        assert said in facts["Annahmen des Modells"]
    facts = dict(paper_values(app._directory, replace(view, model="wages:quota"), figures, {})["facts"])
    assert facts["Annahmen des Modells"] == "Lohnquote der letzten Monate; nicht in diesen Zahlen"
    assert "Annahmen des Modells" not in dict(
        paper_values(app._directory, replace(view, show=PIVOT, model=""), figures, {})["facts"]
    )
