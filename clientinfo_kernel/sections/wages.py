"""Section ``[wages]`` of the settings: whether single postings of wages can be read, and which accounts are wages."""

from __future__ import annotations

from typing import Literal

import msgspec

from clientinfo_kernel.errors import SettingsError


class WageSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``[wages]``.

    Attributes:
        postings: ``sums``: of accounts of wages the snapshot has one row per month, accounts and side; ``single``: each posting.
        accounts: More of them than the standard chart names: single ones, or ranges such as ``417000..418999``;
            employees' personal accounts, too: what is paid to them is a wage.
    """

    postings: Literal["sums", "single"] = "sums"
    accounts: tuple[str, ...] = ()


def wage_ranges(wages: WageSettings) -> tuple[tuple[int, int], ...]:
    """Return the first and last account of each range that the settings name.

    Raises:
        SettingsError: One is not a range of accounts.
    """
    ranges = []
    for text in wages.accounts:
        first, _dots, last = (part.strip() for part in text.partition(".."))
        last = last or first
        if not (
            first.isdecimal() and last.isdecimal() and first.isascii() and last.isascii() and int(first) <= int(last)
        ):
            raise SettingsError(f"wages.accounts: {text!r} is not an account or a range such as 417000..418999")
        ranges.append((int(first), int(last)))
    return tuple(ranges)
