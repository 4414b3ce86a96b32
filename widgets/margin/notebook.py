"""Als Notebook öffnen: the page's question as a notebook of three short cells, which shows the same table."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from widgets.margin.margin_list import list_measures

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Question
    from widgets.margin.view import View

MEDIA_TYPE = "application/x-ipynb+json"
_IMPORTS = """\
from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.query.directory import open_directory"""
_SHOW = """\
answer = Margin(open_directory()).ask(question)
answer.rows.sort("gross_profit", descending=True, nulls_last=True)"""


def margin_notebook(view: View) -> bytes:
    """Return the notebook of a page's question, by its levels, with the list's measures."""
    cells: list[dict[str, Any]] = [
        {"id": str(place), "cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": code}
        for place, code in enumerate((_IMPORTS, _asked(replace(view.question, measures=list_measures(view))), _SHOW))
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def _asked(question: Question) -> str:
    """Return the cell that asks; what people filter by is outside text, and stands there as a literal."""
    words = question.words()
    given = {key: value for key, value in words.items() if value}
    lines = [f"    {key}={tuple(value) if isinstance(value, list) else value!r}," for key, value in given.items()]
    return "\n".join(("question = Question.of_words(", *lines, ")"))
