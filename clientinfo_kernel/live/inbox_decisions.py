"""What is decided about an inbox entry: whose it is, done, or sent back. The ledger stays the judge of what is posted."""

from __future__ import annotations

from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity

INBOX_DECISIONS = ("done", "sent_back")

INBOX_DECISION = entity(
    "inbox_entry",
    "inbox_decisions",
    "entry_id",
    Field("decision", "code", words=INBOX_DECISIONS),
    Field("reason", needed_with=("decision", "sent_back")),
    Field("assigned_to"),
    Field("note", longest=LONGEST_TEXT),
    right="receivables",
    topics=("receivables",),
    source="inbox",
    owner="assigned_to",
    together=(("decision", "reason"),),
)
