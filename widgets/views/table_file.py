"""Rows of a table as a file that the browser saves; that they leave is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.access.audit_detail import RowsTaken
from widgets.texts.language import ngettext
from widgets.views import export

if TYPE_CHECKING:
    import polars as pl

    from widgets.view_models import Table
    from widgets.views.context import ViewContext


class TableFile(NamedTuple):
    """A file: its name, its media type, its bytes."""

    name: str
    kind: str
    content: bytes


def table_file(table: Table, rows: pl.DataFrame, form: str, context: ViewContext) -> TableFile:
    """Return rows of a table as CSV or (any other word) as an Excel file.

    Raises:
        AuditNotWritten: It cannot be written down, and so nothing leaves.
    """
    title = table.title or table.download
    if form == "csv":
        said, made = "CSV", TableFile(context.file_name(table.download, "csv"), export.CSV, b"")
        content = export.to_csv(rows, table.columns)
    else:
        said, made = "Excel", TableFile(context.file_name(table.download, "xlsx"), export.EXCEL, b"")
        content = export.to_excel(rows, table.columns, title)
    count = ngettext("{count} Zeile", "{count} Zeilen", rows.height)
    context.record("export", RowsTaken(f"{title}, {said}, {count}", rows.height))
    return made._replace(content=content)
