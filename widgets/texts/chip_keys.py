"""Chips of a table's column that are made per row: under which key each stands in the frame."""

from collections.abc import Iterable, Mapping

from widgets.view_models import Chip


def chip_key(chip: Chip | None) -> str | None:
    """Return a key that two chips share only if they look alike: 61 and 62 days are both "in 8 Wochen", one of them a warning."""
    return None if chip is None else f"{chip.tone} {chip.text}"


def chips_by_key(chips: Iterable[Chip | None]) -> Mapping[str, Chip]:
    """Return the chips by their keys, for ``Column.chips``."""
    return {key: chip for chip in chips if chip is not None and (key := chip_key(chip)) is not None}
