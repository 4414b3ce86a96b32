"""From a section of clientinfo.toml to its connector, ready to read."""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from clientinfo_kernel.errors import SettingsError
from data_sources.connector import connector_class
from data_sources.errors import SourceSettingsWrong

if TYPE_CHECKING:
    from clientinfo_kernel.settings import Settings
    from data_sources.connector import Connector

_PATHS = ("folder", "file", "mapping", "directory")


def connectors(settings: Settings) -> dict[str, Connector]:
    """The connector of each configured source.

    Raises:
        SettingsError: A section names no connector that there is, or gives it a key or value that it cannot take.
    """
    return {kind: _connector(kind, settings) for kind in settings.sources}


def _connector(kind: str, settings: Settings) -> Connector:
    section = settings.sources[kind]
    try:
        cls = connector_class(kind, section.connector)
    except SourceSettingsWrong as error:
        raise SettingsError(f"[sources.{kind}]: {error}") from None
    known = {each.name: each for each in fields(cls) if each.init}
    unknown = ", ".join(sorted(set(section.arguments) - set(known)))
    if unknown:
        raise SettingsError(f"[sources.{kind}]: {section.connector} has no key {unknown}; it knows: {', '.join(known)}")
    missing = [name for name, each in known.items() if _is_required(each) and name not in section.arguments]
    if missing:
        raise SettingsError(f"[sources.{kind}]: {section.connector} needs the key {', '.join(missing)}")
    hints = get_type_hints(cls)
    values = {name: _value(kind, name, hints[name], value) for name, value in section.arguments.items()}
    made: Connector = cls(**{name: settings.path(value) if name in _PATHS else value for name, value in values.items()})
    return made


def _is_required(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _value(kind: str, name: str, hint: Any, value: Any) -> Any:
    """The value if it is of the key's type; a number may come as text, for the environment has nothing else."""
    allowed = {str if each is Path else each for each in get_args(hint) or (hint,)} - {NoneType}
    if int in allowed and isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    words = {str: "a text", int: "a whole number", bool: "true or false", float: "a number"}
    if type(value) not in allowed and allowed <= set(words):
        wanted = " or ".join(sorted(words[each] for each in allowed))
        raise SettingsError(f"[sources.{kind}]: {name} must be {wanted}, not {value!r}")
    if isinstance(value, str) and (not value.strip() or "\0" in value):
        raise SettingsError(f"[sources.{kind}]: {name} is empty, or holds a character that no name can have")
    return value
