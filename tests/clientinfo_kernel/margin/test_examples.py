"""The analysts' examples about margins run, and print what the kernel says."""

import json
from pathlib import Path
from typing import Any

import pytest

from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.query.directory import open_directory

EXAMPLES = Path(__file__).resolve().parents[3] / "notebooks" / "examples"


def run(name: str) -> dict[str, Any]:
    """The names of a notebook after its cells, and ``shown``: the value of its last line."""
    cells = ["".join(cell["source"]) for cell in json.loads((EXAMPLES / name).read_text())["cells"]]
    *first, last = cells
    names: dict[str, Any] = {}
    for cell in first:
        exec(cell, names)  # noqa: S102 - our own notebook
    return {**names, "shown": eval(last, names)}  # noqa: S307


@pytest.fixture(autouse=True)
def _house(demo_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(demo_settings))


def test_the_margin_by_adviser_in_pandas_is_the_kernel_s(demo_settings: Path) -> None:
    shown = run("margin_by_adviser.ipynb")["shown"]
    question = Question(("revenue", "gross_profit", "margin_percent"), ("adviser",))
    expected = {row["adviser"]: row for row in Margin(open_directory(demo_settings)).ask(question).rows.to_dicts()}
    assert len(shown) == len(expected) > 3
    for adviser, row in shown.iterrows():
        known = expected[adviser if isinstance(adviser, str) else None]
        assert (row["revenue"], row["gross_profit"]) == (known["revenue"], known["gross_profit"])
        assert known["margin_percent"] is None or row["margin_percent"] == pytest.approx(float(known["margin_percent"]))


def test_a_question_as_code_is_the_kernel_s_answer(demo_settings: Path) -> None:
    names = run("margin_question.ipynb")
    answer = Margin(open_directory(demo_settings)).ask(names["question"])
    assert list(names["shown"]["gross_profit"]) == answer.rows["gross_profit"].to_list()
    assert names["answer"].total == answer.total
