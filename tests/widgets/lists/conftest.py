"""The small demo dealership as its sources wrote it, and the lists as the product makes them."""

from __future__ import annotations

import csv
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from clientinfo_kernel.settings import read_settings
from tests.once import once_per_run
from widgets.work_list import all_lists

from .house_of_three import make_house

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl

KEY_DATE = date(2012, 10, 11)
# The number of everything that the demo writes wrong on purpose (demo_dealership.broken_rows).
BROKEN = "9990001"


def german_day(text: str) -> date | None:
    try:
        return datetime.strptime(text[:10], "%d.%m.%Y").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None


def csv_lines(file: Path) -> list[list[str]]:
    return list(csv.reader(file.read_text(encoding="cp1252").splitlines(), delimiter=";"))


@pytest.fixture(scope="session")
def directory(demo_settings: Path) -> CustomerDirectory:
    return CustomerDirectory(read_settings(demo_settings), SHELL)


@pytest.fixture(scope="session")
def raw(demo_settings: Path) -> Callable[[str], list[dict[str, str]]]:
    """Reads a file of the dealer system as text, without the product's reader and without the lines that are broken."""

    def read(name: str) -> list[dict[str, str]]:
        file = demo_settings.parent / "exports" / "alphaplus" / f"{name}_20121011.csv"
        lines = csv_lines(file)
        whole = [line for line in lines[1:] if len(line) == len(lines[0]) and BROKEN not in line]
        return [dict(zip(lines[0], line, strict=True)) for line in whole]

    return read


@pytest.fixture(scope="session")
def rows(directory: CustomerDirectory) -> Callable[..., pl.DataFrame]:
    """Makes a list, as somebody of the shell sees it or another viewer."""

    def make(key: str, option: str = "", viewer: Viewer = SHELL, on: date = KEY_DATE) -> Any:
        wanted = next(each for each in all_lists() if each.key == key)
        asked = CustomerDirectory(replace(directory.settings, as_of=on), viewer)
        return wanted.table(wanted.desk(asked, option)).rows

    return make


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    return open_directory(once_per_run(tmp_path_factory, "house_of_three", make_house) / "clientinfo.toml")


@pytest.fixture
def house(built: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    """The house, in which nobody has written anything yet."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    return CustomerDirectory(replace(built.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}"))
