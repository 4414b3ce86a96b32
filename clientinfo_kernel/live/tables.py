"""The tables of the live store; ``migrations`` creates and changes them.

Identifiers are text, moments are UTC. ``version`` counts the changes of a row from 1. A line of ``events`` is the history
of one change, and never changes itself: ``before`` and ``after`` hold the changed fields as JSON, ``topics`` what somebody
must be allowed to see in order to read them (``clientinfo_kernel.access.topics``, separated by blanks). ``request`` is a hash of
what was asked for: a command's id is not taken for another one's.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from clientinfo_kernel.live.column_types import ROW_ID, Cents, Day, Moment, OwnFields

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


def _of_customer(name: str, key: str, *columns: sa.Column[Any]) -> sa.Table:
    """Declare a table of rows that people write about a customer, or about the house: then the number is empty."""
    return sa.Table(
        name,
        metadata,
        sa.Column(key, sa.Text, primary_key=True),
        sa.Column("customer_number", sa.Text, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        *columns,
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
    )


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text) for name in names]


def _required(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


cases = _of_customer(
    "cases",
    "case_id",
    *_required("kind", "text", "status"),
    sa.Column("assignee", sa.Text, index=True),
    sa.Column("due_at", Day),
    sa.Column("follow_up_on", Day, index=True),
    sa.Column("closed_at", Moment),
    sa.Column("handed_over_by", sa.Text, index=True),
    sa.Column("own", OwnFields),
    *_texts("due_time", "vehicle_wanted", "stage", "concerns", "demand", "settlement"),
    sa.Column("budget", Cents),
    sa.Column("probability", sa.Integer),
    sa.Column("expected_on", Day),
)
contacts = _of_customer(
    "contacts",
    "event_id",
    sa.Column("case_id", sa.Text, sa.ForeignKey("cases.case_id"), index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("employee", sa.Text, index=True),
    *_texts("contact_person", "note"),
    *_required("channel"),
    sa.Column("follow_up_on", Day, index=True),
)
comments = _of_customer(
    "comments",
    "comment_id",
    sa.Column("case_id", sa.Text, sa.ForeignKey("cases.case_id"), nullable=False, index=True),
    *_required("text"),
    *_texts("written_by"),
)
documents = _of_customer(
    "documents",
    "document_id",
    sa.Column("case_id", sa.Text, sa.ForeignKey("cases.case_id"), index=True),
    sa.Column("event_id", sa.Text, sa.ForeignKey("contacts.event_id"), index=True),
    *_required("origin", "file_name", "media_type", "content_hash"),
    sa.Column("size", sa.Integer, nullable=False),
    *_texts("recipient", "subject", "topics", "sending", "answer", "written_by"),
    sa.Column("sent_at", Moment),
)
remarks = _of_customer(
    "remarks", "remark_id", *_required("text"), sa.Column("until", Day, nullable=False), *_texts("written_by")
)
consents = _of_customer(
    "consents",
    "consent_id",
    *_required("channel", "statement"),
    sa.Column("stated_on", Day, nullable=False),
    *_texts("text", "proof", "written_by"),
)
change_notices = _of_customer(
    "change_notices",
    "notice_id",
    *_required("subject", "value"),
    sa.Column("is_done", sa.Boolean),
    *_texts("note", "written_by"),
)
profiles = _of_customer(
    "profiles",
    "profile_id",
    *_required("network", "address", "source"),
    sa.Column("found_on", Day, nullable=False),
    sa.Column("consent_on", Day),
    *_texts("person", "written_by"),
)
customer_points = _of_customer(
    "customer_points",
    "point_id",
    *(sa.Column(name, sa.Integer) for name in ("latitude_e6", "longitude_e6")),
    *_texts("note", "source", "attribution", "street", "postal_code", "town", "written_by"),
)
open_item_decisions = _of_customer(
    "open_item_decisions",
    "item_id",
    *_texts("debtor_account", "item_kind", "number"),
    sa.Column("item_date", Day),
    sa.Column("blocked_until", Day),
    sa.Column("promised_on", Day),
    sa.Column("promised_amount", Cents),
    sa.Column("promised_balance", Cents),
    *_texts("promised_by", "note"),
    sa.Column("is_disputed", sa.Boolean),
)
inbox_decisions = _of_customer(
    "inbox_decisions",
    "entry_id",
    *_texts("decision", "reason", "note"),
    sa.Column("assigned_to", sa.Text, index=True),
)
vat_checks = _of_customer(
    "vat_checks",
    "check_id",
    *_required("vat_id", "source", "result"),
    *_texts("name", "street", "postal_code", "town", "code", "text", "name_match", "street_match", "postal_code_match"),
    *_texts("town_match", "reference", "request", "response", "sha256", "seal", "checked_by"),
    sa.Column("valid_from", Day),
    sa.Column("valid_until", Day),
)
tour_stops = _of_customer(
    "tour_stops",
    "stop_id",
    *_texts("driver", "courtesy_car", "fuel", "driver_note", "outcome", "plate", "planner_note"),
    *_texts("wanted_car"),
    *(sa.Column(name, Moment) for name in ("arrives_at", "window_from", "window_until", "done_at", "agreed_at")),
    *(sa.Column(name, sa.Boolean) for name in ("is_locked", "is_without_car", "has_keys", "is_inspected")),
    *(sa.Column(name, sa.Boolean) for name in ("has_courtesy_car", "is_automatic_wanted", "is_cancelled")),
    sa.Column("mileage", sa.Integer),
)
driver_days = _of_customer(
    "driver_days",
    "driver_day_id",
    sa.Column("day", Day, nullable=False),
    *_required("driver"),
    *(sa.Column(name, Moment) for name in ("away_from", "away_until", "starts_at", "ends_at")),
    *_texts("plate", "branch"),
)

saved_questions = _of_customer(
    "saved_questions",
    "question_id",
    *_required("name", "address"),
    sa.Column("is_shared", sa.Boolean),
    sa.Column("is_removed", sa.Boolean),
    *_texts("owner", "written_by"),
)
targets = _of_customer(
    "targets",
    "target_id",
    sa.Column("month", Day, nullable=False),
    *_required("division"),
    *_texts("branch", "written_by"),
    sa.Column("revenue", Cents),
    sa.Column("gross_profit", Cents),
)
outlier_reviews = _of_customer(
    "outlier_reviews",
    "review_id",
    *_required("number", "figures", "verdict", "note"),
    *_texts("customer", "reviewed_by", "follows"),
    sa.Column("year", sa.Integer, nullable=False),
)
account_ranges = _of_customer(
    "account_ranges",
    "range_id",
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("account_from", "account_to")),
    *_required("role", "division", "note"),
    *_texts("name", "decided_by", "follows"),
    sa.Column("is_warranty", sa.Boolean),
    *(sa.Column(f"{name}_percent", Cents) for name in ("cost_of_goods", "labour_cost", "tax")),
)
closed_periods = _of_customer(
    "closed_periods",
    "period_id",
    sa.Column("month", Day, nullable=False, index=True),
    *_required("state"),
    *_texts("follows", "note", "snapshot", "figures_hash", "content_hash", "decided_by"),
    sa.Column("gross_profit", Cents),
    sa.Column("documents", sa.Integer),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("command_id", sa.Text, nullable=False, unique=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("user", sa.Text, nullable=False),
    sa.Column("user_name", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("customer_number", sa.Text, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Column("topics", sa.Text, nullable=False),
    sa.Column("request", sa.Text, nullable=False),
    sa.UniqueConstraint("entity", "entity_id", "version"),
    sa.Index("ix_events_user_at", "user", "at"),
)

# Whose follow-ups a calendar program is allowed to ask for: by accounts, of no customer, without a history.
calendars = sa.Table(
    "calendars",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("secret_hash", sa.Text, nullable=False, unique=True),
    sa.Column("since", Moment, nullable=False),
)

# Notebooks that analysts want published, and what became of each version (``live.publications``).
publications = sa.Table(
    "publications",
    metadata,
    sa.Column("file", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    *_required("title", "description", "icon", "roles", "content", "sha256"),
)
publication_steps = sa.Table(
    "publication_steps",
    metadata,
    sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("command_id", sa.Text, nullable=False, unique=True),
    sa.Column("at", Moment, nullable=False),
    *_required("user", "user_name", "act", "file"),
    sa.Column("version", sa.Integer, nullable=False),
    *_required("note"),
    sa.ForeignKeyConstraint(["file", "version"], ["publications.file", "publications.version"]),
)

# Questions about VAT IDs that are being asked, of the day that began then (``live.vat_shares``).
vat_shares = sa.Table(
    "vat_shares",
    metadata,
    sa.Column("command_id", sa.Text, primary_key=True),
    sa.Column("questions", sa.Integer, nullable=False),
    sa.Column("since", Moment, nullable=False),
)

_OF_CUSTOMERS = (
    *(cases, contacts, comments, remarks, consents, change_notices, profiles, customer_points),
    *(open_item_decisions, inbox_decisions, documents, vat_checks),
    *(saved_questions, targets, outlier_reviews, closed_periods, account_ranges, tour_stops, driver_days),
)
BY_NAME = {table.name: table for table in _OF_CUSTOMERS}
