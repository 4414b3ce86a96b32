"""Remarks (Zuruf): what everybody must know who opens the customer, until a day."""

from __future__ import annotations

from clientinfo_kernel.live.fields import Field, entity

LONGEST_REMARK = 300

# ``until`` is the last day on which it is shown.
REMARK = entity(
    "remark",
    "remarks",
    "remark_id",
    Field("text", required=True, longest=LONGEST_REMARK),
    Field("until", "date", required=True),
    Field("written_by", is_writer=True),
)
