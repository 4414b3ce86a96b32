"""Section ``[margin]`` of the settings: by what margins can be asked for, and how long a labour unit is."""

from __future__ import annotations

from typing import Annotated

import msgspec

# Labour units (Arbeitswerte) of an hour, where a maker counts in five minutes; most count in six.
UNITS_PER_HOUR = dict.fromkeys(("BMW", "MINI", "Mercedes", "Mercedes-Benz", "smart"), 12)


class MarginSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``[margin]``.

    Attributes:
        advisers: Whether margins can be asked for by adviser and salesperson; else the snapshot does not hold them.
        units_per_hour: Per make, how many labour units (Arbeitswerte) an hour has.
        other_units_per_hour: The same for all other makes.
    """

    advisers: bool = False
    units_per_hour: dict[str, Annotated[int, msgspec.Meta(gt=0)]] = msgspec.field(default_factory=UNITS_PER_HOUR.copy)
    other_units_per_hour: Annotated[int, msgspec.Meta(gt=0)] = 10
