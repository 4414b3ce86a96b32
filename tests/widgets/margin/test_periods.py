"""Months as a controller closes them, what a later refresh changed, and where the page and the command say so."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest
from msgspec import structs

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.margin.labour_changes import CHANGES as LABOUR_CHANGES
from clientinfo_kernel.margin.posting_changes import CHANGES
from clientinfo_kernel.query.directory import CustomerDirectory
from tests.command import clientinfo
from tests.house import House
from tests.widgets.margin.page import state, text
from widgets.margin.app import MarginApp
from widgets.margin.outliers import outlier_table
from widgets.margin.periods import _changes, _close_form, _open_form, compared_snapshots, month_table
from widgets.margin.place import Place
from widgets.margin.view import PERIODS, View
from widgets.view_models import Form, Notice, Refusal, Stack, Table, Unsettled

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


PETRA = Viewer("petra", frozenset({"controlling"}), "Petra König")


def sale(amount: str, day: str, number: str) -> dict[str, str]:
    return {"f1": amount, "f2": "S", "f7": "10012", "f8": "8400", "f9": "", "f10": day, "f11": number}


def _place(directory: CustomerDirectory, said: list[Notice]) -> Place:
    return Place(Margin(directory), View(Question(("gross_profit",), ("branch",))), lambda _view: None, said.append)


def _opened(table: Table, name: str) -> list[object]:
    assert table.detail is not None
    row = next(row for row in table.rows.iter_rows(named=True) if row["name"] == name)
    opened = table.detail(row)
    assert isinstance(opened, Stack)
    return list(opened.items)


def _form(table: Table, name: str) -> Form:
    (form,) = (part for part in _opened(table, name) if isinstance(part, Form))
    return form


def _the_command_says_so(directory: CustomerDirectory, settings: str) -> None:
    """R2 changed in March, by 10 less 10 % wages; last, the postings that were kept of March are lost."""
    printed = clientinfo("margin", "--closed", "--json", "--settings", settings)
    assert printed.returncode == 1
    found = json.loads(printed.stdout)
    assert found["closed"][0] | {"closed_at": "", "snapshot": ""} == {
        "month": "2012-03",
        "closed_by": "Petra König",
        "closed_at": "",
        "snapshot": "",
        "gross_profit": "135.00",
        "is_changed": True,
        "difference": "-9.00",
    }
    assert [row["number"] for row in found["changes"]["2012-03"]] == ["R2", "R2"]  # revenue and wages
    assert found["newest_snapshot"] == Margin(directory).newest()
    for paper in (directory.settings.state_folder / "papers").glob("??/*"):
        paper.unlink()
    without = clientinfo("margin", "--closed", "--json", "--settings", settings)
    assert json.loads(without.stdout)["changes"] == {"2012-03": None}, "the sums are there still"
    printed = clientinfo("margin", "--closed", "--settings", settings)
    assert "2012-03: the postings of its closing are missing" in printed.stdout
    asked = clientinfo("margin", "--json", "--settings", settings)
    assert json.loads(asked.stdout)["snapshot"] == Margin(directory).newest()


def _why_it_cannot_be_kept_is_said(place: Place, form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    """A volume that has to stay as empty as it was made, and a database that nobody answers for."""
    with monkeypatch.context() as full:
        full.setattr("data_sources.volume_reserve.RESERVE", 1 << 62)
        full.setattr("data_sources.volume_reserve.RESERVED_PART", 1)
        with pytest.raises(Refusal, match="fast kein Platz"):
            form.buttons[0].press({"note": "Abschluss"})
    nowhere = structs.replace(
        place.margin.directory.settings, live_database="postgresql+psycopg://nobody@127.0.0.1:1/none"
    )
    away = replace(place, margin=Margin(CustomerDirectory(nowhere, PETRA)))
    for closes_or_opens in (_close_form, _open_form):
        with pytest.raises(Refusal, match="Speicher antwortet nicht"):
            closes_or_opens(away, date(2012, 3, 1)).buttons[0].press({"note": "Abschluss"})
    assert month_table(place).rows["state"].to_list() == ["open", "open"]


def test_a_month_is_closed_changed_by_a_refresh_reported_and_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """March: 100 and 50 of work less 10 % wages. Then R2 is 40, which is 9 less."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    house = House.at(tmp_path / "house")
    house.dealer_system("customers", {"customer_number": "12", "name": "Meier"})
    house.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    house.postings(2012, sale("100,00", "1003", "R1"), sale("50,00", "1103", "R2"), sale("5,00", "0510", "R3"))
    directory, said = replace(house.refresh(), viewer=PETRA), list[Notice]()
    table = month_table(_place(directory, said))
    assert table.rows.select("name", "state").rows() == [("Oktober 2012", "open"), ("März 2012", "open")]
    with pytest.raises(Refusal):
        _form(table, "Oktober 2012").buttons[0].press({"note": ""})
    _why_it_cannot_be_kept_is_said(_place(directory, said), _form(table, "März 2012"), monkeypatch)
    _form(table, "März 2012").buttons[0].press({"note": "Abschluss"})
    assert "März 2012" in said[0].title
    with pytest.raises(
        Unsettled
    ) as stale:  # the table was drawn before the month was closed: the note is still a draft
        _form(table, "März 2012").buttons[0].press({"note": "noch einmal"})
    stale.value.show()
    assert said[1].tone == "warn"
    table = month_table(_place(directory, said))
    assert table.rows.filter(state="closed").select("then", "now", "closed_by", "note").rows() == [
        (Decimal(135), Decimal(135), "Petra König", "Abschluss")
    ]
    assert isinstance(compared_snapshots(_place(directory, said)), Notice)

    house.postings(2012, sale("100,00", "1003", "R1"), sale("40,00", "1103", "R2"), sale("5,00", "0510", "R3"))
    directory = replace(house.refresh(), viewer=PETRA)
    place = _place(directory, said)
    table = month_table(place)
    assert table.rows.filter(state="changed").select("then", "now", "difference").rows() == [
        (Decimal(135), Decimal(126), Decimal(-9))
    ]
    _said, changes, _form_of, _documents = _opened(table, "März 2012")
    assert isinstance(changes, Table)
    assert changes.rows.select("number", "before", "now", "source_file", "source_row").row(0) == (
        *("R2", Decimal(50), Decimal(40), "EXTF_2012.csv", "4"),
    )
    assert changes.rows["difference"].sum() == -9
    both = compared_snapshots(place)
    assert isinstance(both, Stack)
    assert isinstance(both.items[1], Table)
    assert both.items[1].rows["difference"].sum() == -9
    late = outlier_table(place).rows.filter(reason="late")
    assert late.select("number", "gross_profit").rows() == [("R2", Decimal(36))]
    assert "-9,00 €" in late["why"][0]

    # the page says it above what stands below the charts, whatever that is
    monkeypatch.setenv("QUERY_STRING", "")
    app = MarginApp(directory)
    assert "Geschlossene Perioden haben sich geändert: März 2012." in text(app._below._notice.widget.html)
    assert state(app)[1].head.snapshot_id in text(app._below._foot.html)
    app._go(replace(state(app)[0], show=PERIODS))
    assert app._main.children == (app._page,), "an incident stands in its place"

    settings = str(house.folder / "clientinfo.toml")
    _the_command_says_so(directory, settings)
    _form(table, "März 2012").buttons[0].press({"note": "Nachbuchung"})
    assert month_table(_place(directory, said)).rows["state"].to_list() == ["open", "open"]
    assert clientinfo("margin", "--closed", "--settings", settings).returncode == 0


def test_labour_that_changed_stands_below_the_postings_or_alone() -> None:
    """R1 had 10 labour units and has 12.5 now, of an hour each 10: postings are shown where there are any, or nothing is."""
    ten, twelve, hour = Decimal(10), Decimal("12.5"), Decimal(1)
    row = {
        "number": "R1",
        "customer": "12",
        "division": "workshop",
        "branch": "Hof",
        "units_before": ten,
        "units_now": twelve,
    }
    more = {
        "units_difference": twelve - ten,
        "hours_before": hour,
        "hours_now": twelve / 10,
        "year": 2012,
        "payer": "customer",
    }
    labour = pl.DataFrame([row | more], schema=LABOUR_CHANGES)
    none, posted = CHANGES.to_frame(), CHANGES.to_frame().clear(1)
    titles = [
        [table.title for table in _changes(*both) if isinstance(table, Table)]
        for both in ((none, labour), (posted, labour), (none, labour.clear()))
    ]
    assert titles == [
        ["Geänderte Arbeitswerte"],
        ["Geänderte Buchungen", "Geänderte Arbeitswerte"],
        ["Geänderte Buchungen"],
    ]
    (table,) = _changes(none, labour)
    assert isinstance(table, Table)
    assert table.rows.select("number", "division_word", "units_difference").rows() == [
        ("R1", "Werkstatt", Decimal("2.5"))
    ]
    assert table.customers == "customer", "whom it names is written down"
