"""Sections ``[services.NAME]`` of the settings: whom to ask outside of the house, and how long to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from clientinfo_kernel.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

_Service = TypeVar("_Service")


def read_service(given: Mapping[str, Any], name: str, kind: type[_Service], *urls: str) -> _Service:
    """Return a section as a record.

    Args:
        given: Its keys and values.
        name: Of the section, for what is said.
        kind: A dataclass or Struct with a field for each key.
        urls: The fields that are addresses; empty ones ask nobody.

    Raises:
        SettingsError: A key is unknown or missing, or holds what it cannot.
    """
    known = kind.__annotations__
    unknown = set(given) - set(known)
    if unknown:
        raise SettingsError(f"[services.{name}] has no {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    try:
        service = msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"[services.{name}]: {error}") from error
    for url in (getattr(service, each) for each in urls):
        if url and not is_web_address(url):
            raise SettingsError(f"[services.{name}]: {url!r} is not an address that begins with https://")
    return service


def is_web_address(url: str) -> bool:
    """Return whether a text is an address with a host, and a port that can be one."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"https", "http"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, or half an IPv6 address
        return False
