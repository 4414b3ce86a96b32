"""The topics of access: what a role can be allowed to see and to change. ``access.rights`` says which role can what."""

from typing import Literal

Topic = Literal["customers", "credit", "receivables", "revenue", "gross_profit", "audit_log"]
# ``contacts``: cases, contacts, comments, documents, follow-ups, remarks, consents, change notices, profiles;
# ``receivables``: dunning, promises, decisions about inbox entries; ``margins``: saved questions, targets,
# which odd documents are in order, closed periods, the mapping of accounts; ``tours``: who fetches and brings
# customers' cars; ``publications``: asking for a notebook's release; ``releases``: releasing what somebody else asked for.
Changeable = Literal["contacts", "receivables", "margins", "tours", "publications", "releases"]
