"""Consent to advertising by channel (Einwilligung): each statement is a row, and the latest of a channel counts."""

from __future__ import annotations

from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity

CONSENT_CHANNELS = ("call", "email", "letter", "sms")
STATEMENTS = ("given", "refused")

# ``stated_on``: the day on which the customer said so; ``proof``: where it can be looked up (form, mail, recording).
CONSENT = entity(
    "consent",
    "consents",
    "consent_id",
    Field("channel", "code", required=True, words=CONSENT_CHANNELS),
    Field("statement", "code", required=True, words=STATEMENTS),
    Field("stated_on", "date", required=True, is_over=True),
    Field("text", longest=LONGEST_TEXT),
    Field("proof"),
    Field("written_by", is_writer=True),
)
