"""What accounting decides about an open item: no dunning until a day, a promise to pay, a dispute, a note.

A row is the item's: it begins with the ledger's item when something is first decided about it, and its id is made of what
names the item there, so that two people never begin two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

# ``promised_balance``: what was open when it was promised, so that it can be seen whether it was paid since.
OPEN_ITEM_DECISION = entity(
    "open_item",
    "open_item_decisions",
    "item_id",
    Field("debtor_account", is_derived=True),
    Field("item_kind", is_derived=True),
    Field("number", is_derived=True),
    Field("item_date", "date", is_derived=True),
    Field("blocked_until", "date"),
    Field("promised_on", "date"),
    Field("promised_amount", "money", is_positive=True),
    Field("promised_by"),
    Field("promised_balance", "money", is_circumstance=True),
    Field("is_disputed", "flag"),
    Field("note", longest=LONGEST_TEXT),
    right="receivables",
    topics=("receivables",),
    source="ledger",
    together=(("promised_on", "promised_amount"),),
)


def item_id(customer_number: str, item: Mapping[str, Any]) -> str:
    """Return the id of an open item.

    Args:
        customer_number: Whose file it stands in.
        item: ``debtor_account``, ``kind``, ``number`` and ``date`` (``query.answers.OPEN_ITEMS``).
    """
    day: date | None = item["date"]
    parts = (customer_number, item["debtor_account"], item["kind"], item["number"], day and day.isoformat())
    return "|".join(part or "" for part in parts)
