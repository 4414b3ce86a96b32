"""Where the shipped notebooks are: next to ``hub`` in a checkout, inside it in an installed wheel."""

from pathlib import Path

_HUB = Path(__file__).resolve().parents[1]


def shipped_notebooks() -> Path:
    """Return the folder of the notebooks that come with clientinfo; analysts' ``examples`` are in it."""
    installed = _HUB / "notebooks"  # put there by pyproject.toml when the wheel is built
    return installed if installed.is_dir() else _HUB.parent / "notebooks"
