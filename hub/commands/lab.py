"""``clientinfo lab``: JupyterLab on the open snapshot, for analysts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from hub.commands.handed_on_settings import hand_on
from hub.commands.options import choose_settings
from hub.configuration.notebooks import shipped_notebooks
from hub.laboratory.arguments import laboratory_arguments

if TYPE_CHECKING:
    from hub.commands.options import ChosenSettings


@click.command()
@choose_settings
@click.option("--demo", is_flag=True, help="On a demo dealership, built at the first start.")
def command(settings: ChosenSettings, *, demo: bool) -> None:
    """Become JupyterLab; the kernels find the settings in their environment."""
    hand_on(settings, demo=demo)
    arguments = [f"--notebook-dir={shipped_notebooks()}", *laboratory_arguments()]
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *arguments])  # noqa: S606 - no shell, own arguments
