"""The questions of ``CustomerFile`` in SQL that PostgreSQL and DuckDB both understand; ``$1`` is the customer_id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.query import answers
from clientinfo_kernel.query.tables import table_named

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

_NEWEST_FIRST = "DESC NULLS LAST"

# method of CustomerFile: its table, its columns, the order of its rows
_PLAIN: dict[str, tuple[str, pl.Schema, str]] = {
    "contact_persons": ("contact_persons", answers.CONTACT_PERSONS, "coalesce(is_main, false) DESC, person_number"),
    "communication": ("communication", answers.COMMUNICATION, "coalesce(is_preferred, false) DESC, kind, address"),
    "cases": ("cases", answers.CASES, "is_open DESC, follow_up_on NULLS LAST"),
    "contact_events": ("contact_events", answers.CONTACT_EVENTS, f'"at" {_NEWEST_FIRST}'),
    "inbox_invoices": ("inbox_invoices", answers.INBOX_INVOICES, f"received_at {_NEWEST_FIRST}"),
    "inbox_customers": ("inbox_customers", answers.INBOX_CUSTOMERS, f"received_at {_NEWEST_FIRST}"),
    "documents": ("documents", answers.DOCUMENTS, "entry_id, document_id"),
    "revenue": ("revenue", answers.REVENUE, "year"),
    "vehicles": ("vehicles", answers.VEHICLES, "next_general_inspection_on NULLS LAST, license_plate"),
    "orders": ("orders", answers.ORDERS, f'invoice_date {_NEWEST_FIRST}, "order" DESC, split DESC'),
    "order_lines": ("order_lines", answers.ORDER_LINES, '"order", split, line'),
    "gross_profit_invoices": ("gross_profit_invoices", answers.GROSS_PROFIT_INVOICES, "year, date, number"),
    "gross_profit_entries": (
        "profit_entries",
        answers.GROSS_PROFIT_ENTRIES,
        "year, number, origin, posted_on, account",
    ),
    "place": ("places", answers.PLACE, "town"),
    "identity_links": ("identity_links", answers.IDENTITY_LINKS, f"score {_NEWEST_FIRST}"),
}
METHODS = (*_PLAIN, "open_items", "ageing", "gross_profit", "timeline", "sources", "header")
TABLES = (
    *(table for table, _columns, _order in _PLAIN.values()),
    *("customers", "debtor_accounts", "debtor_documents", "open_items", "payments", "timeline"),
)
FIND = "SELECT customer_id FROM customers WHERE customer_number = $1"


def queries(key_date: date) -> dict[str, str]:
    """A query per question; the header takes three: the record, its debtor accounts, all its figures at once."""
    day = f"DATE '{key_date.isoformat()}'"
    return {
        **{name: _select(*asked) for name, asked in _PLAIN.items()},
        "open_items": f"SELECT *, {_ageing(day)} FROM open_items WHERE customer_id = $1 ORDER BY date, number",
        "ageing": f"SELECT CASE WHEN balance < 0 THEN 'credit' ELSE {_ageing(day)} END AS age, count(*), sum(balance)"
        " FROM open_items WHERE customer_id = $1 GROUP BY 1",
        "gross_profit": "SELECT year, "
        + ", ".join(f"sum({column})" for column in answers.GROSS_PROFIT.names()[1:])
        + " FROM gross_profit_invoices WHERE customer_id = $1 GROUP BY year ORDER BY year",
        "timeline": f'{_columns("timeline", answers.TIMELINE)} AND "at" < {day} + INTERVAL \'1 day\' ORDER BY "at" DESC LIMIT 200',
        "record": "SELECT * FROM customers WHERE customer_id = $1",
        "debtor_accounts": "SELECT account FROM debtor_accounts WHERE customer_id = $1",
        "figures": _figures(day),
    }


def _columns(table: str, columns: pl.Schema) -> str:
    stored = table_named(table).columns  # what the live store adds is not in a table of the snapshot
    names = ", ".join(f'"{name}"' for name in columns.names() if name in stored)
    return f"SELECT {names} FROM {table} WHERE customer_id = $1"


def _select(table: str, columns: pl.Schema, order: str) -> str:
    return f"{_columns(table, columns)} ORDER BY {order}"


def _ageing(day: str) -> str:
    classes = zip((0, 30, 60, 90, 120), answers.AGEING_CLASSES, strict=False)
    whens = " ".join(f"WHEN {day} - due_on <= {days} THEN '{name}'" for days, name in classes)
    return f"CASE {whens} ELSE '{answers.AGEING_CLASSES[-1]}' END"


def _figures(day: str) -> str:
    """What is open, dunned, unposted and unbilled, and how they pay (weighted by amount)."""
    last = f"paid_on > {day} - INTERVAL '1 year'"
    before = f"paid_on <= {day} - INTERVAL '1 year' AND paid_on > {day} - INTERVAL '2 years'"

    def weighed(days: str, when: str) -> str:
        chosen = f"FILTER (WHERE {when})"
        return f"sum({days} * amount) {chosen} / nullif(sum(amount) {chosen}, 0)"

    return f"""SELECT o.*, u.*, b.*, p.* FROM
        (SELECT coalesce(sum(balance), 0) AS open_balance, max(dunning_level) FROM open_items WHERE customer_id = $1) o,
        (SELECT coalesce(sum(gross), 0) FROM inbox_invoices WHERE customer_id = $1 AND state IN ('waiting', 'error')
            AND document_number NOT IN (SELECT number FROM debtor_documents WHERE customer_id = $1)) u,
        (SELECT coalesce(sum(amount), 0) FROM orders WHERE customer_id = $1 AND is_current AND payer = 'customer') b,
        (SELECT {weighed("days", "true")} AS a, {weighed("days", last)} AS l, {weighed("days", before)} AS f,
            {weighed("delay", "delay IS NOT NULL")} AS d, count(DISTINCT (debtor_account, number, "use")) AS paid
            FROM payments WHERE customer_id = $1 AND is_settled AND paid_on <= {day}) p"""
