"""The account mapping on the page: what ranges catch, and a change whose effect is seen before it is saved."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from unittest.mock import Mock

import polars as pl
import pytest
from msgspec import structs

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import AuditNotWritten
from clientinfo_kernel.live.account_ranges import ACCOUNT_RANGE, ON_SCREEN
from clientinfo_kernel.live.errors import LiveUnavailable, TooMuchWritten
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.margin.account_mapping import account_sums
from clientinfo_kernel.money import rounded
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_LINES
from widgets.margin.account_below import account_below, accounts_below
from widgets.margin.accounts import range_table, unmapped_table
from widgets.margin.place import Place
from widgets.margin.range_form import range_form, take_back_form
from widgets.margin.role_words import ROLE_WORDS
from widgets.margin.view import View
from widgets.texts.formats import money
from widgets.view_models import Form, Notice, Refusal, Stack, Table

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory

PETRA = Viewer("petra", frozenset({"controlling"}), "Petra König")


@pytest.fixture
def place(directory: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    live = structs.replace(directory.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}")
    said: list[Notice] = []
    house = replace(directory, settings=live, viewer=PETRA)
    return Place(Margin(house), View(Question(("gross_profit",), ("branch",))), lambda _view: None, said.append)


def _typed(form: Form, **given: str) -> dict[str, str]:
    return {field.key: str(field.value) for field in form.fields} | given


def test_what_cannot_be_written_now_is_said_with_its_reason(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for error, said in (
        (TooMuchWritten(7200, 5000), "In 2 Stunden geht es weiter"),
        (AuditNotWritten("disk full"), "Das Zugriffsprotokoll kann nicht geschrieben werden."),
        (LiveUnavailable("away"), "Bitte versuchen Sie es noch einmal."),
    ):
        monkeypatch.setattr(LiveStore, "do", Mock(side_effect=error))
        with pytest.raises(Refusal) as refusal:
            place.write(ACCOUNT_RANGE, {})
        assert said in refusal.value.message


def test_the_ranges_catch_what_is_in_the_figures(place: Place) -> None:
    """The mapped revenue of all ranges is the revenue of all customers and of nobody."""
    shown = range_table(place)
    assert isinstance(shown, Stack)
    table = shown.items[0]
    assert isinstance(table, Table)
    total = place.margin.ask(Question(("revenue",))).total["revenue"]
    assert table.rows.filter(role="revenue")["amount"].drop_nulls().sum() == total
    assert set(table.rows["role"]) <= set(ROLE_WORDS)
    assert table.detail is not None
    row = next(row for row in table.rows.iter_rows(named=True) if row["accounts"])
    opened = table.detail(row)
    assert isinstance(opened, Stack)
    caught, form = opened.items[:2]
    assert isinstance(caught, Table)
    assert (caught.rows.height, caught.rows["amount"].sum()) == (row["accounts"], row["amount"])
    assert isinstance(form, Form)
    assert [field.value for field in form.fields[:4]] == [row["first"], row["last"], row["role"], row["division"]]
    assert isinstance(unmapped_table(place), Table)


def test_an_account_opens_to_the_documents_or_postings_that_its_sum_is_made_of(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What makes profit has documents; of all else the ledger's own postings say file and line."""
    monkeypatch.setattr("widgets.margin.documents_below.MOST", 100_000)
    sums = account_sums(place.margin)
    of_profit = sums.filter(pl.col("role").is_in(list(GROSS_PROFIT_LINES)))
    assert of_profit["role"].n_unique() > 2
    for row in of_profit.iter_rows(named=True):
        below = account_below(place.margin, row)
        assert sum(below.rows["gross_profit"], Decimal(0)) == row["amount"], row["account"]
    revenue = of_profit.filter(role="revenue")
    together = accounts_below(place.margin, revenue).rows["gross_profit"]
    assert sum(together, Decimal(0)) == sum(revenue["amount"], Decimal(0))
    other = sums.filter(pl.col("role").is_null() | ~pl.col("role").is_in(list(GROSS_PROFIT_LINES)))
    row = other.sort("postings").row(0, named=True)
    assert accounts_below(place.margin, other.clear()).rows.is_empty(), "a browser opens the sum of no rows"
    postings = account_below(place.margin, row).rows
    assert postings.height == row["postings"]
    assert postings.select("source_file", "source_row").null_count().row(0) == (0, 0)
    (losses,) = other.filter(account_name="Forderungsverluste").iter_rows(named=True)
    below = account_below(place.margin, losses)
    gross = below.rows["debit"].to_list()
    net = sum((rounded(each * 100 / 119) for each in gross), Decimal(0))  # § 17 UStG: the tax is not lost
    assert losses["amount"] == -net
    assert below.note.endswith(f"Ohne {money(sum(gross, -net))} € Steuer sind es die {money(-net)} € der Summe.")
    (stock,) = other.filter(account_name="Bestand Neuwagen").iter_rows(named=True)
    assert "Ohne" not in account_below(place.margin, stock).note, "no tax is split off what stands in the yard"
    monkeypatch.setattr("widgets.margin.account_below.MOST", 1)
    most = account_below(place.margin, other.sort("postings").row(-1, named=True))
    assert most.rows.height == 1
    assert most.every is not None
    assert most.every().rows.height == other["postings"].max(), "a file has all of them"


def test_an_effect_is_shown_before_it_is_saved_and_counts_with_the_next_refresh(place: Place) -> None:
    form = range_form(place, None)
    before = place.margin.ask(Question(("revenue", "gross_profit"))).total
    sums = place.margin.directory.table("account_sums", ("account", "role", "amount"))
    name = sums.filter(role="revenue")["account"][0]
    amount = sum(sums.filter(account=name)["amount"], Decimal(0))
    preview = form.buttons[0].press(_typed(form, first=name, last=name, role="ignore", note="kein Umsatz"))
    assert isinstance(preview, Stack)
    accounts, divisions, lines, buttons = preview.items
    assert isinstance(accounts, Table)
    assert accounts.rows.select("account", "before", "after", "amount").rows() == [
        (name, "Erlöse, Neuwagen", "nicht im Rohertrag", amount)
    ]
    assert isinstance(divisions, Table)
    assert divisions.rows.select("division", "revenue").rows() == [("Neuwagen", -amount)]
    assert isinstance(lines, Table)
    assert lines.rows.select("before", "after", "difference").row(0) == (amount, Decimal(0), -amount)
    assert place.margin.directory.written(ACCOUNT_RANGE).is_empty(), "a look writes nothing"
    assert isinstance(buttons, Form)
    buttons.buttons[0].press({})
    saved = place.margin.directory.written(ACCOUNT_RANGE)
    assert saved.select("account_from", "role", "note", "decided_by").rows() == [
        (int(name), "ignore", "kein Umsatz", "Petra König")
    ]
    assert place.margin.ask(Question(("revenue", "gross_profit"))).total == before
    back = buttons.buttons[1].press({})
    assert isinstance(back, Form)
    assert _typed(back)["note"] == "kein Umsatz"


def test_a_change_of_division_alone_says_what_moves_from_where_to_where(place: Place) -> None:
    """In all it changes nothing; what one division loses the other gains."""
    sums = account_sums(place.margin).filter(role="revenue", division="body_and_paint")
    row = sums.row(0, named=True)
    form = range_form(place, None)
    typed = _typed(form, first=row["account"], last=row["account"], role="revenue", division="parts", note="x")
    preview = form.buttons[0].press(typed)
    assert isinstance(preview, Stack)
    accounts, divisions, lines = (each for each in preview.items if isinstance(each, Table))
    assert accounts.title == "1 Konto wechselt"
    said = (row["account"], "Erlöse, Karosserie und Lack", "Erlöse, Teile")
    assert accounts.rows.select("account", "before", "after").rows() == [said]
    moved = dict(divisions.rows.select("division", "revenue").rows())
    assert moved == {"Teile": row["amount"], "Karosserie und Lack": -row["amount"]}
    assert lines.rows.filter(line="Erlöse")["difference"].to_list() == [Decimal(0)]


def test_a_range_is_written_with_the_digits_of_the_ledger_s_accounts(place: Place) -> None:
    """The demo's accounts have six digits, and its first range begins with account 0."""
    shown = range_table(place)
    assert isinstance(shown, Stack)
    table = shown.items[0]
    assert isinstance(table, Table)
    row = table.rows.row(0, named=True)
    assert (row["first"], row["last"]) == ("000000", "399999")
    assert table.detail is not None
    opened = table.detail(row)
    assert isinstance(opened, Stack)
    form = opened.items[1]
    assert isinstance(form, Form)
    assert [field.value for field in form.fields[:2]] == ["000000", "399999"]


def test_a_range_that_is_moved_takes_the_old_one_along_and_a_range_of_the_file_stays(place: Place) -> None:
    row = {"first": "8400", "last": "8499", "role": "ignore", "division": "unassigned", "note": "x"}
    for file, said in ((ON_SCREEN, "wird dabei zurückgenommen"), ("accounts.csv", "bleibt daneben bestehen")):
        form = range_form(place, {**row, "mapping_file": file})
        preview = form.buttons[0].press(_typed(form, last="8449"))
        assert isinstance(preview, Stack)
        notice, *_tables, buttons = preview.items
        assert isinstance(notice, Notice)
        assert "8400 bis 8499" in notice.title
        assert said in notice.title
        assert isinstance(buttons, Form)
        again = buttons.buttons[1].press({})
        assert isinstance(again, Form)
        unmoved = again.buttons[0].press(_typed(again, last="8499"))
        assert isinstance(unmoved, Stack)
        moves = [each.title for each in unmoved.items if isinstance(each, Notice) and said in each.title]
        assert not moves, "with the old ends nothing moves"
        buttons.buttons[0].press({})
    written = place.margin.directory.written(ACCOUNT_RANGE).sort("created_at")
    known = set(written.select("account_from", "account_to", "role").rows())
    assert known == {(8400, 8499, "none"), (8400, 8449, "ignore")}
    assert written.height == 3, "once taken back, twice written"


def test_what_a_field_of_a_range_cannot_hold_is_said_at_that_field(place: Place) -> None:
    form = range_form(place, {"first": "8400", "last": "8499", "role": "ignore", "division": "unassigned", "note": "x"})
    for key, typed in (("last", "9" * 10), ("last", "9" * 200), ("name", "n" * 201), ("note", "a\x00b")):
        with pytest.raises(Refusal) as refusal:
            form.buttons[0].press(_typed(form, **{key: typed}))
        assert list(refusal.value.fields) == [key]
    with pytest.raises(Refusal) as refusal:
        place.write(ACCOUNT_RANGE, {"note": "a\x00b"})
    assert list(refusal.value.fields) == ["note"]


def test_taking_back_shows_its_effect_first(place: Place) -> None:
    form = take_back_form(place, (8400, 8499))
    preview = form.buttons[0].press({"note": "war falsch"})
    assert isinstance(preview, Stack)
    *_tables, lines, buttons = preview.items
    assert isinstance(lines, Table)
    assert "Kontenrahmen" in lines.note
    assert place.margin.directory.written(ACCOUNT_RANGE).is_empty(), "a look writes nothing"
    assert isinstance(buttons, Form)
    buttons.buttons[0].press({})
    assert place.margin.directory.written(ACCOUNT_RANGE).select("role", "note").rows() == [("none", "war falsch")]


def test_of_two_who_map_the_same_range_the_second_sees_both_and_chooses(place: Place) -> None:
    """Both have the preview on the screen when Kurt saves 8400 as goods; Petra, who wants parts' revenue, is asked."""
    kurt = replace(place.margin.directory, viewer=replace(PETRA, name="kurt", full_name="Kurt Kern"))
    previews = []
    for each, typed in (
        (place, {"division": "parts"}),
        (replace(place, margin=Margin(kurt)), {"role": "cost_of_goods"}),
    ):
        form = range_form(each, None)
        preview = form.buttons[0].press(_typed(form, first="8400", last="8400", note="x", **typed))
        assert isinstance(preview, Stack)
        previews.append(preview.items[-1])
    mine, theirs = previews
    assert isinstance(mine, Form)
    assert isinstance(theirs, Form)
    theirs.buttons[0].press({})
    asked = mine.buttons[0].press({})
    assert isinstance(asked, Stack)
    notice, both, *_effect, again = asked.items
    assert isinstance(notice, Notice)
    assert "Kurt Kern" in notice.title
    assert isinstance(both, Table)
    assert both.rows.rows() == [("Art", "Erlöse", "Wareneinsatz"), ("Sparte", "Teile", "nicht zugeordnet")]

    def written() -> list[tuple[object, ...]]:
        rows = place.margin.directory.written(ACCOUNT_RANGE).sort("created_at")
        return rows.select("role", "decided_by").rows()

    assert written() == [("cost_of_goods", "Kurt Kern")]
    assert isinstance(again, Form)
    again.buttons[1].press({})
    assert written() == [("cost_of_goods", "Kurt Kern")], "it can stay as it is"
    again.buttons[0].press({})
    assert written() == [("cost_of_goods", "Kurt Kern"), ("revenue", "Petra König")]


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"first": "acht", "last": "8"}, {"first"}),
        ({"first": "2", "last": "1"}, set()),
        ({"first": "1", "last": "2", "tax": "viel"}, {"tax"}),
        ({"first": "1", "last": "2", "role": "ignore", "labour_cost": "13"}, set()),
    ],
)
def test_what_no_range_can_be_is_said(place: Place, typed: dict[str, str], fields: set[str]) -> None:
    form = range_form(place, None)
    with pytest.raises(Refusal) as refused:
        form.buttons[0].press(_typed(form, note="x", **typed))
    assert set(refused.value.fields) == fields
