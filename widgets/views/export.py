"""A table's rows as files for a spreadsheet: CSV as German Excel reads it, and Excel with real figures and days.

A text that a spreadsheet would take for a formula never becomes one: CSV gets an apostrophe before it (the advice of
OWASP, "CSV Injection"), Excel gets text cells.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import polars as pl

from widgets.texts.formats import local
from widgets.texts.language import _
from widgets.view_models import Column, Kind
from widgets.views.excel_file import cell_text, excel_file
from widgets.views.rows import FIGURES, TEXTS, as_text, local_moment

CSV = "text/csv;charset=utf-8"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Also behind blanks and signs that are not seen, and in full width: some programs take those for the same.
_FORMULA = r"^[\t\r\n]|^[\s\p{Cc}\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]"
# A share is shown as on the screen, with one place, and is as exact as its table knows it: rounded again it stays the same.
_FORMATS = {"money": "#,##0.00", "percent": '#,##0.00" %"', "share": '#,##0.0" %"', "number": "#,##0.###"}
_WIDTHS = {"text": 40, "money": 14, "percent": 10, "share": 10, "number": 12, "date": 12, "moment": 17}


def to_csv(rows: pl.DataFrame, columns: Sequence[Column]) -> bytes:
    """Return a CSV file: ``;`` between cells, decimal comma, days as 07.03.2011, UTF-8 with byte order mark."""
    shown = _with_beside(columns)
    texts = rows.select(_text(column, rows.schema[column.key]).alias(str(at)) for at, column in enumerate(shown))
    texts.columns = _titles(shown)
    return texts.write_csv(separator=";", include_bom=True, line_terminator="\r\n").encode()


def to_text(rows: pl.DataFrame, columns: Sequence[Column]) -> str:
    """Return the cells apart by tabs, for the clipboard: written as in the CSV file, with the titles above."""
    texts = rows.select(_text(column, rows.schema[column.key]).alias(column.key) for column in columns)
    lines = [[column.title for column in columns], *([cell or "" for cell in row] for row in texts.iter_rows())]
    return "\n".join("\t".join(" ".join(cell.split()) for cell in cells) for cells in lines)


def to_excel(rows: pl.DataFrame, columns: Sequence[Column], title: str) -> bytes:
    """Return an Excel file: one sheet with a frozen, filterable head; figures and days are real ones, everything else is text."""
    shown = _with_beside(columns)
    file = BytesIO()
    with excel_file(file) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True})
        formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        formats["date"] = book.add_format({"num_format": "dd.mm.yyyy"})
        formats["moment"] = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        for at, (column, name) in enumerate(zip(shown, _titles(shown), strict=True)):
            sheet.set_column(at, at, _WIDTHS.get(column.kind, 18))
            sheet.write_string(0, at, name, bold)
            for line, value in enumerate(_values(rows, column), start=1):
                _write(sheet, line, at, value, formats.get(column.kind))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(rows.height, 1), max(len(shown) - 1, 0))
    return file.getvalue()


def _write(sheet: Any, line: int, at: int, value: object, cell_format: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(line, at, _("ja") if value else _("nein"))
    elif isinstance(value, (Decimal, int, float)):
        sheet.write_number(line, at, value, cell_format)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, at, local(value).replace(tzinfo=None), cell_format)
    elif isinstance(value, date):
        sheet.write_datetime(line, at, value, cell_format)
    else:
        sheet.write_string(line, at, cell_text(str(value)))


def _values(rows: pl.DataFrame, column: Column) -> pl.Series:
    # Identifiers are text even where a frame holds them as numbers: leading zeros count.
    if column.kind in TEXTS:
        return rows.select(as_text(column).alias("text"))["text"]
    return rows[column.key]


def _text(column: Column, kind: pl.DataType) -> pl.Expr:
    cell = pl.col(column.key)
    if column.kind in FIGURES and kind.is_numeric():
        return cell.cast(pl.String).str.replace(".", ",", literal=True)
    if isinstance(kind, pl.Datetime):
        return local_moment(cell, kind).dt.to_string("%d.%m.%Y %H:%M")
    if kind == pl.Date:
        return cell.dt.to_string("%d.%m.%Y")
    if kind == pl.Boolean:
        return pl.when(cell).then(pl.lit(_("ja"))).when(~cell).then(pl.lit(_("nein")))
    text = as_text(column)
    return pl.when(text.str.contains(_FORMULA)).then(pl.lit("'") + text).otherwise(text)


def _with_beside(columns: Sequence[Column]) -> list[Column]:
    """Return the columns of a file: what stands next to a value on the screen is one of its own."""
    shown: list[Column] = []
    for column in columns:
        shown.append(column)
        if column.beside:
            kind: Kind = "chip" if column.chips else "text"
            title = column.beside_title or _("{title}, Zusatz").format(title=column.title)
            shown.append(Column(column.beside, title, kind, chips=column.chips))
    return shown


def _titles(columns: Sequence[Column]) -> list[str]:
    """Return the headings, made unique: a spreadsheet's filter needs that."""
    seen: dict[str, int] = {}
    titles = []
    for column in columns:
        seen[column.title] = seen.get(column.title, 0) + 1
        again = seen[column.title]
        titles.append(column.title if again == 1 else f"{column.title} {again}")
    return titles


def _sheet_name(title: str) -> str:
    r"""Excel allows 31 signs and no ``[]:*?/\``, and no apostrophe at the ends."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title)[:31].strip("' ") or _("Tabelle")
