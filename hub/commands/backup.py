"""``clientinfo backup``: accounts, audit log, settings and what else cannot be made again, while it runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientinfo_kernel.settings import SETTINGS_FILE, SETTINGS_VARIABLE
from hub.backup.backup import back_up
from hub.commands.options import choose_settings

if TYPE_CHECKING:
    from hub.commands.options import ChosenSettings


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@choose_settings
def command(folder: Path, settings: ChosenSettings) -> None:
    """Make a backup in FOLDER, in a folder of its own that is named after the moment (UTC)."""
    file = settings.file or Path(os.environ.get(SETTINGS_VARIABLE, SETTINGS_FILE))
    made = back_up(settings.read(), file.resolve(), folder.resolve())
    print(f"backup: {made}")
    print("It is secret: password hashes, keys, and who saw what. Encrypt it before it leaves this machine.")
