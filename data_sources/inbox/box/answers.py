"""What the box answers: plain values, checked when they are read. Nothing in them can run (no pickle).

A document is its format, its rendition as JSON, or why it cannot be read, and the attachments of a mail.
"""

from __future__ import annotations

from typing import get_args

import msgspec

from data_sources.inbox.documents import Document
from data_sources.inbox.rendition import Rendition
from data_sources.remarks import Code, Remark

_CODES = frozenset(get_args(Code))


class Answer(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A document as the box read it; without its bytes where the caller has them."""

    file_name: str
    format: str
    media_type: str
    rendition: str | None
    problem: tuple[str, tuple[tuple[str, str], ...]] | None
    attachments: tuple[tuple[Answer, bytes], ...] = ()


def answer_of(document: Document) -> Answer:
    """Return a document as an answer."""
    return Answer(
        document.file_name,
        document.format,
        document.media_type,
        document.rendition.to_json() if document.rendition else None,
        (document.problem.code, document.problem.values) if document.problem else None,
        tuple((answer_of(each), each.content) for each in document.attachments),
    )


def document_of(answer: Answer, content: bytes) -> Document:
    """Return the document of an answer.

    Raises:
        ValueError: It is none that our parsers give.
    """
    problem = None
    if answer.problem is not None:
        code, values = answer.problem
        if code not in _CODES:
            raise ValueError(f"unknown code {code!r}")
        problem = Remark(code, values)  # type: ignore[arg-type]  # one of the codes
    return Document(
        answer.file_name,
        answer.format,
        answer.media_type,
        content,
        Rendition.from_json(answer.rendition) if answer.rendition is not None else None,
        problem,
        tuple(document_of(each, inner) for each, inner in answer.attachments),
    )
