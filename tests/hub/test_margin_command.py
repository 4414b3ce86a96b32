"""``clientinfo margin`` beside targets: whole against a part is said to machines and people."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.margin.targets import set_target
from clientinfo_kernel.query.directory import open_directory
from hub.commands.margin import command

if TYPE_CHECKING:
    from pathlib import Path


def test_gaps_of_targets_are_said(demo_settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts have a target in March; the workshop, and the other months, have none."""
    monkeypatch.setenv("CLIENTINFO_LIVE_DATABASE", f"sqlite:///{tmp_path / 'live.sqlite'}")
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    clara = Viewer("clara", frozenset({"controlling"}), "Clara")
    store = replace(open_directory(demo_settings), viewer=clara).live_of_house()
    store.do(set_target("t", (date(2011, 3, 1), "parts", None), {"gross_profit": Decimal(5)}))

    def printed(*words: str) -> str:
        result = CliRunner().invoke(command, ["--settings", str(demo_settings), "--compare", "target", *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    measure = ("--measure", "net_revenue,gross_profit", "--json")
    whole = json.loads(printed(*measure, "--where", "year=2011"))
    assert (whole["target_gaps"], whole["total"]["gross_profit_before"]) == (["gross_profit"], "5.00")
    cell = json.loads(printed(*measure, "--where", "month=2011-03", "--where", "division=parts"))
    assert cell["target_gaps"] == []
    assert "targets have gaps" in printed("--where", "year=2011")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("month=2011-01..2012-09", "compare it with month=2009-01..2010-09"),
        ("year=2010..2011", "compare it with year=2008..2009"),
        ("day=2011-09-15..2012-09-15", "compare it with day=2009-09-15..2010-09-15"),
        ("month=2011-03..", "compare it with month=2009-03..2010-10"),
        ("day=2011-09-15..2012-09-14", ""),
        ("year=2011", ""),
    ],
)
def test_nothing_is_on_both_sides_of_the_year_before(
    demo_settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, said: str
) -> None:
    """As on the page: what is longer than a year is compared with as many whole years before it."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    words = ["--settings", str(demo_settings), "--where", where, "--measure", "revenue", "--compare", "previous_year"]
    result = CliRunner().invoke(command, words)
    assert (result.exit_code, said in result.output) == (2 if said else 0, True), result.output
    if said:
        beside = CliRunner().invoke(command, [*words[:-1], said.removeprefix("compare it with ")])
        assert beside.exit_code == 0, beside.output


def test_by_year_each_row_stands_beside_its_year_before_and_the_total_of_all_beside_none(
    demo_settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2009 to October 2012 share three years with what lies a year before them; 2011 shares nothing."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    words = ["--settings", str(demo_settings), "--by", "year", "--measure", "revenue", "--compare", "previous_year"]
    said = json.loads(CliRunner().invoke(command, [*words, "--json"]).stdout)
    revenue = {row["year"]: row["revenue"] for row in said["rows"]}
    before = {row["year"]: row["revenue_before"] for row in said["rows"]}
    assert (before[2010], before[2011]) == (revenue[2009], revenue[2010])
    assert Decimal(said["total"]["revenue"]) == sum(map(Decimal, revenue.values()))
    assert [said[side]["revenue_before"] for side in ("total", "unassigned")] == [None, None]
    printed = CliRunner().invoke(command, words).stdout
    assert "no total stands beside the year before it" in printed
    year = json.loads(CliRunner().invoke(command, [*words, "--where", "year=2011", "--json"]).stdout)
    assert year["total"]["revenue_before"] == revenue[2010]
