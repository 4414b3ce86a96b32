"""Questions about margins that people keep under a name: for themselves, or shared where they say so."""

from __future__ import annotations

from clientinfo_kernel.live.fields import Field, entity

LONGEST_ADDRESS = 16_000

# ``address``: the query of the page's address, which holds everything that the page shows.
SAVED_QUESTION = entity(
    "saved_question",
    "saved_questions",
    "question_id",
    Field("name", required=True, longest=100),
    Field("address", required=True, longest=LONGEST_ADDRESS),
    Field("is_shared", "flag"),
    Field("is_removed", "flag"),
    Field("owner", is_owner=True),
    Field("written_by", is_writer=True),
    right="margins",
    topics=("gross_profit",),
    about="margin",
)
