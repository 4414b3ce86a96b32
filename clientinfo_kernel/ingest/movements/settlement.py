"""What only the other postings of a document can say: payments that came back, and numbers that were used again."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.ingest.movements.returned_debits import Returned, came_back, with_fees_apart
from clientinfo_kernel.ingest.movements.returned_elsewhere import with_returns_elsewhere
from clientinfo_kernel.money import cents
from data_sources.contract import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ITEM = ("debtor_account", "number")
_YEAR = "fiscal_year_start"  # its first day: a short fiscal year can begin in the same calendar year as the next
# A further charge under the number of an invoice of the year before belongs to that invoice within this time.
SUPPLEMENT = timedelta(days=92)
_CHANGED = pl.Schema(
    {
        "entry": pl.Int64,
        "came_back": pl.Boolean,
        "is_undone": pl.Boolean,
        "use": pl.Int32,
        "fee": pl.Int64,
    }
)


def with_settlement(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Tell returned payments from refunds, and the uses of a document number in several years from each other.

    Args:
        entries: Result of ``with_set_offs``.

    Returns:
        The entries with ``use`` (0: the number's first use), a money outflow that takes back a payment as
        ``returned_payment``, and ``is_annulled`` for both of them; what the bank took for it is an entry of its own. What
        came back under another number leaves both standing, as returned payments.
    """
    return with_returns_elsewhere(_with_uses(entries))


def _with_uses(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Look at each document by itself: what came back of it, and where its number was used again."""
    invoiced = pl.col(_YEAR).filter(_is_claim())
    wanted = (
        entries.filter(pl.col("number").is_not_null())
        .group_by(_ITEM)
        .agg(
            (pl.col("movement") == "refund").any().alias("paid_out"),
            (invoiced.min() != invoiced.max()).fill_null(value=False).alias("used_again"),
        )
        .filter(pl.col("paid_out") | pl.col("used_again"))
        .collect(engine="streaming")
    )
    if wanted.is_empty():
        return entries.drop(_YEAR).with_columns(pl.lit(0, pl.Int32).alias("use"))
    rows = (
        entries.join(wanted.lazy(), on=_ITEM)
        .with_columns(_is_claim().alias("is_claim"))
        .select("entry", *_ITEM, "is_claim", "paid_out", "used_again", "posted_on", _YEAR, cents(pl.col("amount")).alias("cents"), "movement", "movement_reason", "is_annulled",
                "text", "contra_account", *ORIGIN)
        .collect(engine="streaming")
        .sort(*_ITEM, "posted_on", pl.col("cents") > 0, *ORIGIN, "contra_account", "cents")
    )  # fmt: skip
    changed = pl.DataFrame(
        [change for document in _documents(rows) for change in _changes(document)], schema=_CHANGED, orient="row"
    )
    back = pl.col("came_back").fill_null(value=False)
    settled = (
        entries.join(changed.lazy(), on="entry", how="left")
        .with_columns(
            pl.when(back).then(pl.lit("returned_payment")).otherwise("movement").alias("movement"),
            pl.when(back).then(pl.lit("payment_came_back")).otherwise("movement_reason").alias("movement_reason"),
            (pl.col("is_annulled") | pl.col("is_undone").fill_null(value=False)).alias("is_annulled"),
            pl.col("use").fill_null(0),
        )
        .drop("came_back", "is_undone", _YEAR)
    )
    return settled.drop("fee") if changed["fee"].null_count() == changed.height else with_fees_apart(settled)


def _is_claim() -> pl.Expr:
    """Return whether an entry begins a claim: an invoice, or what the year opens with and no older year explains."""
    is_opening = (pl.col("movement_reason") == "carried_forward") & (pl.col("amount") > 0)
    return ((pl.col("movement") == "invoice") & ~pl.col("is_annulled")) | is_opening


def _documents(rows: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    for _item, document in groupby(rows.iter_rows(named=True), key=itemgetter(*_ITEM)):
        yield list(document)


def _changes(rows: list[dict[str, Any]]) -> Iterable[tuple[object, ...]]:
    """Return what changes for the entries of one document, in the columns of ``_CHANGED``."""
    uses = _uses(rows) if rows[0]["used_again"] else [0] * len(rows)
    found = came_back(rows) if rows[0]["paid_out"] else Returned()
    for place, row in enumerate(rows):
        if uses[place] or place in found.undone or place in found.fees:
            yield row["entry"], place in found.back, place in found.undone, uses[place], found.fees.get(place)


def _uses(rows: list[dict[str, Any]]) -> list[int]:
    """Return which use of the number each entry belongs to.

    A claim of a later fiscal year begins a new use, unless the one before is open and only a few weeks old, and not
    just one of the two is paid: whoever pays what one of them asks for, to the cent, and nothing else, has two invoices. Other lines
    belong to the oldest use that they settle to the cent, a payment with its discount, else to the latest. What was
    reversed opens, leaves and settles nothing.
    """
    uses = [0] * len(rows)
    balances, years, last = [0], [date.min], [None]
    lines = [list(line) for _line, line in groupby(range(len(rows)), key=lambda at: itemgetter(*ORIGIN)(rows[at]))]
    # Who pays at the counter pays what was billed that day.
    standing = [line for line in lines if not rows[line[0]]["is_annulled"]]
    for line in sorted(standing, key=lambda line: (rows[line[0]]["posted_on"], not rows[line[0]]["is_claim"])):
        row, amount = rows[line[0]], sum(rows[at]["cents"] for at in line)
        use = len(balances) - 1
        if row["is_claim"]:
            previous = last[use]
            supplement = previous is not None and balances[use] > 0 and row["posted_on"] - previous <= SUPPLEMENT
            if supplement:
                supplement = not _is_paid_by_itself(rows, standing, row["posted_on"], balances[use])
            if previous is not None and row[_YEAR] > years[use] and not supplement:
                balances.append(0)
                years.append(row[_YEAR])
                last.append(None)
                use += 1
            years[use] = max(years[use], row[_YEAR])
            last[use] = row["posted_on"]
        elif amount < 0:
            use = next((each for each, balance in enumerate(balances) if balance + amount == 0), use)
        balances[use] += amount
        for at in line:
            uses[at] = use
    reversed_by_amount: dict[int, list[int]] = {}
    for line in (line for line in lines if rows[line[0]]["is_annulled"]):
        amount = sum(rows[at]["cents"] for at in line)
        if waiting := reversed_by_amount.get(-amount):
            use = waiting.pop(0)  # a reversal lies where its original does, or the two no longer make nothing
        else:
            use = max((each for each, year in enumerate(years) if year <= rows[line[0]][_YEAR]), default=0)
            reversed_by_amount.setdefault(amount, []).append(use)
        for at in line:
            uses[at] = use
    return uses


def _is_paid_by_itself(rows: list[dict[str, Any]], standing: list[list[int]], day: date, open_then: int) -> bool:
    """Return whether just one payment came, with its discount, from a day to the next claim: of what that day charged or was open.

    A payment that others follow can be an instalment of both.
    """
    heads = [rows[line[0]] for line in standing]
    until = min((row["posted_on"] for row in heads if row["is_claim"] and row["posted_on"] > day), default=date.max)
    charged, paid = 0, list[int]()
    for line, head in zip(standing, heads, strict=True):
        amount = sum(rows[at]["cents"] for at in line)
        if head["is_claim"] and head["posted_on"] == day:
            charged += amount
        elif day <= head["posted_on"] < until and any(rows[at]["movement"] == "payment" for at in line):
            paid.append(-amount)
    return paid in ([charged], [open_then])
