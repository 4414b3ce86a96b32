"""The money of the made-up dealership: orders, invoices, postings, open items agree."""

from datetime import date
from decimal import Decimal

import polars as pl

SIGNED = pl.when("is_reversal").then(-pl.col("amount")).otherwise(pl.col("amount"))


FEW = 1000  # customers of whom rare events may not happen to one


def debtor_rows(postings: pl.DataFrame) -> pl.DataFrame:
    """account, ref, signed (debit positive)."""
    on_debtor = postings.filter(pl.col("account_kind") == "debtor")
    return on_debtor.select(
        "account", pl.col("document_ref1").alias("ref"), pl.when(pl.col("side") == "S").then(SIGNED).otherwise(-SIGNED).alias("signed"),
    )  # fmt: skip


def test_labour_lines_are_units_times_rate_and_add_up(world):
    lines = world["order_lines"]
    wrong = lines.filter(pl.col("quantity") * pl.col("unit_price") != pl.col("amount"))
    assert wrong.is_empty()
    sums = lines.group_by("order_number", "split").agg(
        pl.col("amount").filter(pl.col("kind") == "labour").sum().alias("labour"),
        pl.col("amount").filter(pl.col("kind").is_in(["parts", "other"])).sum().alias("parts"),
    )
    both = world["order_splits"].join(sums, on=["order_number", "split"])
    assert both.height > 100
    assert both.filter(
        (pl.col("labour") != pl.col("labour_total")) | (pl.col("parts") != pl.col("parts_total"))
    ).is_empty()


def test_there_are_orders_in_every_state(world):
    if world["customers"].height > 1000:
        assert set(world["order_splits"]["state"].unique()) == {
            "open", "in_progress", "finished", "billable", "billed", "cancelled",
        }  # fmt: skip
        assert set(world["order_splits"]["payer"].unique()) == {
            "customer",
            "warranty",
            "goodwill",
            "internal",
            "insurance",
        }


def test_billed_splits_and_only_those_have_an_invoice(world):
    drawn = world["order_splits"].filter(~pl.col("order_number").is_in(["403865", "634119"]))
    assert ((drawn["state"] == "billed") == drawn["invoice_number"].is_not_null()).all()


def test_nothing_lies_outside_the_worlds_days(world):
    assert world["postings"]["posted_on"].min() == date(2009, 1, 1)
    assert world["postings"]["posted_on"].max() <= date(2012, 10, 11)
    assert world["invoices"]["invoiced_on"].max() <= date(2012, 10, 11)
    assert world["orders"]["ordered_at"].dt.date().max() <= date(2012, 10, 11)


def test_each_posting_moves_a_positive_amount_between_two_accounts(world):
    postings = world["postings"]
    assert (postings["amount"] > 0).all()
    assert (postings["account"] != postings["contra_account"]).all()


def test_both_circles_of_accounts_are_closed(world):
    """Classes 5 and 6 are booked against each other only, so each circle sums to zero."""
    inner = world["postings"].select(
        pl.col("account").str.contains("^[56]").alias("one") & (pl.col("account_kind") == "gl"),
        pl.col("contra_account").str.contains("^[56]").alias("other") & (pl.col("contra_kind") == "gl"),
    )
    assert (inner["one"] == inner["other"]).all()


def test_posted_invoices_carry_the_dealer_systems_gross(world):
    """Revenue less rebates of a document, on its debtor, is what the dealer system billed."""
    postings = world["postings"].filter(
        (pl.col("account_kind") == "debtor") & pl.col("contra_account").str.contains("^8") & ~pl.col("is_reversal")
        & (pl.col("contra_account") != "873600") & ~pl.col("text").str.starts_with("Storno")
    )  # fmt: skip
    ledger = postings.group_by(pl.col("document_ref1").alias("invoice_number")).agg(
        pl.when(pl.col("side") == "S").then("amount").otherwise(-pl.col("amount")).sum().alias("booked")
    )
    both = world["invoices"].filter(pl.col("kind") != "internal").join(ledger, on="invoice_number", how="left")
    differing = both.filter(pl.col("booked").is_not_null() & (pl.col("booked") != pl.col("gross")))
    assert differing.is_empty()
    missing = both.filter(pl.col("booked").is_null() & (pl.col("invoice_number") != "01061891"))
    assert (missing["invoiced_on"] > date(2012, 10, 1)).all()  # those still wait in the inbox
    waiting = world["invoice_entries"].filter(pl.col("state") != "posted")["document_number"]
    assert missing["invoice_number"].is_in(waiting.implode()).all()


def test_cancelled_invoices_leave_nothing(world):
    cancelled = world["invoices"].filter("is_cancelled")["invoice_number"].implode()
    # What was owed from before the first day can have the same number.
    is_older = pl.col("document_ref1").str.starts_with("108") & (pl.col("posted_on") < date(2010, 1, 1))
    left = (
        debtor_rows(world["postings"].filter(~is_older))
        .filter(pl.col("ref").is_in(cancelled))
        .group_by("ref")
        .agg(pl.col("signed").sum())
    )
    assert (left["signed"] == 0).all()
    year = world["postings"].filter(pl.col("is_reversal"))["posted_on"].dt.year()
    assert not (year == 2009).any()  # that year's format has no field for it


def test_cars_sold_under_the_margin_scheme_are_taken_back_in_the_next_year_and_paid_back(world):
    sold = world["invoices"].filter(pl.col("is_cancelled") & (pl.col("kind") == "used_vehicle"))
    untaxed = sold.filter(pl.col("net") == pl.col("gross"))
    rows = world["postings"].join(untaxed, left_on="document_ref1", right_on="invoice_number")
    later = rows.filter("is_reversal" & (pl.col("posted_on").dt.year() > pl.col("invoiced_on").dt.year()))
    assert later["document_ref1"].n_unique() > 1 or world["customers"].height < FEW
    # Revenue, its tax and its cost: all of them come back.
    assert set(later["contra_account"].unique()) >= {"820000", "177650", "320000"} or later.is_empty()
    money = rows.filter((pl.col("contra_account") == "120000") & pl.col("document_ref1").is_in(later["document_ref1"]))
    assert (money.group_by("document_ref1").agg(pl.col("side").n_unique())["side"] == 2).all()


def test_numbers_of_before_the_first_day_are_used_again_by_the_same_debtors(world):
    again = world["invoices"].filter(pl.col("invoice_number").str.starts_with("108"))
    rows = world["postings"].filter(pl.col("contra_account") == "900800")
    both = again.join(rows, left_on="invoice_number", right_on="document_ref1")
    assert (both["invoiced_on"] > date(2010, 1, 1)).all()
    assert again.height == both.height
    assert again.height > 1 or world["customers"].height < FEW


def test_open_items_are_the_exact_remainder_of_the_postings(world):
    left = (
        debtor_rows(world["postings"])
        .group_by("account", "ref")
        .agg(pl.col("signed").sum())
        .filter(pl.col("signed") != 0)
    )
    items = world["open_items"]
    assert items.height == left.height
    both = items.join(left, left_on=["account", "document_ref1"], right_on=["account", "ref"], nulls_equal=True)
    assert both.height == items.height
    assert (both["signed"] == both["balance"]).all()
    assert (items["debit"] - items["credit"] == items["balance"]).all()


def test_dunning_grows_with_age_and_spares_credits(world):
    items = world["open_items"]
    assert set(items["dunning_level"].unique()) <= {0, 1, 2, 3}
    dunned = items.filter(pl.col("dunning_level") > 0)
    assert (dunned["balance"] > 0).all()
    assert (dunned["due_on"] < date(2012, 9, 27)).all()
    if items.height > 500:
        assert set(items["dunning_level"].unique()) == {0, 1, 2, 3}


def test_payments_come_in_all_kinds(large):
    postings = large["postings"]
    texts = postings["text"]
    for beginning in (
        "Zahlung 0",
        "Restzahlung",
        "Skonto",
        "Auszahlung",
        "Storno",
        "Nachlass",
        "Vortrag",
        "Einsatz",
        "Gutschrift",
    ):
        assert texts.str.starts_with(beginning).any(), beginning
    on_debtor = postings.filter(pl.col("account_kind") == "debtor")
    assert on_debtor["document_ref1"].is_null().any()
    assert on_debtor["document_ref1"].str.contains(r"^U\d+$").sum() > 3
    manufacturer = large["open_items"].filter(pl.col("account") == "1005001")
    assert manufacturer.height > 5
    strangers = debtor_rows(postings).filter(pl.col("account") == "1005002").group_by("ref").agg(pl.col("signed").sum())
    assert (strangers["signed"] < 0).any()  # the leasing bank paid what a customer owes


def test_warranty_is_billed_to_the_manufacturer_for_the_vehicles_customer(world):
    warranty = world["invoices"].filter(pl.col("kind") == "warranty")
    assert warranty["paying_customer_number"].unique().to_list() == ["5001"]
    assert (warranty["customer_number"] != "5001").all()
    booked = world["postings"].filter(pl.col("contra_account").is_in(["835000", "841000"]))
    assert booked["account"].unique().to_list() == ["1005001"]


def test_about_thirty_postings_and_six_orders_per_customer(large):
    size = large["customers"].height
    assert 26 < large["postings"].height / size < 36
    assert 5 < large["orders"].height / size < 7.5


def test_used_vehicles_are_partly_sold_without_vat(large):
    used = large["postings"].filter(pl.col("contra_account") == "820000")
    assert set(used["tax_key"].unique()) == {"3", None}
    assert set(large["postings"].filter(pl.col("contra_account") == "830000")["tax_key"].unique()) == {"2", "3"}
    net = used.filter(pl.col("tax_key") == "3")["amount"].sum() / Decimal("1.19")
    assert net > 0
