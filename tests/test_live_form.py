"""A file of what people write that a test begins with is like one that the product has migrated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from clientinfo_kernel.live import database, upgrade
from clientinfo_kernel.live.database import LiveDatabase
from tests.live_form import made_once

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def dump(file: Path) -> list[str]:
    url = sa.URL.create("sqlite", database=str(file))
    with LiveDatabase(url).reading() as connection:
        return list(connection.connection.dbapi_connection.iterdump())


def test_the_first_file_the_later_ones_and_a_migrated_one_are_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert database.upgrade is made_once
    first, later = dump(tmp_path / "one" / "live.sqlite"), dump(tmp_path / "two" / "live.sqlite")
    monkeypatch.setattr(database, "upgrade", upgrade.upgrade)
    assert first == later == dump(tmp_path / "three" / "live.sqlite")
    assert any(upgrade.HEAD in line for line in first)
