"""Long lists make the columns that somebody looks at, and order and filter by them as a list that has them all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from widgets.parts.list_rows import in_order_of, of_each_day
from widgets.parts.row_parts import Part, from_parts
from widgets.view_models import Column, Source, Table
from widgets.views.arrangement import Arrangement
from widgets.work_list import all_lists

if TYPE_CHECKING:
    from collections.abc import Collection

    from clientinfo_kernel.query.directory import CustomerDirectory

_CARS = pl.Enum(["Astra", "Öltank", "Golf"])
_TYPED = ("mei hof", "12", "opel", "wochen brief", "mercedes", "gesperrt")


def _part(made: list[str], name: str, values: pl.Expr, *needs: str) -> Part:
    def make(rows: pl.DataFrame, _wanted: object) -> pl.DataFrame:
        made.append(name)
        return rows.with_columns(values.alias(name))

    return Part((name,), make, needs)


def test_a_column_is_made_with_what_it_needs_and_no_other() -> None:
    made: list[str] = []
    car = pl.col("place").replace_strict({0: "Golf", 1: "Öltank", 2: "Astra"}, return_dtype=_CARS)
    name = pl.col("car").cast(pl.String) + "!"
    more = from_parts(_part(made, "car", car), _part(made, "name", name, "car"), _part(made, "dear", pl.lit(value=1)))
    table = Table((Column("car", "Auto"), Column("name", "Name")), pl.DataFrame({"place": [0, 1, 2]}), more=more)
    assert table.column("name").to_list() == ["Golf!", "Öltank!", "Astra!"]
    assert made == ["car", "name"]
    assert table.whole().rows.schema == {"place": pl.Int64, "car": pl.String, "name": pl.String, "dear": pl.Int32}


def test_a_filter_looks_at_the_rows_of_another_table_once_however_many_rows_name_them() -> None:
    """Four rows of five cars, whose texts are not copied; a row without a car holds no word of one. Golf has ol in it, too."""
    names = pl.Series("name", ["Golf", "Öltank", "Astra", "Corsa", "Vectra"])
    asked: list[str] = []

    def every(wanted: Collection[str]) -> pl.DataFrame:
        asked.extend(wanted)
        return names.to_frame()

    part = Part(
        ("name",), lambda rows, _wanted: rows.with_columns(names.gather(rows["car"])), source=Source("car", 5, every)
    )
    rows = pl.DataFrame({"car": pl.Series([1, 0, None, 1], dtype=pl.UInt32)})
    arrangement = Arrangement(Table((Column("name", "Auto"),), rows, search="Auto", more=from_parts(part)))
    for text, shown in (("ol", [0, 1, 3]), ("öl", [0, 1, 3]), ("astra", []), ("audi", [])):
        arrangement.filter_by(text)
        assert arrangement.shown.to_list() == shown, text
    assert asked == ["name"]
    few = Table((Column("name", "Auto"),), rows.head(1), search="Auto", more=from_parts(part))
    few_shown = Arrangement(few)
    few_shown.filter_by("tank")
    assert (few_shown.shown.to_list(), asked) == ([0], ["name"])  # one row of five cars is looked at by itself


def test_a_column_whose_texts_are_known_is_made_when_somebody_looks_for_one_of_them() -> None:
    made: list[str] = []
    part = replace(_part(made, "car", pl.Series(["Golf", None, "Öltank"])), texts=["Golf", "Öltank", "Astra"])
    rows = pl.DataFrame({"place": [0, 1, 2]})
    arrangement = Arrangement(Table((Column("car", "Auto"),), rows, search="Auto", more=from_parts(part)))
    for text, shown in (("audi", []), ("12", []), ("ol", [0, 2]), ("ASTRA", []), ("oeltank", [2]), ("golf audi", [])):
        arrangement.filter_by(text)
        assert (arrangement.shown.to_list(), len(made)) == (shown, 0 if text in {"audi", "12"} else 1), text


@pytest.mark.slow
def test_what_a_part_says_can_stand_in_its_columns_is_all_that_stands_there(directory: CustomerDirectory) -> None:
    """What is shown for it, that is: a key by the words of its chip."""
    known = set()
    for each in all_lists():
        for option in each.choice.options if each.choice is not None else ("",):
            desk = each.desk(directory, option)
            table = each.table(desk, is_whole=False)
            for column in table.columns:
                for key in filter(None, (column.key, column.beside)):
                    texts = table.texts(key)
                    if texts is not None:
                        known.add(key)
                        shown = {
                            column.chips[value].text if value in column.chips else value
                            for value in table.column(key).drop_nulls().cast(pl.String)
                        }
                        assert shown <= {*texts}, (each.key, key)
    assert known == {"due", "advertising"}


def test_rows_in_the_order_of_a_day_keep_their_order_within_it() -> None:
    days = [date(2012, 10, day) for day in (12, 11, 12, 11)]
    rows = pl.DataFrame({"place": [3, 2, 1, 0], "on": days})
    assert in_order_of("on", rows).rows() == [(2, days[1]), (0, days[1]), (3, days[0]), (1, days[0])]
    assert in_order_of("on", rows.clear()).schema == rows.schema


@pytest.mark.parametrize("last", [date(2012, 10, 3), date(9999, 12, 31)])  # close together, and far apart
def test_what_a_rule_gives_for_days_stands_at_each_of_them(last: date) -> None:
    days = pl.Series("on", [last, None, date(2012, 9, 30), last])
    ends = of_each_day(days, lambda each: each.dt.month_end()).to_list()
    assert ends == [last.replace(day=31), None, date(2012, 9, 30), last.replace(day=31)]


def test_words_that_stand_once_are_ordered_and_found_as_texts() -> None:
    cars = pl.Series("car", ["Golf", None, "Öltank", "Astra"], dtype=_CARS)
    arrangement = Arrangement(Table((Column("car", "Auto"),), cars.to_frame(), search="Auto"))
    arrangement.sort_by(0)
    assert arrangement.shown.to_list() == [3, 0, 2, 1]
    arrangement.sort_by(0)
    assert arrangement.shown.to_list() == [2, 0, 3, 1]
    arrangement.filter_by("OL")
    assert arrangement.shown.to_list() == [2, 0]
    arrangement.filter_by("audi")
    assert arrangement.shown.is_empty()


@pytest.mark.slow
@pytest.mark.parametrize("key", ["vehicles_due", "driven_vehicles", "debtors"])
def test_a_long_list_is_ordered_and_filtered_as_one_whose_rows_have_everything(
    directory: CustomerDirectory, key: str
) -> None:
    """Names, phones and plates are in order by their places in the snapshot, and here by the texts themselves."""
    wanted = next(each for each in all_lists() if each.key == key)
    desk = wanted.desk(directory)
    short, whole = wanted.table(desk, is_whole=False), wanted.table(desk)
    texts = tuple(replace(column, sorted_by=None, searched_in=()) for column in whole.columns)
    made, plain = Arrangement(short), Arrangement(replace(whole, columns=texts))
    assert short.more is not None
    assert plain.table.rows.height
    for text in ("", *_TYPED):
        for place in range(len(texts)):
            for arrangement in (made, plain, made, plain):
                arrangement.text = text
                arrangement.sort_by(place)
            assert made.shown.to_list() == plain.shown.to_list()
