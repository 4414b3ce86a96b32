"""Which movement a posting is: a table of rules, the first one that fits wins (``query.movement_kinds``)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import polars as pl

PROFIT_ROLES = ("revenue", "revenue_deduction", "cost_of_goods", "labour_cost")
_DUNNING = ("31", "40")  # Sachverhalt: interest and fee of a reminder (domain.md 1.3, field 18)
_DEPOSITS = ("AA", "AG", "AV")  # Buchungstyp: deposit asked for, received, owed (field 96)


class Rule(NamedTuple):
    """If a posting fits ``when``, it is a ``kind`` because of ``reason``."""

    kind: str
    reason: str
    when: pl.Expr


def classified(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Add ``movement`` and ``movement_reason`` to every posting.

    Args:
        rows: Signed postings of ``booked``.
    """
    # Numbers first, words last: a chain of conditions writes its values again at each of them.
    return (
        rows.with_columns(_facts())
        .with_columns(_first_rule().alias("rule"))
        .with_columns(_words())
        .drop("on_debtor", "claim", "role", "account_class_other", "is_current_other", "rule")
    )


@cache
def _first_rule() -> pl.Expr:
    """Return the number of the first rule that fits; the number after the last one where none does."""
    rules = classification_rules()
    number = pl.lit(len(rules), pl.UInt8)
    for place, rule in reversed(list(enumerate(rules))):
        number = pl.when(rule.when).then(pl.lit(place, pl.UInt8)).otherwise(number)
    return number


@cache
def _words() -> tuple[pl.Expr, pl.Expr]:
    rules = classification_rules()
    kinds, reasons = [*(rule.kind for rule in rules), "other"], [*(rule.reason for rule in rules), "no_rule"]
    return _word(kinds).alias("movement"), _word(reasons).alias("movement_reason")


def _word(words: list[str]) -> pl.Expr:
    """Return the word of each rule's number."""
    distinct = list(dict.fromkeys(words))
    places = [distinct.index(word) for word in words]
    place = pl.col("rule").replace_strict(range(len(words)), places, return_dtype=pl.UInt8)
    return place.cat.to(pl.Enum(distinct)).cast(pl.String)


@cache
def _facts() -> tuple[pl.Expr, ...]:
    """Return what the rules ask: the debtor's side (``claim``: debit positive) and the account on the other side."""
    first = pl.col("account_kind").cast(pl.String) == "debtor"
    second = pl.col("contra_kind").cast(pl.String) == "debtor"

    def other(name: str) -> pl.Expr:
        on_debtor = pl.when(first).then(f"contra_{name}").when(second).then(f"account_{name}")
        return on_debtor.otherwise(pl.coalesce(f"contra_{name}", f"account_{name}"))

    return (
        (first | second).alias("on_debtor"),
        pl.when(first).then("account_cents").when(second).then("contra_cents").alias("claim"),
        other("role").alias("role"),
        other("class").alias("account_class_other"),
        other("is_current").alias("is_current_other"),
    )


def classification_rules() -> tuple[Rule, ...]:
    """Return the rules in their order."""
    on_debtor, claim, role = pl.col("on_debtor"), pl.col("claim"), pl.col("role")
    kind, current = pl.col("account_class_other"), pl.col("is_current_other")
    charged, credited = on_debtor & (claim > 0), on_debtor & (claim < 0)
    personal = pl.all_horizontal(pl.col(name).cast(pl.String) != "gl" for name in ("account_kind", "contra_kind"))
    deduction = role == "revenue_deduction"
    # A cost is booked against stock, whose role says nothing: either side can be the cost.
    is_cost = pl.any_horizontal(
        pl.col(f"{side}_role").is_in(("cost_of_goods", "labour_cost")) for side in ("account", "contra")
    )
    is_internal = pl.any_horizontal(pl.col(f"{side}_role") == "internal" for side in ("account", "contra"))
    plain = ~role.is_in(PROFIT_ROLES).fill_null(value=False)
    return (
        # First: a corrected opening balance is part of what the year opens with.
        Rule("opening_balance", "carried_forward", (kind == "opening_balance") & plain),
        Rule("reversal", "reverses_original", pl.col("is_reversal") & pl.col("has_original")),
        Rule("reversal", "reverses_part", pl.col("is_reversal") & pl.col("is_part")),
        Rule("reversal", "reverses_like", pl.col("is_reversal") & pl.col("is_like")),
        Rule("reversal", "reversal_without_original", pl.col("is_reversal")),
        Rule("cash_discount", "cash_discount_field", pl.col("is_cash_discount")),
        Rule("transfer", "between_personal_accounts", personal),
        Rule("dunning_charge", "dunning_circumstance", on_debtor & pl.col("circumstance").is_in(_DUNNING)),
        Rule("dunning_charge", "dunning_account", on_debtor & (kind == "dunning_charge") & plain),
        Rule("deposit_offset", "deposit_account", credited & (kind == "deposit") & plain),
        Rule("deposit", "deposit_account", charged & (kind == "deposit") & plain),
        Rule("deposit", "deposit_type", charged & plain & pl.col("booking_type").is_in(_DEPOSITS)),
        # What the line beside it is, ``companions`` says.
        Rule("invoice", "tax_apart", charged & (kind == "tax") & plain),
        Rule("credit_note", "tax_apart", credited & (kind == "tax") & plain),
        Rule("write_off", "write_off_account", credited & (kind == "write_off") & plain),
        Rule("write_off", "write_off_recovered", charged & (kind == "write_off") & plain),
        Rule("cash_discount", "cash_discount_account", credited & deduction & (kind == "cash_discount")),
        Rule("cash_discount", "cash_discount_withdrawn", charged & deduction & (kind == "cash_discount")),
        Rule("credit_note", "deduction_account", credited & deduction),
        Rule("invoice", "revenue_charged", charged & role.is_in(("revenue", "revenue_deduction"))),
        Rule("credit_note", "revenue_credited", credited & (role == "revenue")),
        Rule("other", "cost_charged", on_debtor & role.is_in(PROFIT_ROLES)),
        # The house sells a car that it used itself: billed and paid as any other, and no revenue.
        Rule("invoice", "asset_sold", charged & (kind == "asset_sale") & plain),
        Rule("credit_note", "asset_sold", credited & (kind == "asset_sale") & plain),
        Rule("payment", "money_received", credited & (kind == "money")),
        Rule("refund", "money_paid_out", charged & (kind == "money")),
        Rule("transfer", "between_ledger_accounts", on_debtor & (kind == "transfer")),
        Rule("payment", "money_received_unknown_account", credited & current),
        Rule("refund", "paid_out_unknown_account", charged & current),
        Rule("other", "cost_posted", ~on_debtor & is_cost),
        Rule("internal", "internal_account", ~on_debtor & is_internal),
        Rule("transfer", "between_ledger_accounts", ~on_debtor),
    )
