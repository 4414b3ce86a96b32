"""Tests write into memory only where a run has room there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.in_memory import is_roomy

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_with_room_is_used_and_no_other(tmp_path: Path) -> None:
    assert is_roomy(tmp_path, least_free=1)
    assert not is_roomy(tmp_path, least_free=2**60)
    assert not is_roomy(tmp_path / "missing", least_free=1)
