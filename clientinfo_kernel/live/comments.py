"""Comments on a case: each stands as it was written; its writer can withdraw it, nobody changes it."""

from __future__ import annotations

from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity

COMMENT = entity(
    "comment",
    "comments",
    "comment_id",
    Field("case_id", required=True),
    Field("text", required=True, longest=LONGEST_TEXT),
    Field("written_by", is_writer=True),
    is_fixed=True,
)
