"""The contract of the CRM: cases and contacts, from our own database."""

import dataframely as dy

from data_sources.contract import Traced


class Cases(Traced):
    """One row per case (Vorgang): a sales opportunity, a complaint, a piece of correspondence."""

    case_id = dy.String(primary_key=True, min_length=1)
    customer_number = dy.String(min_length=1)
    kind = dy.String()
    text = dy.String()
    status = dy.String()
    assignee = dy.String(nullable=True)
    due_at = dy.Date(nullable=True)
    follow_up_on = dy.Date(nullable=True)
    created_at = dy.Datetime(time_zone="UTC")
    closed_at = dy.Datetime(nullable=True, time_zone="UTC")


class ContactEvents(Traced):
    """One row per contact with a customer (Kundenkontakt), linked to a case or not."""

    event_id = dy.String(primary_key=True, min_length=1)
    customer_number = dy.String(min_length=1)
    case_id = dy.String(nullable=True)
    at = dy.Datetime(time_zone="UTC")
    employee = dy.String(nullable=True)
    contact_person = dy.String(nullable=True)
    channel = dy.String()
    note = dy.String(nullable=True)


class Crm(dy.Collection):
    """Everything the CRM delivers."""

    cases: dy.LazyFrame[Cases] | None
    contact_events: dy.LazyFrame[ContactEvents] | None
