"""``clientinfo restore``: put a backup back; what it replaces is kept beside."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientinfo_kernel.settings import SETTINGS_FILE, SETTINGS_VARIABLE
from hub.backup.restore import restore
from hub.commands.options import choose_settings

if TYPE_CHECKING:
    from hub.commands.options import ChosenSettings


@click.command()
@click.argument("backup", type=click.Path(path_type=Path, exists=True, file_okay=False))
@choose_settings
def command(backup: Path, settings: ChosenSettings) -> None:
    """Put back BACKUP, a folder that ``clientinfo backup`` made. The publication must not run."""
    file = settings.file or Path(os.environ.get(SETTINGS_VARIABLE, SETTINGS_FILE))
    kept = restore(backup.resolve(), file.resolve(), settings.state)
    print(f"restored {backup.name}; next: clientinfo refresh")
    for each in kept:
        print(f"kept what was there before: {each}")
