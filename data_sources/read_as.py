"""What to say where a text was read in the encoding of another system than its settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data_sources.encodings import DOS, MAC
from data_sources.remarks import remark

if TYPE_CHECKING:
    from data_sources.remarks import Code, Remark

_SAID: dict[str, Code] = {DOS: "encoding_dos", MAC: "encoding_mac"}


def encoding_note(read_as: str | None, declared: str | None) -> tuple[Remark, ...]:
    """Return the remark, nothing where the encoding is the one that was named or one that DATEV and Windows write."""
    code = _SAID.get(read_as or "")
    return (remark(code, encoding=declared or "cp1252"),) if code and read_as != declared else ()
