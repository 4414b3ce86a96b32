"""A document that people read."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.view_models.base import Chip, ViewModel


@dataclass(frozen=True)
class Document(ViewModel):
    """A document to be read: ``rendition`` (parsed e-invoice, JSON) is drawn; the original can be downloaded.

    ``xml``: the invoice data inside a hybrid document (ZUGFeRD), where the original itself is not XML.
    """

    title: str
    file_name: str
    media_type: str
    content: bytes
    chips: tuple[Chip, ...] = ()
    rendition: str | None = None
    note: str = ""
    xml: bytes | None = None
