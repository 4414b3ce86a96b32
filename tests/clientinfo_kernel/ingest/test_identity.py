from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.identity import Identity, resolve
from data_sources.dealer_system.contract import Customers, DebtorAccounts
from data_sources.ledger.contract import Debtors

REACH = {"phone": pl.String, "email": pl.String, "web": pl.String}


def frame(schema: Any, rows: list[dict[str, Any]], extra: dict[str, Any] | None = None) -> pl.DataFrame:
    columns = {**schema.create_empty().schema, **(extra or {})}
    return pl.DataFrame([{name: row.get(name) for name in columns} for row in rows], schema=columns)


def join(
    customers: list[dict[str, Any]],
    debtors: list[dict[str, Any]],
    accounts: tuple[tuple[str, str], ...] = (),
    seen: tuple[str, ...] = (),
) -> Identity:
    owned = frame(
        DebtorAccounts, [{"customer_number": number, "debtor_account": account} for number, account in accounts]
    )
    ledger = frame(Debtors, [{"kind": "debtor", **row} for row in debtors])
    return resolve(frame(Customers, customers, REACH), owned, ledger, pl.Series("account", seen, pl.String))


def customers_of_accounts(found: Identity) -> dict[str, tuple[str, str]]:
    ids = dict(found.customers.select("customer_id", "customer_number").rows())
    return {account: (ids[customer], reason) for account, customer, reason in found.debtors.rows()}


def test_one_customer_has_many_debtor_accounts() -> None:
    found = join(
        [{"customer_number": "12"}],
        [{"account": "10012"}, {"account": "20012", "customer_number": "12"}],
        (("12", "10012"),),
    )
    assert customers_of_accounts(found) == {"10012": ("12", "debtor_account"), "20012": ("12", "customer_number")}


def test_a_vat_id_links_only_where_it_is_unique_on_both_sides() -> None:
    customers = [
        {"customer_number": "1", "vat_id": "DE 136695976"},
        {"customer_number": "2", "vat_id": "DE999"},
        {"customer_number": "3", "vat_id": "DE999"},
    ]
    found = join(customers, [{"account": "10001", "vat_id": "DE136695976"}, {"account": "10002", "vat_id": "DE999"}])
    assert customers_of_accounts(found) == {"10001": ("1", "vat_id"), "10002": ("10002", "own_record")}


def test_name_and_address_link_over_spellings() -> None:
    customers = [
        {"customer_number": "1", "name": "Müller & Söhne GmbH", "street": "Bahnhofstr. 4 a", "postal_code": "95119"}
    ]
    ledger = [{"account": "10001", "name": "Mueller und Soehne", "street": "Bahnhofstraße 4a", "postal_code": "95119"}]
    assert customers_of_accounts(join(customers, ledger)) == {"10001": ("1", "name_and_address")}


def test_a_debtor_that_joins_nobody_is_a_customer_of_its_own() -> None:
    found = join([{"customer_number": "10500"}], [{"account": "10500", "name": "Fremd GmbH"}], seen=("10777",))
    assert customers_of_accounts(found) == {"10500": ("D10500", "own_record"), "10777": ("10777", "own_record")}
    names = dict(found.customers.select("customer_number", "name").rows())
    assert names["D10500"] == "Fremd GmbH"
    assert names["10777"] == "10777"


def test_likely_duplicates_are_suggested_never_merged() -> None:
    customers = [
        {
            "customer_number": "1",
            "name": "Meier",
            "first_name": "Anna",
            "postal_code": "95028",
            "phone": "09281 555123",
        },
        {
            "customer_number": "2",
            "name": "Meier",
            "first_name": "Anna",
            "postal_code": "95028",
            "phone": "+49 9281/555-123",
        },
        {"customer_number": "3", "name": "Huber", "first_name": "Anna", "postal_code": "95028", "phone": None},
    ]
    found = join(customers, [])
    assert found.customers.height == 3
    assert found.suggestions.select("customer_id", "other_id", "reason").rows() == [
        (0, 1, "same_name_and_town, same_phone"),
        (1, 0, "same_name_and_town, same_phone"),
    ]


def test_the_ledger_fills_what_the_dealer_system_leaves_empty() -> None:
    found = join(
        [{"customer_number": "12", "town": "Naila"}],
        [{"account": "10012", "town": "Hof", "vat_id": "DE136695976"}],
        (("12", "10012"),),
    )
    row = found.customers.row(0, named=True)
    assert (row["town"], row["vat_id"]) == ("Naila", "DE136695976")


def test_without_a_dealer_system_the_ledgers_customer_number_is_the_customer() -> None:
    found = join(
        [],
        [
            {"account": "10001", "customer_number": "0012", "name": "Meier GmbH"},
            {"account": "10002", "customer_number": "0012", "name": "MEIER"},
            {"account": "10003", "name": "Huber"},
        ],
        seen=("10004",),
    )
    assert customers_of_accounts(found) == {
        "10001": ("0012", "customer_number"),
        "10002": ("0012", "customer_number"),
        "10003": ("10003", "own_record"),
        "10004": ("10004", "own_record"),
    }
    assert found.customers["customer_number"].to_list() == ["0012", "10003", "10004"]


def test_a_customer_number_that_different_names_share_joins_nobody() -> None:
    ledger = [{"account": f"1000{i}", "customer_number": "0", "name": name} for i, name in enumerate(("Abt", "Beck"))]
    assert customers_of_accounts(join([], ledger)) == {
        "10000": ("10000", "own_record"),
        "10001": ("10001", "own_record"),
    }


def test_an_account_that_is_somebodys_customer_number_is_marked() -> None:
    ledger = [{"account": "10001", "customer_number": "10002", "name": "Abt"}, {"account": "10002", "name": "Beck"}]
    assert customers_of_accounts(join([], ledger)) == {
        "10001": ("10002", "customer_number"),
        "10002": ("D10002", "own_record"),
    }


def test_five_that_share_a_phone_may_be_one_and_six_are_a_switchboard() -> None:
    def sharing(count: int) -> int:
        return join(
            [{"customer_number": str(at), "phone": "09281 555123"} for at in range(count)], []
        ).suggestions.height

    assert sharing(2) == 2
    assert sharing(5) == 5 * 4
    assert sharing(6) == 0


@pytest.mark.parametrize(
    ("shared", "score"),
    [
        ({"vat_id": "DE136695976"}, 0.9),
        ({"phone": "09281 555123"}, 0.6),
        ({"email": "anna@example.org"}, 0.7),
        ({"name": "Meier", "postal_code": "95028"}, 0.8),
        ({"name": "Meier", "street": "Bahnhofstr. 4"}, 0.8),
        # both keys together: 1 - (1 - 0.9) x (1 - 0.6)
        ({"vat_id": "DE136695976", "phone": "09281 555123"}, 0.96),
    ],
)
def test_the_score_says_how_strong_the_shared_keys_are(shared: dict[str, str], score: float) -> None:
    found = join([{"customer_number": "1", **shared}, {"customer_number": "2", **shared}], [])
    assert found.suggestions["score"].to_list() == pytest.approx([score, score])


def test_the_first_of_several_accounts_fills_the_gaps() -> None:
    ledger = [{"account": "20012", "town": "Hof"}, {"account": "10012", "town": "Naila"}]
    found = join([{"customer_number": "12"}], ledger, (("12", "10012"), ("12", "20012")))
    assert found.customers["town"].to_list() == ["Naila"]
