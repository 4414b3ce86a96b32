"""Documents at cases and contacts: what the house wrote, and what people attached. The content is a file (``document_files``).

A document carries the topics that it was made from: who does not see one of them learns that there is a document, when and
by whom, and nothing of what it is.
"""

from __future__ import annotations

from clientinfo_kernel.live.fields import Field, entity

ORIGINS = ("attached", "letter", "mail")
# ``sending``: it was given to the mail server, and no answer is known.
SENDING = ("sending", "sent", "failed")

DOCUMENT = entity(
    "document",
    "documents",
    "document_id",
    Field("case_id", is_plain=True),
    Field("event_id", is_plain=True),
    Field("origin", "code", required=True, words=ORIGINS, is_plain=True),
    Field("file_name", required=True),
    Field("media_type", required=True),
    # What is wanted: the same command with another text is another wish, so a PDF must not say when it was made.
    Field("content_hash", required=True),
    Field("size", "number", required=True),
    Field("recipient"),
    Field("subject"),
    Field("topics", is_plain=True),
    Field("sending", "code", words=SENDING, is_plain=True, is_proof=True),
    Field("sent_at", "moment", is_plain=True, is_proof=True),
    Field("answer", longest=1000, is_proof=True),
    Field("written_by", is_writer=True, is_plain=True),
)
