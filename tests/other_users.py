"""Other users of the machine, for tests of what they can reach (needs root)."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def folder_that_others_enter() -> Iterator[Path]:
    """A temporary folder that other users enter, as they enter /var/lib: the rights of what is in it decide.

    Not pytest's: each run of pytest closes the folder of all of them.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
