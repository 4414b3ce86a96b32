"""Every text of the screen stands where gettext finds it: in ``_()``, ``N_()`` or ``ngettext()``."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache

import pytest

from tests.widgets.syntax import called, trees
from widgets import view_models
from widgets.panel import Panel

MARKED = {"_", "N_", "ngettext"}
# Texts of a view model that nobody reads: codes, names of files, currency codes.
CODES = {"key", "kind", "form", "icon", "selected", "file_name", "media_type", "unit", "customers", "kept_as"}
GERMAN = re.compile(r"[äöüÄÖÜß]|\b(der|die|das|und|oder|nicht|keine?|ist|sind|mit|ohne|von|Kunde|Rechnung|Zeile)\b")
# Letters that a rule is about.
RULES = {"(?:[a-z0-9äöüß-]+\\.)+[a-z]{2,}", "ß"}


@cache
def shown_fields() -> dict[str, dict[str | int, str]]:
    """By the name of a view model: its texts that are shown, by name and by place among its arguments."""
    models = [each for each in vars(view_models).values() if is_dataclass(each)]
    found: dict[str, dict[str | int, str]] = {}
    for model in [*models, Panel]:
        shown = [(place, each.name) for place, each in enumerate(fields(model)) if each.type in ("str", str)]
        shown = [(place, name) for place, name in shown if name not in CODES]
        found[model.__name__] = {at: name for place, name in shown for at in (place, name)}
    return found | {"panel": {1: "title", "title": "title"}}


def literal(node: ast.expr) -> bool:
    """Whether words stand in the code as they are."""
    if isinstance(node, ast.JoinedStr):
        return any(literal(part) for part in node.values)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and any(map(str.isalpha, node.value))


def unmarked(tree: ast.Module) -> Iterator[str]:
    """Places where a text that is shown is not marked for the catalogue."""
    shown = shown_fields()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = called(node).removeprefix("view_models.").removeprefix("models.")
        given = [*enumerate(node.args), *((each.arg or "", each.value) for each in node.keywords)]
        for at, value in given:
            if at in shown.get(name, {}) and literal(value):
                yield f"{node.lineno}: {name}({shown[name][at]}={ast.unparse(value)})"


def german(tree: ast.Module) -> Iterator[str]:
    """German words that are neither marked nor a docstring."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKED:
            skipped |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in skipped else None
        if isinstance(text, str) and text not in RULES and GERMAN.search(text):
            yield f"{node.lineno}: {text}"


def test_every_text_of_a_view_model_is_marked() -> None:
    found = [f"{path.name}:{each}" for path, tree in trees().items() for each in unmarked(tree)]
    assert found == [], "wrap these in _() or, in a decorator, in N_()"


def test_no_other_german_word_stands_in_the_code() -> None:
    found = [f"{path.name}:{each}" for path, tree in trees().items() for each in german(tree)]
    assert found == [], "wrap these in _() or, in a table of words, in N_()"


@pytest.mark.parametrize(
    "source",
    [
        '@panel("a", "Zahlungen", 1)\ndef a(): ...',
        'Column("paid_on", "Datum", "date")',
        'Column("paid_on", title="Datum")',
        'models.Notice(_("Gut"), f"Seit {day}")',
        'Table(columns, rows, download="zahlungen")',
    ],
)
def test_an_unmarked_text_would_be_found(source: str) -> None:
    assert len(list(unmarked(ast.parse(source)))) == 1


@pytest.mark.parametrize(
    "source", ['Column("paid_on", _("Datum"), "date")', "Notice(_('Gut'), f'{since} {day}')", "Series(name, ())"]
)
def test_a_marked_text_is_fine(source: str) -> None:
    assert list(unmarked(ast.parse(source))) == []
