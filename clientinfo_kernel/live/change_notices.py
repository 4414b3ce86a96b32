"""Change notices (Änderungsmitteilung): what is right instead of what the source says, until the source has it."""

from __future__ import annotations

from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity

SUBJECTS = ("phone", "mobile", "email", "address", "contact_person", "vat_id", "other")

CHANGE_NOTICE = entity(
    "change_notice",
    "change_notices",
    "notice_id",
    Field("subject", "code", required=True, words=SUBJECTS),
    Field("value", required=True),
    Field("note", longest=LONGEST_TEXT),
    Field("is_done", "flag"),
    Field("written_by", is_writer=True),
)
