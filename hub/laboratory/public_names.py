"""Which names a notebook that is published can use: modules and what they give, Python's own names, methods, arguments."""

from __future__ import annotations

import sys
from importlib import import_module
from inspect import ismodule
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    # Not CustomerDirectory: who makes one says for whom.
    "clientinfo_kernel.query.directory": frozenset({"open_directory"}),
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
DISPLAY = "IPython.display"
_SHOWN = frozenset({"display", "clear_output", "update_display"})
# Some of its names make another one of what must stay as it is, such as who reads.
DATACLASSES = "dataclasses"
_MADE = frozenset({"dataclass", "field"})
_SOME: Mapping[str, frozenset[str]] = {DISPLAY: _SHOWN, DATACLASSES: _MADE}
_WRITERS = frozenset({"widgets.users", "widgets.publications", "widgets.entries", "widgets.papers"})
# Names of Python that read, write or run what no reader sees.
_BUILTINS = frozenset(
    {
        *("open", "exec", "eval", "compile", "__import__", "input", "breakpoint", "globals", "locals", "vars"),
        *("getattr", "setattr", "delattr", "get_ipython", "attrgetter", "methodcaller", "get_type_hints"),
        # They run what an annotation says, which may be a text.
        *("singledispatch", "singledispatchmethod"),
    }
)
# What writes into the live store, and what the data frames' libraries read and write past the snapshot.
_METHODS = frozenset(
    {
        # Who is allowed to see what: another viewer sees more.
        "viewer",
        *("live", "do", "sql", "SQLContext", "serialize", "deserialize", "load_from_file", "save_to_file", "from_file"),
        *("ExcelFile", "ExcelWriter", "HDFStore", "load", "save", "savez", "savez_compressed", "savefig", "loadtxt"),
        *("savetxt", "genfromtxt", "fromregex", "fromfile", "tofile", "memmap", "open_memmap", "dump", "DataSource"),
        *("show_graph", "get_handle", "getlines", "load_library", "register_plugin_function", "remote"),
        # A table in colours is filled into a template, of a file or a text, which can do all that Python can.
        *("from_custom_template", "from_string", "get_template", "env", "loader", "template_html"),
        "InteractiveShell",
    }
)
# What makes another form of a value; anything else of that name can write a file.
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
# A picture or a text that is shown from a file of the server's, and on whose behalf something is read.
PAST_ARGUMENTS = frozenset({"filename", "viewer"})
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
        # of ipywidgets, which writes pages with it
        *("embed", "embed_minimal_html", "embed_snippet"),
    }
)
# As methods these are words of data frames (``list.eval``, LazyFrame's ``inspect``) and of ``re`` (``compile``).
_ALSO_METHODS = frozenset({"eval", "compile", "input", "inspect"})


def is_forbidden(name: str) -> bool:
    """Return whether a name of Python's own reads, writes or runs what no reader sees."""
    return name in _BUILTINS or name.startswith("__")


def is_forbidden_behind(name: str) -> bool:
    """Return whether a name behind a value is such a name of Python's, or a room that the value's module needs itself."""
    return name in (_BUILTINS | _ROOMS) - _ALSO_METHODS


def goes_past(name: str, before: str = "") -> bool:
    """Return whether a method, or a function of a library, reads or writes past the public functions.

    Args:
        name: How it is called.
        before: The name that it stands behind.
    """
    if before in _BEHIND.get(name, ()):
        return False
    is_unknown_form = name.startswith("to_") and name not in _FORMS
    return name in _METHODS | _STORES | _BEHIND.keys() or name.startswith(_READS) or is_unknown_form


def is_public(module: str) -> bool:
    """Return whether a published notebook can import a module."""
    top = module.partition(".")[0]
    if top == "clientinfo_kernel":
        return module in _KERNEL
    if top in _WHOLE and module != top:
        return module in _WHOLE[top]
    return {top, module} & _LIBRARIES != set() or (top == "widgets" and not _writes(module))


def is_given(module: str, name: str) -> bool:
    """Return whether a public module gives a name to publishers, and not a room behind it."""
    if name == "*" or name.startswith("_") or (name in _BUILTINS | _ROOMS and (module, name) != ("re", "compile")):
        return False
    given = _KERNEL.get(module)
    if given is not None:
        return name in given
    if module in _SOME:
        return name in _SOME[module]
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
