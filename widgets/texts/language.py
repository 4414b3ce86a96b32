"""The language of the screen: German source texts, translated by a gettext catalogue that is read from its .po file.

``_("German text")`` translates when something is drawn; ``N_("German text")`` only marks a text that stands in a
decorator or a table of words and is translated later by ``_``. Texts with values use named placeholders:
``_("{count} Posten").format(count=3)``.
"""

import gettext
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")
_NAMED: Mapping[str, Language] = {each: each for each in LANGUAGES}
# In which language a published page's kernel begins.
LANGUAGE_VARIABLE = "CLIENTINFO_LANGUAGE"


@dataclass
class _Session:
    """``language`` is None until somebody chooses one: until then it is the environment's."""

    language: Language | None = None


_CONTEXT_END = "\x04"  # between context and text, in gettext's catalogues
# A kernel serves one browser session, so its own record is the normal case: widget messages arrive in other contexts
# than the cell that chose the language, and must see the choice. Who holds several sessions in one process opens one
# by ``session`` for each.
_SESSION: ContextVar[_Session] = ContextVar("session_language")
_OF_THIS_KERNEL = _Session()


def _session() -> _Session:
    return _SESSION.get(_OF_THIS_KERNEL)


def language() -> Language:
    """Return the language of this session."""
    return _SESSION.get(_OF_THIS_KERNEL).language or _of_environment()


def _of_environment() -> Language:
    return _NAMED.get(os.environ.get(LANGUAGE_VARIABLE, ""), "de")


def set_language(chosen: Language) -> None:
    """Choose the language of this session for everything that is drawn from now on.

    Raises:
        ValueError: There is no catalogue for it.
    """
    if chosen not in LANGUAGES:
        raise ValueError(f"no such language: {chosen!r}; there are {', '.join(LANGUAGES)}")
    _session().language = chosen


@contextmanager
def session(chosen: Language = "de") -> Iterator[None]:
    """Open a session of its own, whose language no other session of the process sees or changes."""
    token = _SESSION.set(_Session(chosen))
    try:
        yield
    finally:
        _SESSION.reset(token)


def open_session(chosen: Language) -> None:
    """Give the current context (a web request) a session of its own, which ends with the context."""
    _SESSION.set(_Session(chosen))


@cache
def catalogue(chosen: Language, packages: Sequence[str] = ("widgets",)) -> gettext.NullTranslations:
    """Return the catalogue of a language: what the first package lacks is looked up in the next.

    German is what the code says; other catalogues are compiled in memory, so that none lies about stale.
    """
    if chosen == "de":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    package, *others = packages
    compiled = BytesIO()
    po = files(package) / "locale" / chosen / "LC_MESSAGES" / "clientinfo.po"
    with po.open("rb") as file:
        write_mo(compiled, read_po(file, locale=chosen))
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    if others:
        translations.add_fallback(catalogue(chosen, tuple(others)))
    return translations


def translate(text: str) -> str:
    """Return the text in the session's language; a text without translation stays German."""
    chosen = language()
    if chosen == "de":  # the texts themselves; a page says hundreds of them
        return text.rpartition(_CONTEXT_END)[2] if _CONTEXT_END in text else text
    return catalogue(chosen).gettext(text) if text else ""


def mark(text: str) -> str:
    """Return the German text itself, marked for the catalogue."""
    return text


def in_context(context: str, text: str) -> str:
    """Return the German text, marked for the catalogue, for ``translate``: the word means something else elsewhere."""
    return f"{context}{_CONTEXT_END}{text}"


def ngettext(singular: str, plural: str, count: int, **values: str) -> str:
    """Return the form for this count in the session's language (``{count}``, as ``1.444``, and further values are filled in)."""
    chosen = language()
    said = f"{count:,}"
    if chosen == "de":
        said = said.replace(",", ".")
        form = singular if count == 1 else plural
    else:
        form = catalogue(chosen).ngettext(singular, plural, count)
    return form.format(count=said, **values)


_ = translate
N_ = mark
