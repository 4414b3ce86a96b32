"""``clientinfo demo``: write a made-up dealership."""

from __future__ import annotations

from pathlib import Path

import click

from clientinfo_kernel.settings import SETTINGS_FILE
from demo_dealership import write_demo


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--customers", type=click.IntRange(min=1), default=2000, show_default=True, help="How many customers.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed writes the same dealership."
)
def command(folder: Path, customers: int, seed: int) -> None:
    """Write the demo and say where it is."""
    write_demo(folder, customers=customers, seed=seed)
    print(f"wrote {customers} customers to {folder}; next: clientinfo refresh --settings {folder / SETTINGS_FILE}")
