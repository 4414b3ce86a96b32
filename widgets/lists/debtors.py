"""Wer schuldet: customers with open claims, by how long they are overdue."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from clientinfo_kernel.money import cents, euros
from clientinfo_kernel.query.answers import AGEING_CLASSES
from clientinfo_kernel.query.credit_rating import is_blocked
from clientinfo_kernel.query.payments import ageing_class
from widgets.parts.item_decision import decision_chip
from widgets.parts.list_decisions import claims_of, decided_items
from widgets.parts.list_rows import customer_columns, customer_part, customer_row, with_values_of
from widgets.parts.list_sums import largest_by_key, sums_by_key
from widgets.parts.row_parts import Part, from_parts
from widgets.texts.chip_keys import chip_key, chips_by_key
from widgets.texts.language import N_, _
from widgets.texts.words import AGEING
from widgets.view_models import Chip, Column, Table, Tone
from widgets.work_list import Desk, ListChoice, work_list

_WHICH = ListChoice(N_("Welche"), {"overdue": N_("überfällig"), "all": N_("alle Forderungen")}, "overdue")
_NOT_DUE = AGEING_CLASSES[0]
# A broken promise, then a dispute or a block, then a promise that runs.
_PRESSING: Sequence[Tone] = ("danger", "warn", "accent", "neutral", "ok")
# What a chip about an item is made of (``decision_chip``).
_OF_A_CHIP = ("promise", "is_disputed", "promised_on", "blocked_until")
_ITEMS = ("customer_id", "balance", "due_on", "dunning_level")


def _items(desk: Desk, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the open items that the sums of rows are made of (``claims_of``)."""
    claims = claims_of(desk, rows["customer_number"])
    return claims if desk.option == "all" else claims.filter(pl.col("ageing") != _NOT_DUE)


@work_list(
    "debtors",
    N_("Wer schuldet"),
    group="accounting",
    order=10,
    topics=("receivables", "credit"),
    text=N_("Überfällige Forderungen nach Alter, mit Mahnstufe."),
    choice=_WHICH,
    items=_items,
)
def debtors(desk: Desk) -> Table:
    """Show who owes, the highest overdue sum first; credits stand in the list of credits and lower nothing here."""
    items = desk.table("open_items", _ITEMS, pl.col("balance") > 0)
    days = items["due_on"].unique().to_list()
    ages = pl.DataFrame(
        {"due_on": days, "age": [ageing_class(None if day is None else (desk.key_date - day).days) for day in days]},
        schema={"due_on": pl.Date, "age": pl.Enum(AGEING_CLASSES)},
    )
    aged = items.join(ages, on="due_on", how="left", nulls_equal=True, maintain_order="left")
    rows = _owed(aged, is_overdue=desk.option == "overdue")
    # what is nothing stays empty: a column of 0,00 hides the figures
    rows = rows.with_columns(pl.when(pl.col(age) > 0).then(pl.col(age)).alias(age) for age in AGEING_CLASSES)
    block = Part(
        ("block",), lambda some, _columns: with_values_of(some, ("credit_rating",), "block", _block), ("credit_rating",)
    )
    decisions, decided = _decisions(desk)
    blocked = {"blocked": Chip(_("gesperrt"), "danger")}
    return Table(
        columns=(
            replace(customer_columns("open_items")[0], beside="block", beside_title=_("Sperre"), chips=blocked),
            Column("overdue", _("überfällig"), "money", total=True, phone="figure", strong=True),
            Column("dunning_level", _("MSt"), "number"),
            Column("decision", _("Zusage, Sperre"), "chip", chips=decided, phone="meta"),
            *(Column(age, _(AGEING[age]), "money", total=True, phone="hide") for age in AGEING_CLASSES[1:]),
            Column("claims", _("Forderungen"), "money", total=True),
        ),
        rows=rows.with_columns(is_urgent=pl.col("over_120").is_not_null()),
        more=from_parts(customer_part(desk, ("credit_rating",)), customer_row(), block, decisions),
        title=_("Wer schuldet"),
        search=_("Kunde, Betrag filtern"),
        download=_("wer_schuldet"),
        empty=_("Niemand ist im Verzug."),
        names=lambda row: (row["row"],),
    )


def _owed(items: pl.DataFrame, *, is_overdue: bool) -> pl.DataFrame:
    """Return what each customer owes by age, the highest overdue sum first; in cents: decimals take several times as long.

    Args:
        items: Sorted by ``customer_id``.
        is_overdue: Only those whose sum is overdue.
    """
    whole = items.select("customer_id", "age", claims=cents(pl.col("balance")))
    of_age = (pl.when(pl.col("age") == age).then("claims").otherwise(0).alias(age) for age in AGEING_CLASSES)
    levels = largest_by_key(items.select("customer_id", "dunning_level"), "customer_id")
    sums = sums_by_key(whole.with_columns(of_age).drop("age"), "customer_id").with_columns(
        levels["dunning_level"], overdue=pl.col("claims") - pl.col(_NOT_DUE)
    )
    if is_overdue:
        sums = sums.filter(pl.col("overdue") > 0)
    sums = sums.sort("overdue", descending=True, maintain_order=True)  # of equal ones the first customer first
    return sums.with_columns(euros(pl.col(name)).alias(name) for name in (*AGEING_CLASSES, "claims", "overdue"))


def _block(row: Mapping[str, Any]) -> str | None:
    return "blocked" if is_blocked(row["credit_rating"]) else None


def _decisions(desk: Desk) -> tuple[Part, Mapping[str, Chip]]:
    """Return what gives rows what was decided about each customer's items, the most pressing, and the chips for it."""
    items = decided_items(desk)
    chips = chips_by_key(decision_chip(each, desk.key_date) for each in items.select(_OF_A_CHIP).unique().to_dicts())
    known = with_values_of(items, _OF_A_CHIP, "decision", lambda each: chip_key(decision_chip(each, desk.key_date)))
    known = known.drop_nulls("decision")
    pressing = pl.col("decision").replace_strict(
        {key: _PRESSING.index(chip.tone) for key, chip in chips.items()}, return_dtype=pl.Int8
    )
    known = known.sort(pressing, maintain_order=True).unique("customer_number", keep="first", maintain_order=True)
    keys = desk.with_ids(known).select("customer_id", "decision")
    part = Part(
        ("decision",), lambda rows, _columns: rows.join(keys, on="customer_id", how="left", maintain_order="left")
    )
    return part, chips
