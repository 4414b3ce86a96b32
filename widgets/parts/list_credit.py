"""Who uses more credit than they have, over all customers: their rows are read table by table, not customer by customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.money import MONEY, cents, euros
from clientinfo_kernel.query.credit import CREDIT_COLUMNS, credit
from widgets.parts.assigned_customers import customers_assigned
from widgets.parts.list_sums import sums_by_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.credit import Credit
    from widgets.work_list import Desk

_ITEMS, _STAGED, _DOCUMENTS, _ORDERS, _DEPOSITS = (
    *("open_items", "inbox_invoices", "debtor_documents", "payer_orders", "order_deposits"),
)
_COLUMNS: Mapping[str, tuple[str, ...]] = {_ITEMS: ("balance",), **CREDIT_COLUMNS}
OF_ORDERS = ("customer_id", *_COLUMNS[_ORDERS])
_ON_THEIR_WAY = ("waiting", "error")
_OVER = pl.Schema({"customer_id": pl.UInt32(), "exposure": MONEY, "unbilled": MONEY})
_RECORD = "record"  # of the inboxes' entries without a customer those that are not invoices
# Rows of each customer.
_Rows: TypeAlias = "Mapping[int, list[tuple[Any, ...]]]"


def exceeded(desk: Desk, limits: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """Return whose limit is exceeded: ``customer_id``, ``exposure`` and ``unbilled`` (orders that no invoice stands for yet).

    It is worked out for those alone who can be over the limit, and from what can count of their rows.

    Args:
        desk: Where their rows are.
        limits: ``customer_id``, ``customer_number`` and ``credit_limit`` of those who have one, by ``customer_id``.
        orders: The splits that are current (``OF_ORDERS``).

    Raises:
        NotPermitted: The viewer is not allowed to see credit and receivables.
    """
    items, deposits = (desk.table(name, ("customer_id", *_COLUMNS[name])) for name in (_ITEMS, _DEPOSITS))
    staged = _staged(desk)
    asked = _possible(desk, limits, {"balance": items, "gross": staged, "amount": orders})
    plain, asked = _apart(asked, staged, orders, deposits)
    ids = asked["customer_id"]
    # What is in the ledger already matters to invoices on their way and to orders that name theirs; orders that are done
    # with, to deposits.
    named = pl.concat([staged["customer_id"], orders.filter(pl.col("invoice_number").is_not_null())["customer_id"]])
    documents = _of(desk, _DOCUMENTS, ids.filter(ids.is_in(named.implode())))
    done = _of(
        desk,
        _ORDERS,
        ids.filter(ids.is_in(deposits["customer_id"].implode())),
        ~pl.col("is_current").fill_null(value=False),
    )
    every = pl.concat([orders.select(OF_ORDERS), done]).sort("customer_id", maintain_order=True)
    own = {
        name: _by_customer(name, rows.filter(pl.col("customer_id").is_in(ids.implode())))
        for name, rows in {
            _ITEMS: items,
            _STAGED: staged,
            _DOCUMENTS: documents,
            _ORDERS: every,
            _DEPOSITS: deposits,
        }.items()
    }
    used = [(each, _credit(own, each, limit)) for each, limit in asked.select("customer_id", "credit_limit").rows()]
    over = [(each, one.exposure, one.unbilled_orders) for each, one in used if one.credit_limit_exceeded]
    found = pl.DataFrame(over, schema=_OVER, orient="row")
    return pl.concat([_added_up(desk, plain, items, orders), found])


def _apart(
    asked: pl.DataFrame, staged: pl.DataFrame, orders: pl.DataFrame, deposits: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return those of whose rows none can be about the same as another, and the others.

    The rule (``query.credit``) compares invoices on their way, orders that name an invoice, and deposits with what is there
    already; who has none of them owes their open items and all that is ordered.
    """
    named = orders.filter(pl.col("invoice_number").is_not_null())
    compared = pl.concat([each["customer_id"] for each in (staged, named, deposits)]).unique()
    is_compared = pl.col("customer_id").is_in(compared.implode())
    return asked.filter(~is_compared), asked.filter(is_compared)


def _added_up(desk: Desk, plain: pl.DataFrame, items: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """Return those of the first frame of ``_apart`` whose limit is exceeded."""
    owed, unbilled = (
        _sums(desk, rows.select("customer_id", cents(pl.col(name)))).gather(plain["customer_id"])
        for name, rows in (("balance", items), ("amount", orders))
    )
    used = plain.select("customer_id", cents(pl.col("credit_limit")), exposure=owed + unbilled, unbilled=unbilled)
    over = used.filter(pl.col("exposure") > pl.col("credit_limit"))
    return over.select("customer_id", euros(pl.col("exposure")), euros(pl.col("unbilled"))).cast(_OVER)


def _staged(desk: Desk) -> pl.DataFrame:
    """Return the invoices on their way, each of the customer to whom somebody assigned it, else of whom it names."""
    is_staged = pl.col("state").is_in(list(_ON_THEIR_WAY))
    entry = ("entry_id", *_COLUMNS[_STAGED])
    rows = desk.table(_STAGED, ("customer_id", *entry), is_staged)
    whose = customers_assigned(desk, desk.directory.written(INBOX_DECISION))
    if whose.is_empty():
        return rows.drop("entry_id")
    nobodys = desk.table("inbox_unassigned", entry, is_staged & (pl.col("kind") != _RECORD))
    moved = pl.concat([rows.select(entry), nobodys]).join(whose, on="entry_id").select(rows.columns)
    every = pl.concat([rows.join(whose, on="entry_id", how="anti"), moved])
    return every.drop("entry_id").sort("customer_id", maintain_order=True)


def _possible(desk: Desk, limits: pl.DataFrame, claims: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return whose positive claims add up to more than the limit: what counts twice here can only make it greater.

    Credits among the open items lower it, for they count; a deposit that is among them was asked for.
    """
    sums = [
        _sums(desk, rows.select("customer_id", cents(pl.col(name) if name == "balance" else pl.col(name).clip(0))))
        for name, rows in claims.items()
    ]
    most = sums[0] + sums[1] + sums[2]
    return limits.filter(cents(pl.col("credit_limit")) < most.gather(limits["customer_id"]))


def _sums(desk: Desk, cents_of: pl.DataFrame) -> pl.Series:
    """Return the sum of each customer's cents, by ``customer_id``."""
    return sums_by_id(cents_of, "customer_id", desk.coded("customers", ("customer_id",)).rows.height).to_series()


def _of(desk: Desk, name: str, ids: pl.Series, where: pl.Expr | None = None) -> pl.DataFrame:
    """Return a table's rows of some customers; where there are none, nothing is looked for."""
    if ids.is_empty():
        return desk.coded(name, ("customer_id", *_COLUMNS[name])).declared.columns.to_frame()
    whose = pl.col("customer_id").is_in(ids.implode())
    return desk.table(name, ("customer_id", *_COLUMNS[name]), whose if where is None else whose & where)


def _by_customer(name: str, rows: pl.DataFrame) -> _Rows:
    """Return the rows of each customer, by whom they lie sorted."""
    counts = rows["customer_id"].rle().struct.unnest()
    starts = counts["len"].cum_sum() - counts["len"]
    every = rows.select(_COLUMNS[name]).rows()
    places = zip(counts["value"].to_list(), starts.to_list(), counts["len"].to_list(), strict=True)
    return {customer_id: every[start : start + length] for customer_id, start, length in places}


def _credit(tables: Mapping[str, _Rows], customer_id: int, limit: Any) -> Credit:
    own: dict[str, Any] = {name: rows.get(customer_id, ()) for name, rows in tables.items()}
    return credit(
        [balance for (balance,) in own[_ITEMS]],
        own[_STAGED],
        own[_DOCUMENTS],
        own[_ORDERS],
        limit,
        order_deposits=own[_DEPOSITS],
    )
