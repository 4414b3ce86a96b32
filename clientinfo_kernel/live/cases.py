"""Cases (Vorgänge) and the contacts with a customer."""

from __future__ import annotations

from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity
from clientinfo_kernel.sections.cases import SHIPPED_KINDS

CASE_KINDS = SHIPPED_KINDS
CASE_STATUSES = ("open", "in_progress", "waiting", "closed")
STAGES = ("interest", "offer", "negotiation", "won", "lost")
CHANNELS = ("phone", "email", "letter", "visit", "message", "other")
# What only a kind of case has, in the order in which people are asked for it.
OWN_FIELDS = {
    "opportunity": ("vehicle_wanted", "budget", "stage", "probability", "expected_on"),
    "complaint": ("concerns", "demand", "settlement"),
    "test_drive": ("due_time",),
    "appointment": ("due_time",),
}

CASE = entity(
    "case",
    "cases",
    "case_id",
    Field("kind", "code", required=True, words=CASE_KINDS),
    Field("text", required=True, longest=LONGEST_TEXT),
    Field("status", "code", required=True, words=CASE_STATUSES),
    Field("assignee"),
    Field("due_at", "date"),
    # Of that day.
    Field("due_time", "time"),
    Field("follow_up_on", "date"),
    Field("closed_at", "moment", is_derived=True),
    Field("vehicle_wanted"),
    Field("budget", "money", is_positive=True),
    Field("stage", "code", words=STAGES),
    Field("probability", "number", least=0, most=100),
    Field("expected_on", "date"),
    Field("concerns"),
    Field("demand", longest=LONGEST_TEXT),
    Field("settlement", longest=LONGEST_TEXT),
    # Who handed it over, until the new responsible person has seen it.
    Field("handed_over_by", is_only_emptied=True),
    source="CRM",
    together=(("due_at", "due_time"),),
)
CONTACT = entity(
    "contact",
    "contacts",
    "event_id",
    Field("channel", "code", required=True, words=CHANNELS),
    Field("note", required=True, longest=LONGEST_TEXT),
    Field("at", "moment", required=True, is_now_by_default=True, is_over=True),
    Field("employee"),
    Field("contact_person"),
    Field("case_id"),
    Field("follow_up_on", "date"),
    source="CRM",
)
