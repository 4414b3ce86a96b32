"""The people of the made-up dealership, before they are written."""

import polars as pl
import pytest
from stdnum.de import vat

from data_sources.crm.contract import Crm
from data_sources.dealer_system.contract import DealerSystem
from data_sources.inbox.contract import Inbox
from data_sources.ledger.contract import Ledger
from demo_dealership import addresses
from demo_dealership.dealership import CHUNK, chunks

KEYS = {
    "customers": ["customer_number"],
    "debtor_accounts": ["debtor_account"],
    "contact_persons": ["customer_number", "person_number"],
    "vehicles": ["vehicle_number"],
    "recalls": ["vehicle_number", "recall_number"],
    "orders": ["order_number"],
    "order_splits": ["order_number", "split"],
    "order_lines": ["order_number", "split", "line"],
    "invoices": ["invoice_number"],
    "appointments": ["appointment_number"],
    "debtors": ["account"],
    "open_items": ["account", "document_ref1"],
    "invoice_entries": ["source_system", "entry_id"],
    "customer_entries": ["source_system", "entry_id"],
    "cases": ["case_id"],
    "contact_events": ["event_id"],
}


@pytest.mark.parametrize("contract", [DealerSystem, Ledger, Inbox, Crm])
def test_every_table_keeps_its_contract(world, contract):
    for name, member in contract.members().items():
        if name in world.tables:
            frame = world[name].with_columns(source_file=pl.lit("x"), source_row=pl.lit(1, pl.Int64))
            declared = member.schema.create_empty().schema
            absent = {
                column: declared[column] for column in declared if column not in frame.columns
            }  # nor in its files
            frame = frame.with_columns(pl.lit(None, dtype).alias(column) for column, dtype in absent.items())
            _, failure = member.schema.filter(frame)
            assert failure.counts() == {}, name


@pytest.mark.parametrize("table", KEYS)
def test_numbers_are_unique(world, table):
    assert world[table].select(KEYS[table]).is_duplicated().sum() == 0


def test_the_brochures_customer_is_always_there():
    for size in (1, 2, 11, 12, 13):
        customers = next(chunks(size, seed=3)).dealer_system["customers"]
        own = customers.filter(pl.col("customer_group") != "90")
        assert own.height == size
        assert "10012" in own["customer_number"]


def test_each_customer_has_the_debtor_account_of_its_number(world):
    main = world["debtor_accounts"].filter(pl.col("debtor_account") < "3")
    number = main["customer_number"].cast(pl.Int64)
    assert (main["debtor_account"].cast(pl.Int64) - number).unique().to_list() == [1_000_000]


def test_links_lead_somewhere(world):
    numbers = world["customers"]["customer_number"].implode()
    vehicles = world["vehicles"]["vehicle_number"].implode()
    links = [
        ("vehicles", "owner_number", numbers),
        ("orders", "customer_number", numbers),
        ("orders", "vehicle_number", vehicles),
        ("order_splits", "order_number", world["orders"]["order_number"].implode()),
        ("order_splits", "paying_customer_number", numbers),
        ("order_splits", "invoice_number", world["invoices"]["invoice_number"].implode()),
        ("order_lines", "order_number", world["orders"]["order_number"].implode()),
        ("invoices", "customer_number", numbers),
        ("invoices", "paying_customer_number", numbers),
        ("invoices", "order_number", world["orders"]["order_number"].implode()),
        ("invoices", "corrects_invoice_number", world["invoices"]["invoice_number"].implode()),
        ("appointments", "vehicle_number", vehicles),
        ("contact_events", "case_id", world["cases"]["case_id"].implode()),
        ("cases", "customer_number", numbers),
        ("debtors", "customer_number", numbers),
    ]
    for table, column, known in links:
        values = world[table].get_column(column).drop_nulls()
        assert values.is_in(known).all(), f"{table}.{column}"


def test_posted_debtors_have_an_account(world):
    postings = world["postings"]
    used = postings.filter(pl.col("account_kind") == "debtor")["account"].unique()
    assert used.is_in(world["debtors"]["account"].implode()).all()
    used_gl = pl.concat(
        [
            postings.filter(pl.col("account_kind") == "gl")["account"],
            postings.filter(pl.col("contra_kind") == "gl")["contra_account"],
        ]
    )
    assert used_gl.unique().str.contains(r"^\d{6}$").all()


def test_vat_ids_pass_the_check_digit_but_for_the_brochures(world):
    given = world["customers"].filter(pl.col("vat_id").is_not_null())
    wrong = [row["customer_number"] for row in given.iter_rows(named=True) if not vat.is_valid(row["vat_id"])]
    assert wrong == ["10012"]
    assert given.height > 5


def test_most_towns_are_real_and_near(world):
    known = addresses.towns().select("postal_code", "town")
    drawn = world["customers"].filter(pl.col("customer_group") != "90").select("postal_code", "town")
    assert drawn.join(known, on=["postal_code", "town"], how="anti").is_empty()
    assert drawn.filter(pl.col("postal_code").str.starts_with("95")).height > drawn.height / 2


def test_two_in_a_hundred_were_entered_twice(large):
    customers = large["customers"]
    phones = large["communication"].filter(pl.col("kind") == "phone")
    digits = phones["address"].str.replace_all(r"\D", "").str.replace(r"^(0049|490|49|0)", "")
    assert 15 < digits.is_duplicated().sum() / 2 < 60
    ids = customers["vat_id"].drop_nulls()
    assert 2 <= ids.is_duplicated().sum() / 2 < 30


def test_hostile_texts_are_among_the_customers(world):
    texts = pl.concat([world["customers"]["remark"], world["customers"]["name"], world["customers"]["street"]])
    for text in ("<script>alert(1)</script>", "=1+1", 'Gasthof "Zum Löwen" & Söhne', "Gewerbepark 1; Halle 7"):
        assert text in texts
    assert texts.str.contains("\n").any()
    assert (texts.str.len_chars() > 150).any()


@pytest.mark.slow
def test_a_second_chunk_goes_on_with_the_numbers():
    first, second = chunks(CHUNK + 30, seed=2)
    assert second.dealer_system["customers"].height == 29
    for table in ("vehicles", "orders", "invoices", "appointments"):
        key = KEYS[table][0]
        both = pl.concat([first.dealer_system[table][key], second.dealer_system[table][key]])
        assert both.is_duplicated().sum() == 0, table
    plates = pl.concat([part.dealer_system["vehicles"]["license_plate"] for part in (first, second)])
    assert plates.is_duplicated().sum() == 0
