"""From a section of clientinfo.toml to its connector, ready to read."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from clientinfo_kernel.errors import SettingsError
from data_sources.connector import connector_class
from data_sources.errors import SourceSettingsWrong

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.settings import Settings
    from data_sources.connector import Connector

_LISTS = (list, tuple, set, frozenset)
_WORDS: dict[Any, str] = {
    str: "a text",
    Path: "a path",
    int: "a whole number",
    bool: "true or false",
    float: "a number",
    Decimal: "a number",
    date: "a day, e.g. 2026-03-31",
    datetime: "a moment, e.g. 2026-03-31T08:00:00",
}


def connectors(settings: Settings) -> dict[str, Connector]:
    """Make the connector of each configured source.

    A connector is a dataclass, and the annotation of a field says what its key takes: text, numbers, days, words of a
    ``Literal`` or ``Enum``, lists of these; a ``Path`` is resolved against the folder of the settings file. The
    environment has nothing but text, so each of them can be given as text, too (a list with commas).

    Raises:
        SettingsError: A section names a connector that does not exist, or gives it a key or value that it cannot take.
    """
    return {kind: _connector(kind, settings) for kind in settings.sources}


def _connector(kind: str, settings: Settings) -> Connector:
    section = settings.sources[kind]
    try:
        cls = connector_class(kind, section.connector)
    except SourceSettingsWrong as error:
        raise SettingsError(f"[sources.{kind}]: {error}") from None
    if not is_dataclass(cls) or not hasattr(cls, "read"):
        raise SettingsError(
            f"[sources.{kind}]: {section.connector} is not a connector: not a dataclass with a method read"
        )
    known = {each.name: each for each in fields(cls) if each.init}
    unknown = ", ".join(sorted(set(section.arguments) - set(known)))
    if unknown:
        raise SettingsError(f"[sources.{kind}]: {section.connector} has no key {unknown}; it knows: {', '.join(known)}")
    missing = [name for name, each in known.items() if _is_required(each) and name not in section.arguments]
    if missing:
        raise SettingsError(f"[sources.{kind}]: {section.connector} needs the key {', '.join(missing)}")
    hints = get_type_hints(cls, include_extras=True)
    try:
        values = {name: _typed(name, value, hints[name], settings) for name, value in section.arguments.items()}
    except msgspec.ValidationError as error:
        raise SettingsError(f"[sources.{kind}]: {error}") from None
    return cast("Connector", cls(**values))


def _is_required(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _typed(name: str, value: Any, hint: Any, settings: Settings) -> Any:
    """Read a value as the key's type.

    Raises:
        msgspec.ValidationError: It is not; the message names the key and what it takes.
    """

    def path(kind: type, given: object) -> object:
        if kind is Path and isinstance(given, str):
            return settings.path(given)
        raise TypeError

    if isinstance(value, str) and _is_list(hint):
        value = [each.strip() for each in value.split(",")]
    texts = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
    if any(not each.strip() or "\0" in each for each in texts):
        raise msgspec.ValidationError(f"{name} is empty, or holds a character that no name can have")
    if isinstance(value, bool) and bool not in _alternatives(hint):
        raise _refused(name, value, hint)
    if isinstance(value, float) and Decimal in _alternatives(hint):
        value = str(value)  # the figures as written, not those of the nearest binary fraction
    _check_keys(name, value, hint)
    try:
        read = msgspec.convert(value, hint, strict=False, dec_hook=path)
    except msgspec.ValidationError as error:
        if _records(hint):  # it says which section, and which key of it
            raise msgspec.ValidationError(f"{name}: {error}") from None
        raise _refused(name, value, hint) from None
    numbers = read if isinstance(read, _LISTS) else (read,)
    if any(isinstance(each, float | Decimal) and not Decimal(each).is_finite() for each in numbers):
        raise _refused(name, value, hint)
    return read


def _check_keys(name: str, value: Any, hint: Any) -> None:
    """Refuse a key that a section in a section does not have: msgspec leaves it out, and with it what was meant."""
    known = {field.name for record in _records(hint) for field in fields(record)}
    for section in value if known and isinstance(value, list) else ():
        unknown = ", ".join(sorted(set(section) - known)) if isinstance(section, dict) else ""
        if unknown:
            raise msgspec.ValidationError(f"{name} has no key {unknown}; it knows: {', '.join(sorted(known))}")


def _records(hint: Any) -> list[Any]:
    """Return the records of which a value is a list."""
    return [each for part in _alternatives(hint) for each in get_args(part) if is_dataclass(each)]


def _refused(name: str, value: Any, hint: Any) -> msgspec.ValidationError:
    return msgspec.ValidationError(f"{name} must be {_wanted(hint)}, not {value!r}")


def _alternatives(hint: Any) -> tuple[Any, ...]:
    """Return the types of which a value can be one, without None and without constraints."""
    if get_origin(hint) is Annotated:
        return _alternatives(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return tuple(each for part in get_args(hint) for each in _alternatives(part))
    return () if hint is NoneType else (hint,)


def _is_list(hint: Any) -> bool:
    return any(each in _LISTS or get_origin(each) in _LISTS for each in _alternatives(hint))


def _wanted(hint: Any) -> str:
    words = " or ".join(sorted(_in_words(each) for each in _alternatives(hint)))
    return words + "".join(f" {bound}" for bound in _bounds(hint))


def _bounds(hint: Any) -> Iterator[str]:
    for meta in (each for each in getattr(hint, "__metadata__", ()) if isinstance(each, msgspec.Meta)):
        yield from (f"above {meta.gt}" for _ in range(meta.gt is not None))
        yield from (f"from {meta.ge}" for _ in range(meta.ge is not None))
        yield from (f"to {meta.le}" for _ in range(meta.le is not None))


def _in_words(hint: Any) -> str:
    if get_origin(hint) in _LISTS:
        return f"a list, each {_wanted(get_args(hint)[0])}"
    if get_origin(hint) is Literal:
        return f"one of {', '.join(map(str, get_args(hint)))}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return f"one of {', '.join(str(each.value) for each in hint)}"
    return _WORDS.get(hint, str(hint))
