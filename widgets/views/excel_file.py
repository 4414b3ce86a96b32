"""An Excel file that opens as it was written: no text becomes a formula, a link or a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from io import BytesIO

# Excel's own limit of a cell; what is longer would be cut without a word.
_LONGEST_TEXT = 32_767


def excel_file(file: BytesIO) -> Any:
    """Return a workbook (xlsxwriter's) that is written into a file when it is closed."""
    import xlsxwriter

    return xlsxwriter.Workbook(
        file,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
    )


def cell_text(text: str) -> str:
    """Return a text as a cell can hold it; an ellipsis says that it went on."""
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 2]} …"
