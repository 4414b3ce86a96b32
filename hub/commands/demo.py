"""``clientinfo demo``: write a made-up dealership."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def run(folder: Path, customers: int, seed: int) -> None:
    """Write the demo and say where it is."""
    from demo_dealership import write_demo

    write_demo(folder, customers=customers, seed=seed)
    print(f"wrote {customers} customers to {folder}; next: clientinfo refresh --settings {folder / 'clientinfo.toml'}")
