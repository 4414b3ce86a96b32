"""The topics of access: what a role can be allowed to see and to change. ``access.rights`` says which role can what."""

from typing import Literal

Topic = Literal["customers", "credit", "receivables", "revenue", "gross_profit", "audit_log"]
# Cases, contacts and their follow-ups.
Changeable = Literal["contacts"]
