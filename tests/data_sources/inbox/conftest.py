"""One box for the tests of a module: a process for each reading is most of the processor time of a small inbox."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from data_sources.inbox import folder, imap
from data_sources.inbox.box.box import Box

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with Box() as opened:
        yield opened


@pytest.fixture
def one_box(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read folders and mailboxes through the module's box; ``test_box`` has what becomes of a box of one's own."""
    for reader in (folder, imap):
        monkeypatch.setattr(reader, "Box", lambda: nullcontext(box))
