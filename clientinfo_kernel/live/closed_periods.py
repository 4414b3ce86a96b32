"""Months that controlling closed, and opened again with a reason; the newest row of a month counts (``decisions``).

A closing keeps what the month was then: its lines, the hash of its sums per document, and its postings as a file named by
its hash (``margin.closed_periods``).
"""

from __future__ import annotations

from clientinfo_kernel.live.decisions import FOLLOWS
from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity

CLOSED_PERIOD = entity(
    "closed_period",
    "closed_periods",
    "period_id",
    Field("month", "date", required=True),
    Field("state", "code", required=True, words=("closed", "open")),
    Field(FOLLOWS),
    Field("note", longest=LONGEST_TEXT),
    Field("snapshot"),
    Field("gross_profit", "money"),
    Field("documents", "number"),
    Field("figures_hash"),
    Field("content_hash"),
    Field("decided_by", is_writer=True),
    right="margins",
    topics=("gross_profit",),
    is_fixed=True,
    about="margin",
    natural=("month", FOLLOWS),
)
