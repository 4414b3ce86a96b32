"""The settings that a command hands on to the processes that it starts, with something to show in their state folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import SnapshotMissing
from clientinfo_kernel.settings import SETTINGS_FILE, SETTINGS_VARIABLE, STATE_VARIABLE, Settings, read_settings

if TYPE_CHECKING:
    from hub.commands.options import ChosenSettings

_DEMO_CUSTOMERS = 2000


def hand_on(chosen: ChosenSettings, *, demo: bool = False) -> Settings:
    """Read the settings, and name their file and the state folder in the environment, wherever we were called.

    Args:
        chosen: What the command line says.
        demo: Take the demo dealership of the state folder instead of a settings file; written and refreshed at the
            first start.

    Raises:
        SettingsError: The settings are missing or wrong.
    """
    if chosen.state is not None:
        os.environ[STATE_VARIABLE] = str(chosen.state.resolve())
    file = _demo_settings(Path(os.environ.get(STATE_VARIABLE, "var")).resolve()) if demo else chosen.file
    settings = read_settings(file, state=chosen.state)
    if demo:
        _refresh_once(settings)
    known = file or Path(os.environ.get(SETTINGS_VARIABLE, SETTINGS_FILE))
    os.environ[SETTINGS_VARIABLE] = str(known.resolve())
    return settings


def _demo_settings(state: Path) -> Path:
    folder = state / "demo"
    if not (folder / SETTINGS_FILE).exists():
        from demo_dealership import write_demo

        print(f"writing a demo dealership with {_DEMO_CUSTOMERS} customers to {folder} ...", flush=True)
        write_demo(folder, customers=_DEMO_CUSTOMERS)
    return folder / SETTINGS_FILE


def _refresh_once(settings: Settings) -> None:
    from clientinfo_kernel.query.snapshot import SnapshotStore  # with it come Polars and Arrow

    try:
        SnapshotStore(settings.state_folder / "snapshots").newest()
    except SnapshotMissing:
        from clientinfo_kernel.ingest.refresh import refresh

        print("building the first snapshot ...", flush=True)
        report = refresh(settings)
        print(f"{report.customers} customers in {report.seconds:.0f} s", flush=True)
