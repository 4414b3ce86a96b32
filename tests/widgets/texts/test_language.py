"""The English catalogue holds every text of the screen, with the same placeholders; sessions do not mix."""

import ast
import string
import threading
from collections.abc import Iterator
from contextvars import copy_context
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.widgets.syntax import FOLDER, trees
from widgets.panel import all_panels
from widgets.texts.language import (
    LANGUAGE_VARIABLE,
    _,
    _Session,
    in_context,
    language,
    ngettext,
    session,
    set_language,
    translate,
)

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


@cache
def source_messages() -> dict[str | tuple[str, ...], str]:
    """Every message of the package with the place where it stands."""
    found = extract_from_dir(FOLDER, [("**.py", "python")], {"**.py": {"encoding": "utf-8"}}, KEYWORDS)
    messages = {message: f"widgets/{file}:{line}" for file, line, message, _comments, _context in found}
    seen = {texts(message)[0] for message in messages}
    return messages | {message: place for message, place in calls() if texts(message)[0] not in seen}


def calls() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """The same from the syntax tree: before Python 3.12 the extraction does not look into f-strings."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                given = tuple(each.value for each in node.args if isinstance(each, ast.Constant) and each.value)
                forms = given[: 2 if node.func.id == "ngettext" else 1]
                if forms:
                    yield forms[0] if len(forms) == 1 else forms, f"widgets/{path.relative_to(FOLDER)}:{node.lineno}"


def texts(message: str | tuple[str, ...]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (FOLDER / "locale/en/LC_MESSAGES/clientinfo.po").open("rb") as file:
        return read_po(file, locale="en")


def entry(message: str | tuple[str, ...]) -> str:
    """What to paste into the catalogue."""
    if isinstance(message, str):
        return f'msgid "{message}"\nmsgstr ""\n'
    return f'msgid "{message[0]}"\nmsgid_plural "{message[1]}"\nmsgstr[0] ""\nmsgstr[1] ""\n'


def test_every_text_has_an_english_translation(english):
    missing = []
    for message, place in source_messages().items():
        known: Message | None = english.get(texts(message)[0])
        forms = texts(message)
        if known is None or not all(texts(known.string)) or known.fuzzy or texts(known.id)[: len(forms)] != forms:
            missing.append(f"#: {place}\n{entry(message)}")
    assert not missing, "translate these in widgets/locale/en/LC_MESSAGES/clientinfo.po:\n\n" + "\n".join(missing)


def test_translations_have_the_placeholders_of_their_text(english):
    wrong = [
        (text, translated)
        for message in english
        for text, translated in zip(texts(message.id), texts(message.string), strict=True)
        if message.id and placeholders(text) != placeholders(translated)
    ]
    assert wrong == []


def test_no_translation_outlived_its_text(english):
    used = {texts(message) for message in source_messages()}
    assert [texts(message.id) for message in english if message.id and texts(message.id) not in used] == []


def test_a_text_in_a_context_has_a_translation_of_its_own(english):
    said = {
        tuple(each.value for each in node.args)
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "in_context"
    }
    assert said == {(message.context, message.id) for message in english if message.context and message.string}


@pytest.mark.parametrize(
    ("german", "several", "one"),
    [
        ("Benutzer", "Users", "User"),
        ("Ansprechpartner", "Contact persons", "Contact person"),
        ("Fahrer", "Drivers", "Driver"),
        ("Ersatzwagen", "Courtesy cars", "Courtesy car"),
    ],
)
def test_one_word_of_german_is_two_of_english(german, several, one):
    title = in_context("several", german)
    assert _(title) == german
    with session("en"):
        assert (_(title), _(german)) == (several, one)


def test_the_catalogue_is_sound(english):
    assert [list(message.check(english)) for message in english if list(message.check(english))] == []


def test_german_is_the_text_itself():
    with session("de"):
        assert _("Offene Posten") == "Offene Posten"
        assert ngettext("{count} Tag", "{count} Tagen", 1) == "1 Tag"
        assert ngettext("{count} Tag", "{count} Tagen", 12_345) == "12.345 Tagen"


def test_english_by_session():
    with session("en"):
        assert _("Offene Posten") == "Open items"
        assert ngettext("in {count} Tag", "in {count} Tagen", 1) == "in 1 day"
        assert ngettext("in {count} Tag", "in {count} Tagen", 12_345) == "in 12,345 days"
        assert ngettext("in {count} Tag", "in {count} Tagen", 25) == "in 25 days"
        assert [_(each.title) for each in all_panels()][:2] == ["Overview", "Contact persons"]


def test_a_text_without_translation_stays_german():
    with session("en"):
        assert translate("Kein solcher Text") == "Kein solcher Text"
        assert translate("") == ""


def test_sessions_of_one_process_do_not_mix():
    with session("de"):
        with session("en"):
            set_language("en")
            assert language() == "en"
        assert language() == "de"


def test_the_choice_of_a_kernel_is_seen_by_its_later_messages():
    """Widget messages run in other contexts and threads than the cell that chose the language."""
    seen = []
    copy_context().run(set_language, "en")
    try:
        seen.append(copy_context().run(language))
        thread = threading.Thread(target=lambda: seen.append(language()))
        thread.start()
        thread.join()
    finally:
        set_language("de")
    assert seen == ["en", "en"]


@pytest.mark.parametrize(("given", "spoken"), [("en", "en"), ("de", "de"), ("fr", "de"), (None, "de")])
def test_a_kernel_begins_in_the_language_of_its_page(given, spoken, monkeypatch):
    if given is None:
        monkeypatch.delenv(LANGUAGE_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(LANGUAGE_VARIABLE, given)
    monkeypatch.setattr("widgets.texts.language._OF_THIS_KERNEL", _Session())
    assert language() == spoken
    set_language("en")
    assert language() == "en"


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="there are de, en"):
        set_language("fr")
