"""Messages between a caller and the process in the box: each with its length before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

HEAD_BYTES = 8
# The exit code of a process whose limit of memory is reached.
OUT_OF_MEMORY = 3


def framed(payload: bytes) -> bytes:
    """Return a message with its length before it."""
    return len(payload).to_bytes(HEAD_BYTES, "big") + payload


def length_of(head: bytes) -> int:
    """Return the length that stands before a message."""
    return int.from_bytes(head, "big")


def message_of(file: BinaryIO) -> bytes | None:
    """Return the next message of a file; None at its end."""
    head = file.read(HEAD_BYTES)
    return file.read(length_of(head)) if len(head) == HEAD_BYTES else None


def say(file: BinaryIO, payload: bytes) -> None:
    """Write a message into a file, at once."""
    file.write(framed(payload))
    file.flush()
