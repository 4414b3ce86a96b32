"""Targets (Ziele): what a division of a branch is to earn in a month."""

from __future__ import annotations

from clientinfo_kernel.live.fields import Field, entity

# ``month``: its first day; ``branch`` empty: of no branch in particular; ``revenue``: after deductions.
TARGET = entity(
    "target",
    "targets",
    "target_id",
    Field("month", "date", required=True),
    Field("division", required=True),
    Field("branch"),
    Field("revenue", "money"),
    Field("gross_profit", "money"),
    Field("written_by", is_writer=True),
    right="margins",
    topics=("gross_profit",),
    about="margin",
    natural=("month", "division", "branch"),
)
