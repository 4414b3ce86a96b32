"""The kinds of findings of ``clientinfo check``: codes, the words are on the screen."""

from __future__ import annotations

from typing import Literal

Gravity = Literal["wrong", "doubtful"]
# ``wrong``: a figure on screen contradicts another source, or misses an amount. ``doubtful``: nothing contradicts it,
# but nothing confirms it either.
FINDING_KINDS: dict[str, Gravity] = {
    # the product's own sums
    "sums_differ": "wrong",
    # the ledger in itself
    "account_without_range": "wrong",
    "revenue_without_rate": "doubtful",
    "tax_key_unknown": "doubtful",
    "reversal_without_original": "doubtful",
    "opening_balance_differs": "wrong",
    "service_in_another_year": "wrong",
    "month_without_postings": "doubtful",
    "revenue_without_cost": "doubtful",
    "cost_unlike_revenue": "doubtful",
    "cost_without_revenue": "doubtful",
    "cost_booked_twice": "doubtful",
    "account_moved": "doubtful",
    # the ledger's own list of open items
    "open_items_differ": "wrong",
    "open_items_older": "doubtful",
    "open_item_unknown": "doubtful",
    "open_item_settled_otherwise": "doubtful",
    "open_item_list_empty": "doubtful",
    "due_day_differs": "doubtful",
    # its list of totals and balances
    "balance_differs": "wrong",
    "month_total_differs": "doubtful",
    # the dealer system
    "net_differs": "wrong",
    "gross_differs": "wrong",
    "invoice_not_posted": "wrong",
    "invoice_never_billed": "doubtful",
    "invoice_day_differs": "doubtful",
    "customer_number_contradicts": "wrong",
    "internal_document_charged": "doubtful",
    "customer_of_order_differs": "doubtful",
    "payer_of_order_differs": "doubtful",
    "payer_not_charged": "doubtful",
    "debtor_shared_idly": "doubtful",
    "debtor_unlisted": "doubtful",
    "cost_unlike_order": "doubtful",
    "order_sums_differ": "doubtful",
    "order_incomplete": "doubtful",
    "order_of_nobody": "doubtful",
    "division_differs": "doubtful",
    "cost_division_differs": "doubtful",
    "warranty_unknown": "doubtful",
    "debtor_of_another_customer": "wrong",
    # the deliveries
    "account_lengths_changed": "wrong",
    "several_clients": "doubtful",
    "source_not_fresh": "doubtful",
    "batch_doubtful": "doubtful",
    "batch_lacks_postings": "doubtful",
    "posting_id_repeated": "doubtful",
    "months_missing": "doubtful",
    "rows_outside_period": "doubtful",
}
