"""The generic reader: every table of a mapping, file by file, as checked batches."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import dataframely as dy
import polars as pl

from data_sources.connector import UNREAD, Batch, NothingKnown, SourceNotes, Unchanged, batches_alone
from data_sources.contract import REJECT_SCHEMA, no_rows
from data_sources.errors import SourceAbsent, SourceSettingsWrong, SourceUnreadable
from data_sources.file_names import shown_files, shown_name, skipped_beside
from data_sources.formula_texts import without_formulas
from data_sources.intake import Intake, rejected
from data_sources.mapped.binding import Binding, bind
from data_sources.mapped.cells import as_written, with_iso
from data_sources.mapped.csv_files import open_csv
from data_sources.mapped.damage import FileDamaged, FileUnread
from data_sources.mapped.excel_files import open_excel
from data_sources.mapped.mapping import SourceMapping, TableMapping
from data_sources.mapped.parquet_files import open_parquet
from data_sources.mapped.repeated_headings import RepeatedHeadings, as_lines
from data_sources.mapped.sql_database import connected, open_query, url_from_environment
from data_sources.mapped.total_lines import RULE as TOTAL_LINE
from data_sources.mapped.total_lines import without_totals
from data_sources.records import cut_off
from data_sources.remarks import remark

if TYPE_CHECKING:
    from data_sources.connector import Delivered, Known
    from data_sources.mapped.opened import Opened
    from data_sources.records import Records


@dataclass(frozen=True)
class MappedReader:
    """Reads one source by its mapping.

    Attributes:
        source: Kind of the source.
        schemas: Tables of its contract.
        mapping: Where they stand.
        folder: Folder of the files; None without any.
        url_env: Environment variable with the database URL; None without a database.
    """

    source: str
    schemas: Mapping[str, type[dy.Schema]]
    mapping: SourceMapping
    folder: Path | None = None
    url_env: str | None = None

    def read(self) -> Iterator[Batch]:
        """Yield the batches of all tables, files in the order of their names.

        Raises:
            SourceError: As ``read_changes``.
        """
        return batches_alone(self.read_changes(NothingKnown()))

    def read_changes(self, known: Known) -> Iterator[Delivered]:
        """Yield the batches of new and changed files, and of all tables of a database.

        Raises:
            SourceError: No file of any table, no folder, no database, or no such table in it.
        """
        in_files = {name: table for name, table in self.mapping.tables.items() if table.formats.kind != "sql"}
        in_database = {name: table for name, table in self.mapping.tables.items() if table.formats.kind == "sql"}
        if in_files:
            yield from self._read_files(in_files, known)
        if in_database:
            if self.url_env is None:
                raise SourceSettingsWrong(self.source, 'the mapping reads a database: set url_env = "NAME"')
            with connected(self.source, url_from_environment(self.source, self.url_env)) as connection:
                for name, table in in_database.items():
                    opened = open_query(self.source, connection, table, self.schemas[name].primary_key())
                    yield from self._batches(name, table, table.table or f"query {name}", opened)

    def _read_files(self, tables: Mapping[str, TableMapping], known: Known) -> Iterator[Delivered]:
        if self.folder is None:
            raise SourceSettingsWrong(self.source, 'the mapping reads files: set folder = "..."')
        names = _files(self.source, self.folder)
        found = {table: _matching(names, mapped.files or "") for table, mapped in tables.items()}
        if not any(found.values()):
            wanted = ", ".join(mapped.files or "" for mapped in tables.values())
            raise SourceAbsent(self.source, f"{self.folder} holds none of the files {wanted}")
        skipped = skipped_beside(names, [name for files in found.values() for name in files])
        if skipped:
            yield SourceNotes((remark("files_skipped", files=shown_files(skipped)),))
        for table, files in found.items():
            for name in files:
                file, is_text = shown_name(Path(name)), tables[table].formats.kind == "csv"
                if known.is_unchanged(file, table, self.folder / name, is_hashed_in_reading=is_text):
                    yield Unchanged(file, table)
                else:
                    yield from self._read_file(table, tables[table], name)

    def _read_file(self, table: str, mapped: TableMapping, name: str) -> Iterator[Batch]:
        path = (self.folder or Path()) / name
        file = shown_name(Path(name))
        try:
            match mapped.formats.kind:
                case "csv":
                    opened = open_csv(path, mapped.formats)
                case "excel":
                    opened = open_excel(path, mapped.sheet, mapped.formats)
                case _:
                    opened = open_parquet(path)
            yield from self._batches(table, mapped, file, opened)
        except FileDamaged as damage:
            kept = self.schemas[table].create_empty()
            batch = Batch(table, file, kept, _stopped(self.source, table, file, damage), str(damage))
            yield replace(batch, content=UNREAD) if isinstance(damage, FileUnread) else batch
        except OSError as error:
            kept = self.schemas[table].create_empty()
            why = f"broke off while reading: {error.strerror}"
            yield Batch(table, file, kept, REJECT_SCHEMA.to_frame(), why, content=UNREAD)

    def _batches(self, table: str, mapped: TableMapping, file: str, opened: Opened) -> Iterator[Batch]:
        schema = self.schemas[table]
        binding = bind(opened.headings, mapped, schema)
        formats = mapped.formats.text if mapped.formats.kind == "csv" else with_iso(mapped.formats.text)
        intake = Intake(self.source, table, schema, formats, mapped.codes)
        wanted = no_rows(schema).schema
        is_sheet = mapped.formats.kind == "excel"
        headings = RepeatedHeadings(binding, schema.primary_key(), is_sheet=is_sheet)
        notes = (*opened.notes, *binding.notes)
        keys = [] if mapped.formats.kind == "sql" else schema.primary_key()  # nobody adds up below a query
        for stretch in opened.stretches(binding.names):
            if binding.damage:
                rejects = _all_rejected(intake, file, stretch, binding)
                batch = Batch(table, file, schema.create_empty(), rejects, binding.damage, notes)
            else:
                fields = binding.fields(stretch.fields, file)
                if mapped.formats.kind == "csv":
                    fields = without_formulas(fields)
                records, again = headings.split(fields)
                records, totals = without_totals(records, keys)
                checked = intake.check(as_written(records, wanted, formats))
                broken = _broken(intake, file, stretch.broken)
                broken += [rejected(self.source, table, file, lines, rule) for rule, lines in again]
                if totals.height:
                    broken.append(rejected(self.source, table, file, as_lines(totals), TOTAL_LINE))
                rejects = pl.concat([*broken, checked.rejects])
                batch = Batch(table, file, checked.kept, rejects, cut_off(stretch.broken), notes)
            yield replace(batch, content=opened.content())
            notes = ()


def _files(source: str, folder: Path) -> list[str]:
    """Return all files below the folder, relative, sorted."""
    if not folder.is_dir():
        raise SourceAbsent(source, f"the folder {folder} does not exist; export into it, or set another folder")

    def refuse(error: OSError) -> None:
        raise SourceUnreadable(source, f"the folder {error.filename} cannot be read: {error.strerror}")

    found = (
        (Path(place) / name).relative_to(folder).as_posix()
        for place, _, names in os.walk(folder, onerror=refuse)
        for name in names
        if _is_file(Path(place) / name)
    )
    return sorted(found)


def _is_file(path: Path) -> bool:
    """Return whether this is a file, or a link to one that is gone; opening a pipe or a device might never end."""
    return path.is_file() or (path.is_symlink() and not path.exists())


def _matching(names: list[str], pattern: str) -> list[str]:
    """Return the names that match, in any case; a pattern without a folder looks into the top folder only."""
    deep = "/" in pattern
    wanted = pattern.casefold()
    return [name for name in names if (deep or "/" not in name) and fnmatch.fnmatchcase(name.casefold(), wanted)]


def _broken(intake: Intake, file: str, broken: pl.DataFrame) -> list[pl.DataFrame]:
    return [
        rejected(intake.source, intake.table, file, lines, str(rule))
        for (rule,), lines in broken.group_by("rule", maintain_order=True)
    ]


def _stopped(source: str, table: str, file: str, damage: FileDamaged) -> pl.DataFrame:
    """Return the line of a file that was stopped because it takes too much; nothing for one that is damaged otherwise."""
    if not damage.rule:
        return REJECT_SCHEMA.to_frame()
    return rejected(source, table, file, pl.DataFrame({"line": [0], "record": [str(damage)]}), damage.rule)


def _all_rejected(intake: Intake, file: str, stretch: Records, binding: Binding) -> pl.DataFrame:
    names = [name for name in binding.names if name in stretch.fields.columns]
    record = pl.struct(pl.col(name).cast(pl.String, strict=False) for name in names).struct.json_encode()
    lines = stretch.fields.select(pl.col("source_row").alias("line"), record.alias("record"))
    whole = rejected(intake.source, intake.table, file, lines, "file_damaged")
    return pl.concat([*_broken(intake, file, stretch.broken), whole])
