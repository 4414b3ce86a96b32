"""What a list shows is in the audit log before it is shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.audit import AUDIT_VARIABLE
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.access.shown_list import ShownList
from clientinfo_kernel.errors import AuditNotWritten

if TYPE_CHECKING:
    from pathlib import Path

ANNA = Viewer("anna", frozenset({"sales"}))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(AUDIT_VARIABLE, str(tmp_path / "audit"))
    return tmp_path / "audit"


def lines(folder: Path) -> list[tuple[str, str, str, str]]:
    found = [json.loads(line) for file in folder.glob("*.jsonl") for line in file.read_text().splitlines()]
    return [(line["user"], line["action"], line["subject"], line["detail"]) for line in found]


def test_a_line_for_each_time_that_others_than_before_are_shown(folder: Path) -> None:
    shown = ShownList(AuditSubject("list", "follow_ups"), ANNA)
    shown(["10012", "10013", "10012"])
    shown(["10013"])
    shown([])
    shown(["10013", "10014"])
    shown(["10012"])
    shown.record("export", "Wiedervorlagen, CSV, 3 Zeilen")
    shown.record("export")
    assert lines(folder) == [
        ("anna", "open", "list follow_ups", "2 shown"),
        ("anna", "open", "list follow_ups", "1 shown"),
        ("anna", "export", "list follow_ups", "Wiedervorlagen, CSV, 3 Zeilen"),
        ("anna", "export", "list follow_ups", ""),
    ]


def test_what_could_not_be_written_is_written_at_the_next_try(folder: Path) -> None:
    shown = ShownList(AuditSubject("list", "follow_ups"), ANNA)
    folder.write_text("no folder")  # nothing can be written there, not even by root
    with pytest.raises(AuditNotWritten):
        shown(["10012"])
    folder.unlink()
    shown(["10012"])
    assert lines(folder) == [("anna", "open", "list follow_ups", "1 shown")]


def test_a_shell_writes_nothing(folder: Path) -> None:
    ShownList(AuditSubject("list", "follow_ups"), SHELL)(["10012"])
    assert not folder.exists()
