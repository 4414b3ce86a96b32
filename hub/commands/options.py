"""Options that several commands share, and what they choose."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from clientinfo_kernel.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.settings import Settings

as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for machines.")
notebooks_folder = click.option(
    "--notebooks",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the notebooks to publish (default: the shipped ones).",
)
port_number = click.IntRange(1, 65535)


class ChosenSettings(NamedTuple):
    """What ``--settings`` and ``--state`` say; None where they were not given."""

    file: Path | None = None
    state: Path | None = None

    def read(self) -> Settings:
        """Read the settings.

        Raises:
            SettingsError: They are missing or wrong.
        """
        return read_settings(self.file, state=self.state)


def choose_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--settings`` and ``--state`` to a command, which takes them as one ``settings: ChosenSettings``."""

    @click.option("--settings", type=click.Path(path_type=Path), help="The settings file (default: ./clientinfo.toml).")
    @click.option("--state", type=click.Path(path_type=Path), help="Folder for everything that clientinfo writes.")
    @functools.wraps(command)
    def with_settings(*arguments: Any, settings: Path | None, state: Path | None, **options: Any) -> None:
        command(*arguments, settings=ChosenSettings(settings, state), **options)

    return with_settings
