"""A log that grew too large is put aside whole, while its process goes on writing."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hub.supervision import large_logs
from hub.supervision.large_logs import cut_off, put_aside

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = [f"line {number} {'x' * 90}\n" for number in range(100)]


@pytest.fixture(params=["cut off", "emptied"])
def log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A log of a hundred lines, on a disk if there is one: in memory no file is cut."""
    if request.param == "emptied":
        monkeypatch.setattr(large_logs, "cut_off", lambda *_arguments: False)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        written = Path(folder) / "service.log"
        written.write_text("".join(LINES))
        written.chmod(0o600)
        yield written


def test_every_line_is_there_once_also_one_that_comes_meanwhile(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process under load lost two thousand lines each time."""
    copy, late = shutil.copyfileobj, iter(["late\n"])

    def slow(source: Any, target: Any) -> None:
        copy(source, target)
        for line in late:
            writer.write(line)
            writer.flush()

    monkeypatch.setattr(shutil, "copyfileobj", slow)
    with log.open("a") as writer:  # as its process has it
        put_aside(log, largest=20_000)
        assert log.read_text() == "".join(LINES), "not large enough"
        put_aside(log, largest=5000)
        writer.write("after\n")
    old = log.with_name("service.old.log")
    assert old.read_text() + log.read_text() == "".join([*LINES, "late\n", "after\n"])
    assert log.stat().st_size < 5000
    assert log.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_cut_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "odd"
    file.write_text("0123456789")
    with file.open("r+b") as opened:
        assert not cut_off(opened, 3)  # not a block
    assert file.read_text() == "0123456789"
