"""That controlling looked at an odd document: in order, or open again, with the reason; the newest one counts (``decisions``).

``figures`` are those that were looked at (``margin.reviews.figures_of``): where the document's differ later, it is open.
A document of nobody has no ``customer``.
"""

from __future__ import annotations

from clientinfo_kernel.live.decisions import FOLLOWS
from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity

IN_ORDER = "in_order"

OUTLIER_REVIEW = entity(
    "outlier_review",
    "outlier_reviews",
    "review_id",
    Field("customer"),
    Field("number", required=True),
    Field("year", "number", required=True),
    Field("figures", required=True),
    Field("verdict", "code", required=True, words=(IN_ORDER, "open")),
    Field("note", required=True, longest=LONGEST_TEXT),
    Field("reviewed_by", is_writer=True),
    Field(FOLLOWS),
    right="margins",
    topics=("gross_profit",),
    is_fixed=True,
    about="margin",
    natural=("customer", "number", "year", FOLLOWS),
)
