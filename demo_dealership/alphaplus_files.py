"""The dealer system's export folder, one growing CSV file per table of ``alphaplus_layouts``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from demo_dealership.alphaplus_layouts import FILES
from demo_dealership.broken_rows import broken_rows
from demo_dealership.csv_text import csv_lines, german
from demo_dealership.growing_file import FileReport, GrowingFile

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from demo_dealership.record_layouts import RecordLayout

FOLDER = "exports/alphaplus"


class AlphaplusFiles:
    """The files of one export."""

    def __init__(self, folder: Path) -> None:
        self._files = {name: self._file(folder, name, file, layout) for name, (file, layout) in FILES.items()}

    def append(self, tables: dict[str, pl.DataFrame]) -> None:
        """Write one chunk: rows by table."""
        for name, frame in tables.items():
            self._files[name].append(frame)

    def close(self) -> list[FileReport]:
        """Close all files."""
        for file in self._files.values():
            file.close()
        return [report for file in self._files.values() for report in file.reports]

    @staticmethod
    def _file(folder: Path, name: str, file: str, layout: RecordLayout) -> GrowingFile:
        return GrowingFile(
            folder,
            lambda _: f"{FOLDER}/{file}",
            ";".join(layout.headings.values()) + "\r\n",
            partial(rendered, layout=layout),
            broken_rows(name, tuple(layout.columns)),
        )


def rendered(frame: pl.DataFrame, layout: RecordLayout) -> str:
    """Return the records as the lines of a CSV file."""
    return csv_lines(
        frame.select(german(name, frame.schema[name], layout.codes.get(name)).alias(name) for name in layout.columns)
    )
