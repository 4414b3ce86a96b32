"""The topics of access: what a role can be allowed to see. ``access.rights`` says which role sees which."""

from typing import Literal

Topic = Literal["customers", "credit", "receivables", "revenue", "gross_profit", "audit_log"]
