"""Tables of what a customer earns us, and of what the ledger says to that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_AMOUNTS
from clientinfo_kernel.query.table import (
    ORIGIN,
    PERCENT,
    amounts,
    dates,
    flags,
    identifiers,
    integers,
    of_customers,
    of_nobody,
    texts,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from polars._typing import PolarsDataType

# ``origin`` is ``posted`` or ``calculated`` (then ``rate_percent`` of ``rate_base`` by the account mapping's line
# ``source_row``). ``payer``: number of the customer who pays, null where that is the customer. ``movement`` and its reason: ``query.movement_kinds``. ``fact``: its row in ``margin_facts``. ``amount`` has the sign of its effect on profit.
_PROFIT_ENTRY: Mapping[str, PolarsDataType] = {
    **integers("year"),
    **identifiers("number"),
    **dates("posted_on"),
    **words("account", "account_name", "role", "division"),
    **flags("is_warranty"),
    **words("origin", "movement", "movement_reason"),
    **amounts("amount"),
    "rate_percent": PERCENT,
    **amounts("rate_base"),
    **words("text", "payer"),
    **ORIGIN,
    **words("cost_center"),
    "fact": pl.Int64,
}

PROFIT_ENTRIES = of_customers(
    "profit_entries", "posting or calculated cost that is part of a gross profit", "gross_profit", _PROFIT_ENTRY
).continuing("text", "debtor_entries")
# Costs and deductions are negative: ``gross_profit`` is the plain sum of the lines before it.
# ``number`` null: postings of the customer without a document. ``payer``: numbers of other customers who pay.
GROSS_PROFIT_INVOICES = of_customers(
    "gross_profit_invoices",
    "customer, fiscal year and document",
    "gross_profit",
    integers("year"),
    identifiers("number"),
    dates("date"),
    words("payer"),
    amounts(*GROSS_PROFIT_AMOUNTS),
)
UNASSIGNED_ENTRIES = of_nobody(
    "unassigned_entries", "profit entry that leads to no customer", "gross_profit", _PROFIT_ENTRY
)
LEDGER_MONTHS = of_nobody(
    "ledger_months", "month and account, as the ledger sums them up", "gross_profit",
    dates("month"), words("account", "role"), amounts("ledger"),
)  # fmt: skip
# What the mapping says of a range; rates in hundredths of a per cent. The narrowest range that holds an account counts.
_RANGE: Mapping[str, PolarsDataType] = {
    **words("role", "division"),
    **flags("is_warranty"),
    **dict.fromkeys(("cost_of_goods_rate", "labour_cost_rate", "tax_rate"), pl.Int64()),
    **texts("range_name", "mapping_file"),
    "mapping_row": pl.Int64(),
}
ACCOUNT_MAPPING = of_nobody(
    "account_mapping", "range of general ledger accounts, as this snapshot was made with", "gross_profit",
    {"account_from": pl.Int64, "account_to": pl.Int64}, _RANGE,
)  # fmt: skip
# ``amount`` is positive where it makes profit, net as far as tax was split off; null role: no range holds the account.
ACCOUNT_SUMS = of_nobody(
    "account_sums", "general ledger account and fiscal year", "gross_profit",
    texts("account", "account_name"), integers("year"), {"range_from": pl.Int64, "range_to": pl.Int64}, _RANGE,
    {"postings": pl.Int64}, amounts("amount"),
)  # fmt: skip
# Of the postings whose tax the account decides, for no key and no stated rate does: as they make profit, with and without
# what was split off. The rates of their days are hundredths of a per cent.
ACCOUNT_TAXES = of_nobody(
    "account_taxes", "general ledger account and rates of tax of the day", "gross_profit",
    texts("account"), dict.fromkeys(("standard_rate", "reduced_rate"), pl.Int64()), amounts("gross", "net"),
)  # fmt: skip
UNMAPPED_ACCOUNTS = of_nobody(
    "unmapped_accounts", "general ledger account that no range of the account mapping holds", "gross_profit",
    texts("account"), {"postings": pl.Int64}, amounts("amount"),
)  # fmt: skip
