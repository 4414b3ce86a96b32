"""The dealer system's export folder, exactly as the shipped alphaPlus mapping describes it."""

from __future__ import annotations

import tomllib
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Any

from demo_dealership.broken_rows import broken_rows
from demo_dealership.csv_text import csv_lines, german
from demo_dealership.growing_file import FileReport, GrowingFile

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

FOLDER = "exports/alphaplus"


class AlphaplusFiles:
    """One growing CSV file per table of the mapping."""

    def __init__(self, folder: Path) -> None:
        mapping = resources.files("data_sources.dealer_system") / "mappings" / "alphaplus.toml"
        tables: dict[str, Any] = tomllib.loads(mapping.read_text(encoding="utf-8"))["tables"]
        self._files = {name: self._file(folder, name, table) for name, table in tables.items()}

    def append(self, tables: dict[str, pl.DataFrame]) -> None:
        """Write one chunk: contract rows by table."""
        for name, frame in tables.items():
            self._files[name].append(frame)

    def close(self) -> list[FileReport]:
        """Close all files."""
        for file in self._files.values():
            file.close()
        return [report for file in self._files.values() for report in file.reports]

    @staticmethod
    def _file(folder: Path, name: str, table: dict[str, Any]) -> GrowingFile:
        columns: dict[str, str] = table["columns"]
        file = table["files"].replace("_*", "*").replace("*", "_20121011")
        codes = {
            column: {word: code for code, word in words.items()} for column, words in table.get("codes", {}).items()
        }
        return GrowingFile(
            folder,
            lambda _: f"{FOLDER}/{file}",
            ";".join(columns.values()) + "\r\n",
            partial(_render, columns=tuple(columns), codes=codes),
            broken_rows(name, tuple(columns)),
        )  # fmt: skip


def _render(frame: pl.DataFrame, columns: tuple[str, ...], codes: dict[str, dict[str, str]]) -> str:
    return csv_lines(frame.select(german(name, frame.schema[name], codes.get(name)).alias(name) for name in columns))
