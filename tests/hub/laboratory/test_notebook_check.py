"""What can be asked for is what reads by the public functions; the shipped examples are the measure of both sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hub.laboratory.notebook_check import MOST_CELLS, check_notebook
from hub.laboratory.published_form import NotANotebook, published_form

EXAMPLES = Path(__file__).resolve().parents[3] / "notebooks" / "examples"


def notebook(*cells: str, **more: Any) -> dict[str, Any]:
    made = [{"id": str(number), "cell_type": "code", "metadata": {}, "source": cell, "outputs": [], "execution_count": None}
            for number, cell in enumerate(cells)]  # fmt: skip
    return {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_example_can_be_published_but_the_source_and_the_map(path: Path) -> None:
    """A source reads files: it becomes a file of clientinfo, not a page. ipyleaflet's script makes code of its own."""
    found = check_notebook(json.loads(path.read_text()))
    assert bool(found) == (path.stem in {"own_source", "own_map"}), found


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import subprocess, polars",
        "from pathlib import Path",
        "from clientinfo_kernel import live",
        "from clientinfo_kernel.live.store import LiveStore",
        "from clientinfo_kernel.access.rights import SHELL",
        "from clientinfo_kernel.margin import rows",
        "import clientinfo_kernel.settings",
        "from widgets import users",
        "from widgets.papers.mail import send",
        "from . import secrets",
        "open('/etc/passwd')",
        "eval('1')",
        "__import__('os')",
        "getattr(directory, '_store')",
        "directory._store()",
        "directory.live(customer).do(command)",
        "pl.read_csv('x')",
        "frame.write_csv('x')",
        "frame.to_csv('x')",
        "from polars import read_csv",
        "from polars import DataFrame, scan_parquet as scan",
        "from polars import *",
        "dataclasses.sys.modules['os'].system('id')",
        "IPython.get_ipython().system('id')",
        "from IPython.display import get_ipython",
        "from datetime import sys",
        "from dataclasses import types",
        # who reads is somebody else then, with other roles
        "from dataclasses import replace",
        "import dataclasses as d",
        "directory.viewer",
        "from clientinfo_kernel.query.directory import CustomerDirectory",
        "changed(directory, viewer=somebody)",
        "changed(directory, **{'viewer': somebody})",
        "from statistics import random",
        "from collections.no_such import thing",
        "from clientinfo_kernel.query.directory import LiveStore",
        "from clientinfo_kernel.query.directory import read_settings",
        "from clientinfo_kernel.errors import _near",
        "from widgets.app.page import *",
        "directory_module.LiveStore",
        "__builtins__['open']('x')",
        "np.fromfile('/srv/secrets.json', dtype='S1')",
        "from numpy import loadtxt",
        "pl.sql(\"select * from read_csv('x')\")",
        "pandas.ExcelFile('x')",
        "frame.to_json('x')",
        "Image(filename='x')",
        "operator.attrgetter('__globals__')",
        "from operator import methodcaller",
        "from typing import get_type_hints",
        "from IPython.display import HTML",  # it shows the file of that name where there is one, and so do its kin
        "from IPython.display import Video as shown",
        "import IPython.display",
        "Image(**{'filename': '/x'})",
        "Image(**{'file' + 'name': '/x'})",
        "pandas.io.common.get_handle('/x', 'r')",
        "import pandas.io.common",
        "from pandas.io import common",
        "from pandas import io",
        "from numpy import lib",
        "from polars.plugins import register_plugin_function",
        "pl.plugins.register_plugin_function('x')",
        "np.ctypeslib.load_library('x', '/x')",
        "np.testing.runstring('import os', {})",
        "dataclasses.inspect.linecache.getlines('/x')",
        "ipywidgets.widget_output.InteractiveShell.instance().run_cell('1')",
        "frame.to_html('/x')",
        "frame.to_string('/x')",
        "frame.style.to_latex('/x')",
        "frame.to_markdown('/x')",
        "pandas.to_pickle(frame, '/x')",
        "pandas.eval('1')",
        "'{0.__class__}'.format(frame)",
        "text = f'{{0._store}}'",
        "frame.query('@pl.io.common.get_handle(\"/x\", \"r\")', engine='python')",
        "frame.query('revenue.to_csv(\"/x\")', engine='python')",
        "frame.query('rev' + 'enue > 0')",
        "frame.query(expr=f'revenue > {limit}')",
        "ask = frame.query",
        "('{0.' + '_' * 2 + 'class__}').format(frame)",
        "frame['a'].apply('to_csv', args=('/x',))",
        "frame['a'].apply('to_' + 'csv', args=('/x',))",
        "frame['a'].apply(func='vsc_ot'[::-1], path_or_buf='/x')",
        "frame.groupby('a').agg(['sum', f'to_{kind}'])",
        "frame.agg({'a': '_'.join(('to', 'csv'))})",
        "frame.groupby('a').agg(b=('b', 'sum' if whole else 'to_csv'))",
        "how = 'to_csv'; frame['a'].apply(how, args=('/x',))",
        "how = 'to_'; how += 'csv'; frame['a'].apply(how)",
        "(how := 'to_csv'); frame.agg(how)",
        "ways = {'a': ['sum', 'to_csv']}; frame.agg(ways), frame.apply(ways['a'])",
        "for how in ('sum', 'to_csv'): frame.agg(how)",
        "[frame.agg(how) for how in ('sum', 'to_csv')]",
        "for how in ways: ways = ['sum', 'to_csv']; frame.agg(how)",
        "ways = ('to_csv',); [frame.agg(how) for how in ways]",
        "ways = ['to_csv']; [frame.agg(how) for at, how in enumerate(ways)]",
        "ways = {'a': 'to_csv'}; [frame.agg(how) for at, how in ways.items()]",
        "one, (two, how) = 1, (2, 'to_csv'); frame.agg(*[how])",
        "def write(how='to_csv'): return frame.agg(how)",
        "def write(*, how='to_csv'): return frame.agg(how)",
        "a = b = 'to_csv'; c = [a, c, a]; frame.agg(c)",
        "def write(how): return frame.agg(how)\nwrite('to_csv')",
        "def write(frame, *, how): return frame.agg(how)\nwrite(frame, how='to_csv')",
        "def write(*ways): return frame.agg(ways)\nwrite('sum', 'to_csv')",
        "def write(how, other): return frame.agg(how)\nways = ['sum', 'to_csv']; write(*ways)",
        "def write(how): return frame.agg(how)\nways = {'how': 'to_csv'}; write(**ways)",
        "write = lambda how: frame.agg(how); write('to_csv')",
        "frame.agg(how())\ndef how(): return 'to_csv'",
        "ways = []; ways.append('to_csv'); frame.agg(ways)",
        "ways = {'a': []}; ways['a'].extend(['sum', 'to_csv']); frame.agg(ways)",
        "ways = {}; ways['a'] = 'to_csv'; frame.agg(ways)",
        "ways = {}; ways.update(a='to_csv'); frame.agg(ways)",
        "ways = ['sum']; ways += ['to_csv']; frame.agg(ways)",
        "ways = ['sum'] + ['to_csv']; frame['a'].apply(ways[1])",
        "ways = {'a': [['to_csv']]}; frame['a'].apply(ways['a'][0][0])",
        "ways = {'a': 'to_csv'}; frame['a'].apply(ways.get('b', 'sum'))",
        "frame['a'].apply(ways.get('b', 'to_csv'))",
        "frame['a'].apply({'a': 'to_csv'}['a'])",
        "frame['a'].apply(how := 'to_csv')",
        "frame['a'].apply(how or 'to_csv')",
        "frame.agg({name: 'to_csv' for name in names})",
        "frame.agg(dict(a='to_csv'))",
        "first, *how = 'a', 'to_csv'; frame.agg(how)",
        "summed = frame.agg; other = summed; other('to_csv')",
        "options = {'filename': '/x'}; Image(**options)",
        "options = {}; options['filename'] = '/x'; Image(**options)",
        "options = {'filename': '/x'}; more = options; Image(**(more | {}))",
        "options = {'file' + 'name': '/x'}; Image(**options)",
        "frame.style.from_custom_template('/etc', 'passwd')",
        "frame.style.env.from_string('{{ frame }}').render()",
        "ipywidgets.embed.embed_minimal_html('/x', views=[])",
        "from ipywidgets.embed import embed_minimal_html",
        "functools.singledispatch(show)",
        "from functools import singledispatch as ways",
        "%run other.ipynb",
        "!cat secrets",
    ],
)
def test_what_reads_or_writes_past_the_public_functions_is_found_with_its_line(source: str) -> None:
    [finding, *_more] = check_notebook(notebook("x = 1", f"y = 2\n{source}"))
    assert (finding.cell, finding.line) == (2, 2)
    assert finding.text


def test_a_text_of_another_cell_is_found_where_it_is_used() -> None:
    [finding] = check_notebook(notebook("how = 'to_csv'", "x = 1\nframe.agg(how)"))
    assert (finding.cell, finding.line) == (2, 2)


def test_variables_that_are_made_of_each_other_over_and_over_are_read_once() -> None:
    """Each of 250 is made of the one before it, twice: as a tree it would have 2 to the 250 leaves."""
    lines = ["v0 = 'to_csv'", *(f"v{at} = [v{at - 1}, v{at - 1}]" for at in range(1, 250)), "frame.agg(v249)"]
    [finding] = check_notebook(notebook("\n".join(lines)))
    assert finding.line == len(lines)


@pytest.mark.parametrize("name", ["read_csv", "__class__", "query"])
def test_what_a_pattern_reads_is_an_attribute(name: str) -> None:
    found = check_notebook(notebook(f"match pl:\n    case object({name}=read):\n        read('/x')"))
    assert [(each.line, f"„{name}“" in each.text) for each in found] == [(2, True)]


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date, datetime, time, timedelta",
        "from collections import Counter, abc",
        "import collections.abc",
        "from re import compile, sub",
        "import re\nre.compile('x')",
        "from polars import col, selectors, struct",
        "import polars as pl\npl.col('a').list.eval(pl.element())\npl.col('a').dt.time()",
        "from numpy import random",
        "from clientinfo_kernel.errors import NotPermitted",
        "from clientinfo_kernel.margin import DIMENSIONS, Margin, Question",
        "from IPython.display import clear_output, display",
        "import polars.selectors as cs",
        "from numpy.linalg import norm",
        "pl.col('a').dt.to_string('%Y').str.to_lowercase()",
        "frame.to_dicts(), frame['a'].to_list(), frame.to_pandas()",
        "frame.with_columns(**{'Summe €': pl.col('a')})",
        "'{0.name} {1[year]} {}'.format(make, row, _x)",
        "from typing import Any",
        "match row:\n    case {'year': year}: year\n    case date(year=year): year",
        'frame.query(\'revenue > 100 and `make of car` in ("VW", "Audi")\')',
        "frame.group_by('a').agg((pl.col('b').sum() / pl.len()).alias('c'), total=pl.col('b').sum())",
        "frame.groupby('a').agg({'b': 'sum', 'c': ['min', 'max']}), frame.groupby('a').agg(b=('load', 'sum'))",
        "how, total = 'sum', pl.col('b').sum()\nframe.groupby('a').agg(how), frame.group_by('a').agg(total, other)",
        "ways, names = ['sum', 'max'], {'open': 1}\nfor how in ways: frame.agg(how)\nfor name in names: print(name)",
        "options = {'title': 'Marge'}\nChart(**options)\ndef more(**given): return Chart(**given)",
        "names = {'x': 'open'}\nframe['a'].map(names)",
        "def label(text): return 'Marke ' + text\nframe['a'].map(label), frame['a'].apply(label)",
        "def shown(title, how='sum'): return frame.agg(how)\nshown('Summe ' + year), shown('Summe ' + year, 'max')",
        "options = {}\noptions[name] = pl.col('a')\nframe.with_columns(**options)",
        "rows = []\nrows.append('to_csv')\nprint(rows)\ncells = {}\ncells['open'] = 1\nframe['a'].map(cells)",
        "columns = [pl.col('b').sum()]\ncolumns.append(pl.len().alias('Anzahl ' + year))\nframe.group_by('a').agg(columns)",
        "frame['a'].map({'x': 'open'}).apply(str).transform('rank'), frame.pipe(lambda each: each, 'to_csv')",
    ],
)
def test_what_notebooks_are_made_of_is_let_through(source: str) -> None:
    assert check_notebook(notebook(source)) == []


def test_outputs_may_hold_customers_and_are_taken_out() -> None:
    shown = notebook("1 + 1")
    shown["cells"][0] |= {"outputs": [{"text": "Meier"}], "execution_count": 3, "metadata": {"tags": ["Meier"]}}
    assert check_notebook(shown)
    shown["metadata"] |= {"widgets": {"state": "Meier"}, "kernelspec": {"name": "python3", "Meier": 1}}
    published = published_form(shown)
    assert published["metadata"] == {"kernelspec": {"name": "python3"}}
    assert "Meier" not in json.dumps(published)
    assert check_notebook(published) == []


@pytest.mark.parametrize(
    "unfit",
    [
        {},
        {"cells": [], "nbformat": 3},
        notebook(),
        notebook(" ", ""),
        notebook(*["x = 1"] * (MOST_CELLS + 1)),
        notebook("\n".join(["x = 1"] * 301)),
        {**notebook(), "cells": [*notebook("x = 1")["cells"], {"cell_type": "markdown", "source": "\n" * 300}]},
        notebook("x = 1" + " " * 194 + "; hidden = 2"),  # nobody scrolls that far to the right
    ],
)
def test_what_is_no_small_notebook_is_found(unfit: dict[str, Any]) -> None:
    assert check_notebook(unfit)


@pytest.mark.parametrize(
    "cell",
    [
        {"source": "# Hinweis"},  # no kind
        {"cell_type": "code"},  # no text
        {"cell_type": "code", "source": ["1", 2]},
        {"cell_type": "code", "source": None},
        {"cell_type": "widget", "source": "1"},
        {"cell_type": ["code"], "source": "1"},
        {"cell_type": "markdown", "source": "\ud800"},  # half a character
        "1 + 1",
    ],
)
def test_what_is_no_cell_is_not_kept(cell: Any) -> None:
    with pytest.raises(NotANotebook):
        published_form({**notebook("1 + 1"), "cells": [cell]})


def test_a_text_in_lines_is_the_same_text() -> None:
    """The format allows both (nbformat 4, multiline_string)."""
    lines = notebook("x")
    lines["cells"][0]["source"] = ["x = 1\n", "x"]
    assert published_form(lines)["cells"][0]["source"] == "x = 1\nx"


@pytest.mark.parametrize(
    "source", ["\n".join(["(" * 200] * 200), "x = '\x00'", "(" + "\n".join(["-" * 199] * 250) + "1)"]
)
def test_what_breaks_the_parser_is_found_like_any_other_mistake(source: str) -> None:
    assert check_notebook(notebook(source))
