"""That controlling looked at an odd document: in order, or open again, with the reason; the newest row of a document counts.

``figures`` are those that were looked at (``margin.reviews.figures_of``): where the document's differ later, it is open.
A document of nobody has no ``customer``.
"""

from __future__ import annotations

from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity

OUTLIER_REVIEW = entity(
    "outlier_review",
    "outlier_reviews",
    "review_id",
    Field("customer"),
    Field("number", required=True),
    Field("year", "number", required=True),
    Field("figures", required=True),
    Field("verdict", "code", required=True, words=("in_order", "open")),
    Field("note", required=True, longest=LONGEST_TEXT),
    Field("reviewed_by", is_writer=True),
    right="margins",
    topics=("gross_profit",),
    is_fixed=True,
    about="margin",
)
