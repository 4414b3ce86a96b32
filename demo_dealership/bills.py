"""What is billed: workshop splits and sales become bills with positions on revenue accounts.

A *bill* is an invoice before it has a number. All amounts are whole cents.

bills: bill (Int64, unique), kind, order_number, split, customer_number, paying_customer_number, debtor_account,
vehicle_number, license_plate, day (days since 1970), branch, salesperson, text.
positions: bill, account, tax_key (null: no VAT), net_cents, cost_cents (0: no real cost is posted), cost_account,
stock_account.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from demo_dealership import jobs, world
from demo_dealership.partners import LEASING_BANK, partner_debtors
from demo_dealership.randomness import Ints, stream, weighted

_TODAY = world.AS_OF.toordinal() - 719_163
_FIRST = world.FIRST_DAY.toordinal() - 719_163 + 2

BILL_COLUMNS = (
    "bill", "kind", "order_number", "split", "customer_number", "paying_customer_number", "debtor_account",
    "vehicle_number", "license_plate", "day", "branch", "salesperson", "text",
)  # fmt: skip
POSITION_COLUMNS = ("bill", "account", "tax_key", "net_cents", "cost_cents", "cost_account", "stock_account")

# (column of the split, its cost, account, cost account, stock account) by who pays and what is done
_Rule = tuple[str, str | None, str, str | None, str | None]
_PLAIN: tuple[_Rule, ...] = (
    ("labour_cents", None, "840000", None, None),
    ("parts_cents", "parts_cost", "832000", "732000", "330000"),
    ("external_cents", "external_cost", "847000", "747000", "340000"),
)
_BODY: tuple[_Rule, ...] = (
    ("labour_cents", None, "845000", None, None),
    ("parts_cents", "parts_cost", "832000", "732000", "330000"),
    ("external_cents", "external_cost", "845000", "745000", "340000"),
)
_WARRANTY: tuple[_Rule, ...] = (
    ("labour_cents", None, "841000", None, None),
    ("parts_cents", "parts_cost", "835000", "735000", "330000"),
    ("external_cents", "external_cost", "847000", "747000", "340000"),
)


@dataclass(frozen=True)
class Bills:
    """Bills and their positions, see the module."""

    bills: pl.DataFrame
    positions: pl.DataFrame


def split_bills(seed: int, chunk: int, splits: pl.DataFrame, traits: pl.DataFrame) -> Bills:
    """Return the billed splits as bills 0, 1, ...: to the customer, the manufacturer, the insurer or the house itself."""
    rng = stream(seed, chunk, "split_bills")
    billed = splits.filter((pl.col("state") == "billed") & (pl.col("labour_cents") + pl.col("parts_cents") > 0))
    debtors = pl.concat([traits.select("customer_number", "debtor_account"), partner_debtors()])
    payer = pl.col("payer")
    odd = pl.Series("odd", rng.random(billed.height))
    real = pl.Series("real", rng.random(billed.height) < 0.9)
    frame = (
        billed.with_columns(odd, real)
        .join(debtors, left_on="paying_customer_number", right_on="customer_number", how="left", maintain_order="left")
        .with_row_index("bill")
        .with_columns(
            pl.col("bill").cast(pl.Int64),
            pl.when(payer.is_in(["warranty", "goodwill"])).then(pl.lit("warranty")).when(payer == "internal").then(pl.lit("internal"))
            .when(pl.col("odd") < 0.004).then(pl.lit("complaint")).otherwise(pl.lit("workshop")).alias("kind"),
            pl.col("invoice_day").alias("day"),
            pl.col("service_advisor").alias("salesperson"),
            pl.format("{}/{} S", "order_number", "license_plate").alias("text"),
            pl.when(payer == "internal").then(pl.lit(world.INTERNAL_COST)).otherwise("debtor_account").alias("debtor_account"),
            pl.when(payer == "internal").then(None).otherwise("paying_customer_number").alias("paying_customer_number"),
        )
    )  # fmt: skip
    warranty, internal = pl.col("kind") == "warranty", pl.col("kind") == "internal"
    body = (pl.col("job") == jobs.BODY) & ~warranty
    groups = (
        (frame.filter(~warranty & ~internal & ~body), _PLAIN),
        (frame.filter(body & ~internal), _BODY),
        (frame.filter(warranty), _WARRANTY),
    )
    parts = [_position(part, rule) for part, rules in groups for rule in rules]
    inner = frame.filter(internal).select(
        "bill",
        pl.lit(world.INTERNAL_REVENUE).alias("account"),
        pl.lit(None, pl.String).alias("tax_key"),
        (pl.col("labour_cents") + pl.col("parts_cents") + pl.col("external_cents")).alias("net_cents"),
        pl.lit(0, pl.Int64).alias("cost_cents"),
        pl.lit(None, pl.String).alias("cost_account"),
        pl.lit(None, pl.String).alias("stock_account"),
    )
    return Bills(frame.select(BILL_COLUMNS), pl.concat([*parts, inner]))


def _position(frame: pl.DataFrame, rule: _Rule) -> pl.DataFrame:
    amount, cost, account, cost_account, stock = rule
    return frame.filter(pl.col(amount) > 0).select(
        "bill",
        pl.lit(account).alias("account"),
        pl.lit(world.STANDARD_KEY).alias("tax_key"),
        pl.col(amount).alias("net_cents"),
        (pl.lit(0, pl.Int64) if cost is None else pl.when("real").then(cost).otherwise(0)).alias("cost_cents"),
        pl.lit(cost_account, pl.String).alias("cost_account"),
        pl.lit(stock, pl.String).alias("stock_account"),
    )


def sale_bills(seed: int, chunk: int, traits: pl.DataFrame, fleet: pl.DataFrame, first: int) -> Bills:
    """Sales without an order, as bills ``first``, ...: parts over the counter, vehicles, rental, the unassigned rest.

    One position each. Used vehicles are sold under the margin scheme (§ 25a) half of the time: no VAT is shown.
    """
    rng = stream(seed, chunk, "sale_bills")
    buyers = traits.filter(pl.col("debtor_account").is_not_null())
    frames = [
        _counter(rng, buyers),
        _rental(rng, buyers),
        _vehicles(rng, buyers, fleet, new=True),
        _vehicles(rng, buyers, fleet, new=False),
    ]
    rows = pl.concat(frames, how="diagonal_relaxed").with_row_index("bill", offset=first)
    rows = rows.with_columns(
        pl.col("bill").cast(pl.Int64),
        pl.lit(None, pl.String).alias("order_number"),
        pl.lit(None, pl.Int32).alias("split"),
        pl.Series("branch", world.BRANCHES).gather(weighted(rng, (75, 25), rows.height)),
        pl.Series("salesperson", world.SALESPEOPLE).gather(rng.integers(0, len(world.SALESPEOPLE), rows.height)),
    )
    return Bills(rows.select(BILL_COLUMNS), rows.select(POSITION_COLUMNS))


def _days(rng: np.random.Generator, size: int) -> Ints:
    return rng.integers(_FIRST, _TODAY + 1, size)


def _counter(rng: np.random.Generator, buyers: pl.DataFrame) -> pl.DataFrame:
    chosen = np.repeat(np.arange(buyers.height), rng.poisson(0.75, buyers.height))
    size = len(chosen)
    net = np.maximum(rng.lognormal(8.7, 0.9, size).astype(np.int64), 190)
    cost = np.where(rng.random(size) < 0.5, net * rng.integers(600, 740, size) // 1000, 0)
    return buyers[chosen].with_columns(
        pl.Series("day", _days(rng, size)),
        pl.Series("net_cents", net),
        pl.Series("cost_cents", cost),
        pl.when("is_cash").then(pl.lit("cash_sale")).otherwise(pl.lit("parts")).alias("kind"),
        pl.when(pl.Series(rng.random(size) < 0.05)).then(pl.lit("2")).otherwise(pl.lit("3")).alias("tax_key"),
        pl.lit("830000").alias("account"),
        pl.lit("730000").alias("cost_account"),
        pl.lit("330000").alias("stock_account"),
        pl.lit("Teileverkauf Theke").alias("text"),
        pl.col("customer_number").alias("paying_customer_number"),
    )  # fmt: skip


def _rental(rng: np.random.Generator, buyers: pl.DataFrame) -> pl.DataFrame:
    chosen = np.flatnonzero(rng.random(buyers.height) < 0.05)
    size = len(chosen)
    rest = pl.Series("rest", rng.random(size) < 0.2)
    return buyers[chosen].with_columns(rest).with_columns(
        pl.Series("day", _days(rng, size)),
        pl.Series("net_cents", rng.integers(1, 9, size) * 2_700),
        pl.lit(0, pl.Int64).alias("cost_cents"),
        pl.lit("workshop").alias("kind"),
        pl.lit("3").alias("tax_key"),
        pl.when("rest").then(pl.lit(world.UNASSIGNED)).otherwise(pl.lit("860000")).alias("account"),
        pl.when("rest").then(pl.lit("Sonstiger Erlös")).otherwise(pl.lit("Mietwagen")).alias("text"),
        pl.lit(None, pl.String).alias("cost_account"),
        pl.lit(None, pl.String).alias("stock_account"),
        pl.col("customer_number").alias("paying_customer_number"),
    )  # fmt: skip


def _vehicles(rng: np.random.Generator, buyers: pl.DataFrame, fleet: pl.DataFrame, *, new: bool) -> pl.DataFrame:
    """Sale of a customer's newest vehicle, on the day of its registration or shortly before, or any day (used)."""
    latest = fleet.sort("first_registration_on", "vehicle_number", descending=True).group_by(
        "owner_number", maintain_order=True
    ).first().select("owner_number", "vehicle_number", "license_plate", "first_registration_on", "price")  # fmt: skip
    owned = buyers.join(latest, left_on="customer_number", right_on="owner_number", how="inner", maintain_order="left")
    registered = owned["first_registration_on"].to_physical().cast(pl.Int64).to_numpy()
    draw = rng.random(owned.height)
    lucky = (draw < 0.55) & (registered > _FIRST) & (registered < _TODAY - 10) if new else (draw < 0.13) & (registered < _TODAY - 400)  # fmt: skip
    chosen = np.flatnonzero(lucky)
    size = len(chosen)
    bought = owned[chosen]
    price = bought["price"].to_numpy().astype(np.int64) * 100
    net = price * rng.integers(880, 1180, size) // 1190 if new else price * rng.integers(200, 620, size) // 1000
    cost = net * (rng.integers(840, 930, size) if new else rng.integers(780, 940, size)) // 1000
    leased = pl.Series("leased", (rng.random(size) < 0.3) & np.full(size, new)) & bought["is_company"]
    scheme = pl.Series("scheme", (rng.random(size) < 0.5) & np.full(size, not new))
    group = "810000" if new else "820000"
    return bought.with_columns(leased, scheme).with_columns(
        pl.Series("day", np.maximum(registered[chosen] - 3, _FIRST) if new else _days(rng, size)),
        pl.Series("net_cents", net),
        pl.Series("cost_cents", cost),
        pl.lit("new_vehicle" if new else "used_vehicle").alias("kind"),
        pl.when(~pl.col("scheme")).then(pl.lit("3")).alias("tax_key"),
        pl.lit(group).alias("account"),
        pl.lit("7" + group[1:]).alias("cost_account"),
        pl.lit("3" + group[1:]).alias("stock_account"),
        pl.format(("NW" if new else "GW") + " {}", "license_plate").alias("text"),
        pl.when("leased").then(pl.lit(LEASING_BANK)).otherwise("customer_number").alias("paying_customer_number"),
        pl.when("leased").then(pl.lit(str(world.DEBTOR_OFFSET + int(LEASING_BANK)))).otherwise("sales_debtor_account")
        .alias("debtor_account"),
    )  # fmt: skip
