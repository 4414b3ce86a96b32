"""What is looked at before a notebook is published: a help for who writes and who releases it, and no wall.

Python can be written so that no reading finds out what it does. What is released runs with a page's rights and is
trusted like the product's own code: that is why a second person reads it.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from importlib import import_module
from inspect import ismodule
from typing import TYPE_CHECKING, Any

from hub.laboratory.assigned_values import assigned_values
from hub.laboratory.named_by_text import named_attributes, unread_texts
from hub.web.page_texts import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hub.laboratory.assigned_values import Values

MOST_CELLS, MOST_LINES, LONGEST_LINE = 6, 300, 200
# Tables and figures, what draws them, and the library's modules that reach nothing outside.
_LIBRARIES = frozenset(
    {
        *("polars", "pandas", "numpy", "ipywidgets", "bqplot", "IPython.display"),
        *("__future__", "calendar", "collections", "dataclasses", "datetime", "decimal", "functools", "itertools"),
        *("math", "operator", "re", "statistics", "typing", "zoneinfo"),
    }
)
# Of the kernel each module gives what it makes itself, and not what it imports; None: all its words without ``_``.
_KERNEL: Mapping[str, frozenset[str] | None] = {
    "clientinfo_kernel": frozenset({"open_snapshot"}),
    "clientinfo_kernel.margin": None,
    "clientinfo_kernel.query.directory": frozenset({"open_directory", "CustomerDirectory"}),
    "clientinfo_kernel.query.answers": None,
    "clientinfo_kernel.money": None,
    "clientinfo_kernel.errors": None,
}
# Of these a module below is none of the analyst's business: there the libraries read and write, and load code.
_WHOLE: Mapping[str, frozenset[str]] = {
    "polars": frozenset({"polars.selectors"}),
    "pandas": frozenset(),
    "numpy": frozenset({"numpy.random", "numpy.linalg", "numpy.fft", "numpy.polynomial"}),
}
# What IPython makes a picture or a text of, it reads from a file where one is called so: ipywidgets.HTML does not.
_DISPLAY = "IPython.display"
_SHOWN = frozenset({"display", "clear_output", "update_display"})
_WRITERS = frozenset({"widgets.users", "widgets.publications", "widgets.entries", "widgets.papers"})
# Names of Python that read, write or run what no reader sees.
_BUILTINS = frozenset(
    {
        *("open", "exec", "eval", "compile", "__import__", "input", "breakpoint", "globals", "locals", "vars"),
        *("getattr", "setattr", "delattr", "get_ipython", "attrgetter", "methodcaller", "get_type_hints"),
    }
)
# What writes into the live store, and what the data frames' libraries read and write past the snapshot.
_METHODS = frozenset(
    {
        *("live", "do", "sql", "SQLContext", "serialize", "deserialize", "load_from_file", "save_to_file", "from_file"),
        *("ExcelFile", "ExcelWriter", "HDFStore", "load", "save", "savez", "savez_compressed", "savefig", "loadtxt"),
        *("savetxt", "genfromtxt", "fromregex", "fromfile", "tofile", "memmap", "open_memmap", "dump", "DataSource"),
        *("show_graph", "get_handle", "getlines", "load_library", "register_plugin_function", "remote"),
        "InteractiveShell",
    }
)
# What makes another form of a value; all else that is called so may write a file.
_FORMS = frozenset(
    {
        *("to_arrow", "to_dict", "to_dicts", "to_dummies", "to_frame", "to_init_repr", "to_list", "to_numpy"),
        *("to_pandas", "to_physical", "to_series", "to_struct", "to_array", "to_map", "to_records", "to_flat_index"),
        *("to_date", "to_datetime", "to_time", "to_period", "to_timestamp", "to_timedelta", "to_pydatetime"),
        *("to_pytimedelta", "to_datetime64", "to_timedelta64", "to_julian_date"),
        *("to_decimal", "to_integer", "to_numeric", "to_integral", "to_integral_exact", "to_integral_value"),
        *("to_eng_string", "to_lowercase", "to_titlecase", "to_uppercase", "to_query", "to_customer"),
    }
)
# Words of a data frame that mean no harm behind another one, and elsewhere write (pandas) or run what a text says.
_BEHIND: Mapping[str, frozenset[str]] = {
    "to_string": frozenset({"dt"}),
    "eval": frozenset({"list", "arr", "struct"}),
}
# A picture or a text that is shown from a file of the server's.
_FILE_ARGUMENTS = frozenset({"filename"})
_READS = ("read_", "scan_", "write_", "sink_")
_STORES = frozenset({"LiveStore", "LiveDatabase", "Publications", "AccountStore"})
# Names of Python that are rooms wherever they stand: many modules have one of them that they need themselves.
_ROOMS = frozenset(
    {
        *(
            "sys",
            "os",
            "subprocess",
            "importlib",
            "builtins",
            "ctypes",
            "socket",
            "shutil",
            "pathlib",
            "posix",
            "pickle",
        ),
        *("inspect", "runpy", "multiprocessing", "threading", "tempfile", "urllib", "sqlite3", "requests", "modules"),
        # and those of pandas, numpy and polars
        *("io", "core", "lib", "compat", "testing", "ctypeslib", "f2py", "plugins", "linecache"),
    }
)
# As methods these are words of data frames (``list.eval``, LazyFrame's ``inspect``) and of ``re`` (``compile``).
_ALSO_METHODS = frozenset({"eval", "compile", "input", "inspect"})
# What a text that is formatted reads behind a value: ``'{0.__class__}'``.
_INSIDE = re.compile(r"\{[^{}]*[.\[](_\w*)")


@dataclass(frozen=True)
class Finding:
    """Why a notebook cannot be published as it is: the cell (from 1; 0: the notebook) and line, and what to do."""

    cell: int
    line: int
    text: str


def check_notebook(notebook: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong with a notebook, in its order; nothing: it can be asked for.

    Args:
        notebook: As nbformat 4 has it.
    """
    cells = notebook.get("cells")
    if notebook.get("nbformat") != 4 or not isinstance(cells, list):  # noqa: PLR2004  # the format's number
        return [Finding(0, 0, _("Das ist kein Notebook."))]
    code = [cell for cell in cells if cell.get("cell_type") == "code"]
    sources = ["".join(cell.get("source", "")) for cell in code]
    found = [*_sizes(sources, ["".join(cell.get("source", "")) for cell in cells])]
    if found:  # what is too long is not parsed either
        return found
    if any(cell.get("outputs") or cell.get("execution_count") is not None for cell in code):
        found.append(Finding(0, 0, _("Das Notebook enthält Ausgaben; darin können Kundendaten stehen.")))
    trees = [_parsed(source) for source in sources]
    values = assigned_values(tree for tree in trees if isinstance(tree, ast.AST))
    for number, tree in enumerate(trees, 1):
        found += _findings(number, tree, values)
    return found


def _sizes(sources: list[str], every: list[str]) -> Iterator[Finding]:
    """Return what is too long to be read.

    Args:
        sources: Of the cells with code.
        every: Of all cells: who releases reads texts, too.
    """
    if not any(source.strip() for source in sources):
        yield Finding(0, 0, _("Das Notebook hat keine Zelle mit Code."))
    if len(sources) > MOST_CELLS:
        yield Finding(
            0, 0, _("Höchstens {most} Zellen mit Code; dieses hat {cells}.").format(most=MOST_CELLS, cells=len(sources))
        )
    lines = sum(source.count("\n") + 1 for source in every)
    if lines > MOST_LINES:
        yield Finding(
            0, 0, _("Höchstens {most} Zeilen mit den Texten; dieses hat {lines}.").format(most=MOST_LINES, lines=lines)
        )
    for cell, source in enumerate(sources, 1):
        long = next((place for place, line in enumerate(source.split("\n"), 1) if len(line) > LONGEST_LINE), None)
        if long is not None:  # what stands far to the right nobody reads
            yield Finding(cell, long, _("Höchstens {most} Zeichen in einer Zeile.").format(most=LONGEST_LINE))


def _parsed(source: str) -> ast.AST | int:
    """Return a cell; the line where it is no Python."""
    try:
        return ast.parse(source)
    # Also signs that no source can hold, and brackets deeper than Python's parser goes.
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return getattr(error, "lineno", None) or 1


def _findings(number: int, tree: ast.AST | int, values: Values) -> Iterator[Finding]:
    if isinstance(tree, int):
        yield Finding(number, tree, _("Das ist kein reines Python (auch keine Befehle mit % oder !)."))
        return
    nodes = [*ast.walk(tree), *named_attributes(tree, values)]
    for node in nodes:
        text = _objection(node) or _objection_to_spread(node, values)
        if text:
            yield Finding(number, getattr(node, "lineno", 1), text)
    for node, method in unread_texts(nodes, _objection, values):
        text = _("„{name}“ braucht einen Text, der so dasteht, ohne @ und Aufrufe: ein anderer kann alles tun.")
        yield Finding(number, node.lineno, text.format(name=method))


def _objection(node: ast.AST) -> str:
    match node:
        case ast.Import() | ast.ImportFrom():
            return _objection_to_import(node)
        case ast.Name(id=name) | ast.Attribute(attr=name) if _is_forbidden(node, name):
            return _("„{name}“ ist in veröffentlichten Notebooks nicht erlaubt.").format(name=name)
        case ast.Attribute() | ast.Constant() if name := _name_inside(node):
            return _("„{name}“ ist innen: nehmen Sie, was die Vervollständigung zeigt.").format(name=name)
        case ast.Attribute() | ast.keyword() if name := _name_past(node):
            return _past(name)
    return ""


def _past(name: str) -> str:
    return _("„{name}“ liest oder schreibt an den Lesefunktionen vorbei.").format(name=name)


def _is_forbidden(node: ast.Name | ast.Attribute, name: str) -> bool:
    if isinstance(node, ast.Name):
        return name in _BUILTINS or name.startswith("__")
    return name in (_BUILTINS | _ROOMS) - _ALSO_METHODS


def _name_inside(node: ast.Attribute | ast.Constant) -> str:
    """Return the name behind a value that is nobody's to use, empty where there is none."""
    if isinstance(node, ast.Attribute):
        return node.attr if node.attr.startswith("_") else ""
    found = _INSIDE.search(node.value) if isinstance(node.value, str) else None
    return found[1] if found else ""


def _name_past(node: ast.Attribute | ast.keyword) -> str:
    """Return the name of what reads or writes past the public functions, empty where nothing does."""
    match node:
        case ast.Attribute(attr=name, value=ast.Attribute(attr=before)) if before in _BEHIND.get(name, ()):
            return ""
        case ast.Attribute(attr=name):
            return name if _goes_past(name) else ""
        case ast.keyword(arg=None, value=ast.Dict(keys=keys)):
            return next((name for name in map(_argument, keys) if name in _FILE_ARGUMENTS), "")
    return node.arg if node.arg in _FILE_ARGUMENTS else ""


def _objection_to_spread(node: ast.AST, values: Values) -> str:
    """Return what stands against ``**options``, by what the variable is given."""
    match node:
        case ast.keyword(arg=None, value=ast.Name(id=name)):
            spread = (ast.copy_location(ast.keyword(None, each), node) for each in values.get(name, ()))
            return next((text for each in spread if (text := _objection(each))), "")
    return ""


def _argument(key: ast.expr | None) -> str:
    """Return the argument that a key of ``**{...}`` stands for; one that is put together may be any."""
    return str(key.value) if isinstance(key, ast.Constant) else min(_FILE_ARGUMENTS)


def _objection_to_import(node: ast.Import | ast.ImportFrom) -> str:
    if isinstance(node, ast.Import):
        return _not_public(each.name for each in node.names if not _is_public(each.name) or each.name == _DISPLAY)
    whole = "." * node.level + (node.module or "")
    if not _is_public(whole):
        return _not_public([whole])
    past = next((each.name for each in node.names if _goes_past(each.name)), "")
    if past:
        return _past(past)
    return _not_public(f"{whole}.{each.name}" for each in node.names if not _is_given(whole, each.name))


def _goes_past(name: str) -> bool:
    """Return whether a method, or a function of a library, reads or writes past the public functions."""
    is_unknown_form = name.startswith("to_") and name not in _FORMS
    return name in _METHODS | _STORES | _BEHIND.keys() or name.startswith(_READS) or is_unknown_form


def _is_public(module: str) -> bool:
    top = module.partition(".")[0]
    if top == "clientinfo_kernel":
        return module in _KERNEL
    if top in _WHOLE and module != top:
        return module in _WHOLE[top]
    return {top, module} & _LIBRARIES != set() or (top == "widgets" and not _writes(module))


def _is_given(module: str, name: str) -> bool:
    """Return whether a public module gives a name to publishers, and not a room behind it."""
    if name == "*" or name.startswith("_") or (name in _BUILTINS | _ROOMS and (module, name) != ("re", "compile")):
        return False
    given = _KERNEL.get(module)
    if given is not None:
        return name in given
    if module == _DISPLAY:
        return name in _SHOWN
    if module == "clientinfo_kernel.margin":
        return name[:1].isupper()
    return not _writes(f"{module}.{name}") and not _is_other_module(module, name)


def _is_other_module(module: str, name: str) -> bool:
    """Return whether Python's own module imported the name for itself, such as ``types`` in ``dataclasses``."""
    if module.partition(".")[0] not in sys.stdlib_module_names:
        return False
    try:
        found = getattr(import_module(module), name, None)
    except ImportError:  # there is none of that name
        return True
    return ismodule(found) and found.__name__ != f"{module}.{name}"


def _writes(module: str) -> bool:
    return any(module == each or module.startswith(f"{each}.") for each in _WRITERS)


def _not_public(modules: Iterable[str]) -> str:
    unknown = next(iter(modules), None)
    if unknown is None:
        return ""
    return _("„{module}“ gehört nicht zu dem, was veröffentlichte Notebooks einbinden.").format(module=unknown)
