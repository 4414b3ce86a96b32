"""Messages between a page and its kernel as they go over the wire: the v1 framing of Jupyter's websocket subprotocol."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# Channel, header, parent header, metadata, content; buffers follow.
_FEWEST_PARTS = 5
_WORD = 8
_CONTENT = 4


class Frame(NamedTuple):
    """What a frame says about itself."""

    channel: str
    kind: str
    content: memoryview
    message_id: str | None = None

    def field(self, name: str) -> Any:
        """Return a field of the content; None where there is none, or the content is not an object."""
        try:
            content = json.loads(bytes(self.content))
        except (ValueError, RecursionError):
            return None
        return content.get(name) if isinstance(content, dict) else None


def read_frame(frame: bytes, most_parts: int | None = None) -> Frame | None:
    """Return the channel and type of a message in the v1 framing (count of offsets, offsets, parts); None if it is not one.

    The server's own reader believes the count, and would make a list of 2**64 offsets of it.

    Args:
        frame: As it came.
        most_parts: How many parts it can have; None: as many as fit.
    """
    count = int.from_bytes(frame[:_WORD], "little")
    if not _FEWEST_PARTS < count <= min(len(frame) // _WORD - 1, (most_parts or len(frame)) + 1):
        return None
    offsets = [int.from_bytes(frame[_WORD * place : _WORD * (place + 1)], "little") for place in range(1, count + 1)]
    if not _ascends(offsets, from_=_WORD * (count + 1), to=len(frame)):
        return None
    try:
        channel = frame[offsets[0] : offsets[1]].decode()
        header = json.loads(frame[offsets[1] : offsets[2]])
    except (ValueError, RecursionError):
        return None
    kind = header.get("msg_type") if isinstance(header, dict) else None
    if not isinstance(kind, str):
        return None
    message_id = header.get("msg_id")
    return Frame(
        channel,
        kind,
        memoryview(frame)[offsets[_CONTENT] : offsets[_CONTENT + 1]],
        message_id if isinstance(message_id, str) else None,
    )


def _ascends(offsets: Sequence[int], *, from_: int, to: int) -> bool:
    """Return whether the parts lie one behind the other, inside of the frame."""
    places = (from_, *offsets, to)
    return all(before <= after for before, after in itertools.pairwise(places))
