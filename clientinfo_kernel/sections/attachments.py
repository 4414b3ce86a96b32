"""Section ``[attachments]`` of the settings: which files people can attach."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

_Attachable = Literal["pdf", "png", "jpeg", "docx", "xlsx", "text"]


class AttachmentSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``[attachments]``: which files people can attach to cases and contacts.

    Attributes:
        most_megabytes: How large one can be.
        kinds: By what they hold, whatever they are called.
    """

    most_megabytes: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    kinds: tuple[_Attachable, ...] = ("pdf", "png", "jpeg", "docx", "xlsx", "text")

    @property
    def most_bytes(self) -> int:
        """How large one can be."""
        return self.most_megabytes * 1024 * 1024
