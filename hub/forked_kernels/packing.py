"""Messages of a page's kernel as JSON, made by msgspec: each message has four parts, and a customer a dozen messages.

The standard library makes a new encoder for each part, which takes longer than what it encodes.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from jupyter_client.session import json_packer, json_unpacker

# What a backslash begins in JSON (RFC 8259, 7): both halves of a character, one alone, or anything else.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|.)", re.DOTALL
)


def pack(value: Any) -> bytes:
    """Return a part of a message as JSON; what msgspec does not know is made as in every kernel."""
    try:
        return _ENCODER.encode(value)
    except (TypeError, ValueError, NotImplementedError):  # ValueError: half a character
        return json_packer(value)


def unpack(text: bytes) -> Any:
    """Return what a part says; half a character, which no file, database or connection takes, as one that is unknown."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return json_unpacker(_ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], text))


def _plain(value: Any) -> Any:
    """Return a text of a class of its own (markup) as a plain one."""
    if isinstance(value, str):
        return str.__str__(value)
    raise NotImplementedError


_ENCODER = msgspec.json.Encoder(enc_hook=_plain)
