"""What an audit event is about, as a record; in the log's files it is text: ``customer 10012``, ``audit log``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

Kind = Literal["customer", "app", "user", "document", "accounts", "audit log", "login", "search", "list", "vat_id"]
_NAMED: tuple[Kind, ...] = ("customer", "app", "user", "document", "list", "vat_id")


@dataclass(frozen=True)
class AuditSubject:
    """A thing that an audit event is about.

    Attributes:
        kind: What it is; in a file of a later version also other words.
        id: Customer number, notebook, login name, file name, a list's key or a VAT ID; empty where there is only one of its kind.
    """

    kind: Kind | str
    id: str = ""

    def __str__(self) -> str:
        """Return the text that stands in the log's files."""
        return f"{self.kind} {self.id}" if self.id else self.kind

    @classmethod
    def of(cls, text: str) -> AuditSubject:
        """Return the subject that a text of the log's files stands for."""
        kind, _blank, name = text.partition(" ")
        return cls(kind, name) if name and kind in _NAMED else cls(text)


AUDIT_LOG = AuditSubject("audit log")
SEARCH = AuditSubject("search")


def ids_of(kind: Kind, texts: pl.Expr) -> pl.Expr:
    """Return the ids of the things of one kind that texts of the log's files stand for, null for all others."""
    import polars as pl  # the writing processes have no use for it

    start = f"{kind} "
    nameless = pl.when(texts == kind).then(pl.lit(""))
    return nameless.when(texts.str.starts_with(start)).then(texts.str.slice(len(start)))
