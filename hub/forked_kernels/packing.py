"""Messages of a page's kernel as JSON, made by msgspec: each message has four parts, and a customer a dozen messages.

The standard library makes a new encoder for each part, which takes longer than what it encodes.
"""

from __future__ import annotations

from typing import Any

import msgspec
from jupyter_client.session import json_packer, json_unpacker


def pack(value: Any) -> bytes:
    """Return a part of a message as JSON; what msgspec does not know is made as in every kernel."""
    try:
        return _ENCODER.encode(value)
    except (TypeError, ValueError, NotImplementedError):  # ValueError: half a character
        return json_packer(value)


def unpack(text: bytes) -> Any:
    """Return what a part says."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return json_unpacker(text)


def _plain(value: Any) -> Any:
    """Return a text of a class of its own (markup) as a plain one."""
    if isinstance(value, str):
        return str.__str__(value)
    raise NotImplementedError


_ENCODER = msgspec.json.Encoder(enc_hook=_plain)
