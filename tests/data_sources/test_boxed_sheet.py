"""A stranger's workbook is read in a process that can do nothing but answer; one that takes too much is damaged, no more."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from data_sources.box import parser as parser_module
from data_sources.mapped import boxed_file
from tests.data_sources.test_excel_files import CUSTOMERS, cells, package
from tests.data_sources.test_mapped_reader import read

HOSTILE = """
import data_sources.mapped.sheet_process as process
def taken_over(book, part):
    {attack}
    yield process.Row(1, {{0: "Nr"}})
process.rows = taken_over
process.main()
"""


def attacked_by(monkeypatch: pytest.MonkeyPatch, attack: str) -> None:
    """The process runs this code in the place of reading rows, as if a workbook had taken it over."""
    popen = subprocess.Popen

    def started(_command: list[str], **more: object) -> subprocess.Popen[bytes]:
        return popen([sys.executable, "-c", HOSTILE.format(attack=attack)], **more)  # type: ignore[call-overload]

    monkeypatch.setattr(parser_module.subprocess, "Popen", started)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    package(tmp_path / "k.xlsx", cells("<row><c><v>7</v></c><c t='str'><v>Meier</v></c></row>"))
    return tmp_path


@pytest.mark.parametrize(
    ("attack", "rule", "reason"),
    [
        pytest.param("while True: pass", "parser_time", "processor time", marks=pytest.mark.slow),
        ("b'x' * (3 << 30)", "parser_memory", "too much memory"),
        ("import ctypes; ctypes.string_at(0)", "parser_crash", "crash"),
        ("yield process.Row(10**9, {0: 'Nr'})", "parser_crash", "crash"),
        ("yield 5", "parser_crash", "crash"),
        (
            "process.FileDamaged.__str__ = lambda _: 'x' * (40 << 20); raise process.FileDamaged('')",
            "parser_answer",
            "more text",
        ),
    ],
)
def test_what_takes_too_much_is_one_damaged_file(
    monkeypatch: pytest.MonkeyPatch, folder: Path, attack: str, rule: str, reason: str
) -> None:
    monkeypatch.setattr(boxed_file, "_SECONDS", 1)
    attacked_by(monkeypatch, attack)
    (batch,) = read(folder, CUSTOMERS)
    assert batch.kept.height == 0
    assert batch.rejects.select("file", "line", "rule").rows() == [("k.xlsx", 0, rule)]
    assert str(batch.damage).startswith("is refused: ")
    assert reason in str(batch.damage)


def test_a_workbook_may_take_its_processor_time_also_on_a_busy_machine(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """The clock that ends a reader follows the processor time of its workbook, where a document's would not do."""
    monkeypatch.setattr(parser_module, "DEADLINE_SECONDS", 0.0)
    (batch,) = read(folder, CUSTOMERS)
    assert (batch.damage, batch.kept["name"].to_list()) == (None, ["Meier"])


def test_code_that_took_the_reader_over_reaches_no_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "secrets.json").write_text("GEHEIM")
    attacked_by(
        monkeypatch,
        f"try: found = open({str(folder / 'secrets.json')!r}).read()\n"
        "    except OSError as error: found = f'refused {error.errno}'\n"
        "    raise process.FileDamaged(found)",
    )
    (batch,) = read(folder, CUSTOMERS)
    if batch.damage == "GEHEIM":
        pytest.skip("this kernel has no filter of system calls: the box limits, and does not shut in")
    assert batch.damage == "refused 1"


def test_a_shared_text_in_many_cells_is_no_way_to_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A text of 32,000 characters that 2,000 cells name is 64 MB out of some kilobytes."""
    import xlsxwriter

    monkeypatch.setattr(boxed_file, "_LEAST_BYTES", 8 << 20)
    with xlsxwriter.Workbook(tmp_path / "k.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nr", "Name", "PLZ", "Geburtstag", "Limit"])
        for row in range(1, 2001):
            sheet.write_string(row, 1, "A" * 32_000)
    assert (tmp_path / "k.xlsx").stat().st_size < 100_000
    batches = read(tmp_path, CUSTOMERS)
    assert batches[-1].damage == "is refused: it unpacks to more text than a file of its size holds"
    assert sum(batch.kept.height for batch in batches) == 0


def test_the_reader_ends_with_its_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen
    monkeypatch.setattr(
        parser_module.subprocess, "Popen", lambda *given, **more: started.append(popen(*given, **more)) or started[-1]
    )
    batches = read(folder, CUSTOMERS)
    assert pl.concat(batch.kept for batch in batches)["name"].to_list() == ["Meier"]
    assert [process.returncode is not None for process in started] == [True]
