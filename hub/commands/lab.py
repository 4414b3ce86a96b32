"""``clientinfo lab``: JupyterLab beside the open snapshot, for analysts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from hub.commands.serve import prepare
from hub.configuration.notebooks import shipped_notebooks

if TYPE_CHECKING:
    from pathlib import Path


def run(settings_file: Path | None, state: Path | None, *, demo: bool) -> None:
    """Become JupyterLab; the kernels find the settings in their environment."""
    os.environ["CLIENTINFO_SETTINGS"] = str(prepare(settings_file, state, demo=demo).resolve())
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", f"--notebook-dir={shipped_notebooks()}"])  # noqa: S606 - no shell, own arguments
