"""Ranges of ledger accounts as controlling maps them; the newest row of a range counts (``decisions``), role ``none`` takes it back.

They lie over the mapping of the settings or of the chart: the next refresh uses both (``ingest.house_ranges``).
"""

from __future__ import annotations

from clientinfo_kernel.live.decisions import FOLLOWS
from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity

NO_RANGE = "none"
# Stands for the file of a mapping where a figure says where it comes from.
ON_SCREEN = "Margen: Konten"
# As the account mapping names them; ``none``: there is no such range of the house any more.
ROLES = (
    *("revenue", "revenue_deduction", "cost_of_goods", "labour_cost", "money", "write_off", "deposit"),
    *("opening_balance", "dunning_charge", "cash_discount", "transfer", "internal", "ignore", NO_RANGE),
)
DIVISIONS = ("new_vehicles", "used_vehicles", "workshop", "body_and_paint", "parts", "other", "unassigned")
_LARGEST = 999_999_999

ACCOUNT_RANGE = entity(
    "account_range",
    "account_ranges",
    "range_id",
    Field("account_from", "number", required=True, least=0, most=_LARGEST),
    Field("account_to", "number", required=True, least=0, most=_LARGEST),
    Field("role", "code", required=True, words=ROLES),
    Field("division", "code", required=True, words=DIVISIONS),
    Field("is_warranty", "flag"),
    Field("cost_of_goods_percent", "money"),
    Field("labour_cost_percent", "money"),
    Field("tax_percent", "money"),
    Field("name"),
    Field("note", required=True, longest=LONGEST_TEXT),
    Field("decided_by", is_writer=True),
    Field(FOLLOWS),
    right="margins",
    topics=("gross_profit",),
    is_fixed=True,
    about="margin",
    natural=("account_from", "account_to", FOLLOWS),
)
