"""Als Notebook öffnen: the page's question as a notebook of three short cells, which shows the same table."""

from __future__ import annotations

import json
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from widgets.margin.margin_list import list_measures

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Question
    from widgets.margin.view import View

MEDIA_TYPE = "application/x-ipynb+json"
_IMPORTS = """\
import polars as pl

from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.query.directory import open_directory"""
_SHOW = """\
pl.Config.set_tbl_rows(1_000)  # of a table Polars shows ten rows, and cuts long names
pl.Config.set_fmt_str_lengths(1_000)
answer = Margin(open_directory()).ask(question)
answer.rows.select(
{columns}
).sort("gross_profit", descending=True, nulls_last=True, maintain_order=True)"""
_INDENT = "    "
# As wide as a cell beside the list of files.
_WIDTH = 88
# What an answer has besides the values of these levels.
_NAMES = {"customer": "customer_name", "account": "account_name"}


def margin_notebook(view: View) -> bytes:
    """Return the notebook of a page's question, by its levels, with the columns and the order of the list."""
    asked = _asked(replace(view.question, measures=list_measures(view)))
    columns = textwrap.fill(", ".join(f'"{name}"' for name in _columns(view)), _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)  # fmt: skip
    shown = _SHOW.format(columns=columns)
    cells: list[dict[str, Any]] = [
        {"id": str(place), "cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": code}
        for place, code in enumerate((_IMPORTS, asked, shown))
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def _columns(view: View) -> list[str]:
    """Return the columns of the list, in its order."""
    levels = [name for level in view.levels for name in (level, _NAMES.get(level)) if name is not None]
    return [*levels, *list_measures(view), *(["gross_profit_change"] if view.question.compare else [])]


def _asked(question: Question) -> str:
    """Return the cell that asks; what people filter by is outside text, and stands there as a literal."""
    words = question.words()
    given = {key: value for key, value in words.items() if value}
    lines = [f"    {key}={tuple(value) if isinstance(value, list) else value!r}," for key, value in given.items()]
    return "\n".join(("question = Question.of_words(", *lines, ")"))
