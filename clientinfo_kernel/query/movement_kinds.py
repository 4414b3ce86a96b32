"""The kinds of movement that a posting of the ledger can be, and why it is one: codes, the words are on the screen.

Every posting has exactly one kind, given once by ``ingest.movements``; all figures use it and none guesses again.
"""

# What the posting does to a claim. ``transfer`` moves a claim or an amount without money, ``other`` is the rest.
MOVEMENT_KINDS = (
    "invoice",
    "credit_note",
    "reversal",
    "payment",
    "returned_payment",
    "cash_discount",
    "refund",
    "write_off",
    "deposit",
    "deposit_offset",
    "opening_balance",
    "transfer",
    "dunning_charge",
    "internal",
    "other",
)
# Why a posting is of its kind; each reason belongs to one or two kinds.
MOVEMENT_REASONS = (
    "reverses_original",
    "reverses_part",
    "reversal_without_original",
    "carried_forward",
    "carried_forward_again",
    "carried_forward_difference",
    "dunning_circumstance",
    "dunning_account",
    "deposit_account",
    "deposit_type",
    "write_off_account",
    "write_off_recovered",
    "cash_discount_field",
    "cash_discount_account",
    "cash_discount_withdrawn",
    "deduction_account",
    "revenue_charged",
    "revenue_credited",
    "cost_charged",
    "money_received",
    "money_received_unknown_account",
    "money_paid_out",
    "payment_came_back",
    "between_personal_accounts",
    "between_ledger_accounts",
    "credit_set_off",
    "internal_document",
    "internal_account",
    "cost_posted",
    "cost_calculated",
    "no_rule",
)
