"""The format of Li and Lim, a problem that can be solved on paper, and a checker that sees what is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.tours import main
from clientinfo_kernel.tours import li_lim
from clientinfo_kernel.tours.solver import solve

if TYPE_CHECKING:
    from pathlib import Path

# Two pairs east and two west of the depot, on one line. Windows and the capacity let one vehicle serve both pairs of a
# side (1 -> 2, 3 -> 4), and nobody can be on both sides in time: 2 vehicles, 20 + 20 + 14 + 14 = 68.
TEXT = """
25\t10\t1
0 50 50 0 0 60 0 0 0
1 55 50 5 0 10 1 0 2
2 70 50 -5 0 40 1 1 0
3 60 50 5 0 20 1 0 4
4 60 50 -5 0 60 1 3 0
5 45 50 5 0 10 1 0 6
6 36 50 -5 0 40 1 5 0
7 40 50 5 0 20 1 0 8
8 40 50 -5 0 60 1 7 0
"""


def test_few_vehicles_come_first_and_then_the_distance_in_double_precision() -> None:
    read = li_lim.read(TEXT.lstrip())
    answer = solve(read.problem, 0.3)
    assert (len(answer.routes), read.distance(answer)) == (2, 68.0)
    assert read.broken_rules(answer) == []
    assert answer.unplanned == ()


def test_the_command_solves_a_file_and_says_so_in_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "line.txt"
    file.write_text(TEXT.lstrip(), "utf-8")
    monkeypatch.setattr("sys.argv", ["tours", str(file), "--seconds", "0.3", "--json"])
    main()
    said = json.loads(capsys.readouterr().out)
    spent = [said.pop(name) for name in ("seconds", "processor_seconds")]
    assert all(each >= 0 for each in spent)
    assert said == {"instance": "line", "vehicles": 2, "distance": 68.0, "broken_rules": []}


def test_the_command_calls_no_plan_what_leaves_somebody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "line.txt"
    # nobody can be 20 units away in a second
    file.write_text(TEXT.lstrip().replace("2 70 50 -5 0 40 1", "2 70 50 -5 0 1 1"), "utf-8")
    monkeypatch.setattr("sys.argv", ["tours", str(file), "--seconds", "0.3", "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)["broken_rules"]


def test_the_checker_sees_what_is_wrong() -> None:
    read = li_lim.read(TEXT.lstrip())
    answer = solve(read.problem, 0.3)
    east, west = answer.routes
    backwards = replace(east, steps=(east.steps[0], *reversed(east.steps[1:-1]), east.steps[-1]))
    said = read.broken_rules(replace(answer, routes=(backwards, west)))
    assert any("is not taken to" in each for each in said)
    assert any("a load of -5" in each for each in said)
    assert any("too late at 1" in each for each in said)
    assert read.broken_rules(replace(answer, routes=(east,))) == ["not every row is visited once"]
    begins_outside = replace(east, steps=east.steps[1:])
    assert any("depot" in each for each in read.broken_rules(replace(answer, routes=(begins_outside, west))))


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="Li and Lim"):
        li_lim.read("25 200 1\n0 40 50 0 0\n")
