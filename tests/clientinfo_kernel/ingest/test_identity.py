from decimal import Decimal
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


def test_who_has_no_master_data_is_called_as_the_ledgers_lists_say() -> None:
    debtors = frame(
        Debtors, [{"account": "10001", "kind": "debtor", "name": "Meier GmbH"}, {"account": "10002", "kind": "debtor"}]
    )
    seen, listed = (
        pl.Series("account", ["10001", "10002", "10003", "10004"]),
        {"10001": "Meier", "10002": "Huber", "10003": "Öz"},
    )
    names = pl.DataFrame({"account": list(listed), "listed_name": list(listed.values())})
    nobody = (frame(Customers, [], REACH), frame(DebtorAccounts, []))
    found = resolve(*nobody, debtors, seen, names).customers.select("customer_number", "name").rows()
    assert found == [("10001", "Meier GmbH"), ("10002", "Huber"), ("10003", "Öz"), ("10004", "10004")]


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


def suggestions(*customers: dict[str, Any]) -> dict[tuple[int, int], tuple[str, float]]:
    found = join([{"customer_number": str(place), **row} for place, row in enumerate(customers)], []).suggestions
    return {(one, other): (reason, round(score, 9)) for one, other, reason, score in found.rows()}


@pytest.mark.parametrize(
    ("reason", "score", "one", "other"),
    [
        ("same_vat_id", 0.9, {"vat_id": "DE 136695976"}, {"vat_id": "de136695976"}),
        ("same_phone", 0.6, {"phone": "09281 555123"}, {"phone": "+49 9281/555-123"}),
        ("same_email", 0.7, {"email": "A@Nordhof.example"}, {"email": "a@nordhof.example"}),
        (
            "same_name_and_town",
            0.8,
            {"first_name": "Anna", "name": "Meier", "postal_code": "95028"},
            {"name": "Anna Meier", "postal_code": "95028"},
        ),
        (
            "same_name_and_street",
            0.8,
            {"name": "Müller", "street": "Bahnhofstr. 4"},
            {"name": "Mueller", "street": "Bahnhofstraße 4"},
        ),
    ],
)
def test_each_strong_key_suggests_a_pair_in_both_directions(
    reason: str, score: float, one: dict[str, str], other: dict[str, str]
) -> None:
    assert suggestions(one, other) == {(0, 1): (reason, score), (1, 0): (reason, score)}


def test_reasons_add_up_the_strongest_first() -> None:
    """Two keys are wrong together more rarely than each alone: 1 - (1 - 0.9) x (1 - 0.6) = 0.96."""
    both = {"vat_id": "DE136695976", "phone": "09281 555123"}
    assert suggestions(both, both)[0, 1] == ("same_vat_id, same_phone", 0.96)


def test_the_likeliest_duplicate_is_first() -> None:
    found = suggestions(
        {"vat_id": "DE136695976", "phone": "09281 555123", "email": "a@b.example"},
        {"phone": "09281 555123"},
        {"vat_id": "DE136695976"},
        {"email": "a@b.example"},
    )
    assert [pair for pair in found if pair[0] == 0] == [(0, 2), (0, 3), (0, 1)]


def test_a_key_that_six_customers_share_says_nothing() -> None:
    office = {"phone": "09281 555123"}
    assert len(suggestions(*[office] * 5)) == 20  # each with each of the other four
    assert suggestions(*[office] * 6) == {}


def test_what_is_empty_is_the_same_as_nothing() -> None:
    empty = {"email": "", "phone": "", "vat_id": "", "name": None, "postal_code": "95028", "street": None}
    assert suggestions(empty, empty) == {}


def test_a_link_by_name_needs_the_whole_address() -> None:
    """Same name and street in another town, or the same town in another street, is somebody else."""
    customers = [{"customer_number": "1", "name": "Meier", "street": "Ring 1", "postal_code": "95028"}]
    for street, postal_code in (("Ring 1", "95119"), ("Ring 2", "95028"), (None, "95028"), ("Ring 1", None)):
        debtor = {"account": "10001", "name": "Meier", "street": street, "postal_code": postal_code}
        assert customers_of_accounts(join(customers, [debtor])) == {"10001": ("10001", "own_record")}


def test_the_first_rule_that_fits_wins() -> None:
    customers = [
        {"customer_number": "1", "vat_id": "DE136695976", "name": "Abt", "street": "Ring 1", "postal_code": "95028"},
        {"customer_number": "2"},
        {"customer_number": "3"},
        {"customer_number": "4", "name": "Beck", "street": "Ring 9", "postal_code": "95028"},
    ]
    ledger = [
        {"account": "10001", "customer_number": "2", "vat_id": "DE136695976"},
        {"account": "10002", "customer_number": "2"},
        {"account": "10003", "vat_id": "DE136695976", "name": "Beck", "street": "Ring 9", "postal_code": "95028"},
    ]
    assert customers_of_accounts(join(customers, ledger[:1], (("3", "10001"),)))["10001"] == ("3", "debtor_account")
    assert customers_of_accounts(join(customers, ledger[:1]))["10001"] == ("2", "customer_number")
    assert customers_of_accounts(join(customers, ledger[2:]))["10003"] == ("1", "vat_id")


def test_an_account_of_a_customer_that_does_not_exist_is_not_his() -> None:
    debtors = [{"account": "10001", "name": "Abt"}, {"account": "10002", "customer_number": "7", "name": "Beck"}]
    assert customers_of_accounts(join([{"customer_number": "1"}], debtors, (("9", "10001"),))) == {
        "10001": ("10001", "own_record"),
        "10002": ("7", "customer_number"),
    }


def test_customers_are_numbered_in_the_order_of_their_numbers() -> None:
    who = join([{"customer_number": "30"}, {"customer_number": "10"}], [{"account": "20", "name": "Abt"}])
    assert who.customers.select("customer_id", "customer_number").rows() == [(0, "10"), (1, "20"), (2, "30")]
    assert who.debtors.rows() == [("20", 1, "own_record")]


def test_a_debtor_brings_its_whole_master_record_along() -> None:
    debtor = {
        "account": "10001", "short_name": "ABT", "first_name": "Eva", "street": "Ring 1", "postal_code": "95028",
        "town": "Hof", "country": "DE", "vat_id": "DE136695976", "phone": "09281 1", "email": "a@b.example",
        "credit_limit": Decimal("500.00"), "payment_terms": "10", "source_file": "d.csv", "source_row": 7,
    }  # fmt: skip
    row = join([], [debtor]).customers.row(0, named=True)
    assert row["name"] == "ABT"
    same = ("first_name", "street", "postal_code", "town", "country", "vat_id", "phone", "email", "credit_limit")
    for name in (*same, "payment_terms", "source_file", "source_row"):
        assert row[name] == debtor[name], name


def test_the_ledgers_first_account_fills_every_gap() -> None:
    given = {
        "vat_id": "DE136695976", "credit_limit": Decimal("500.00"), "phone": "09281 1", "email": "a@b.example",
        "street": "Ring 1", "postal_code": "95028", "town": "Hof",
    }  # fmt: skip
    other = {**dict.fromkeys(given, "x"), "credit_limit": Decimal("9.00")}
    who = join(
        [{"customer_number": "12"}],
        [{"account": "20012", **other}, {"account": "10012", **given}],
        (("12", "20012"), ("12", "10012")),
    )
    row = who.customers.row(0, named=True)
    assert {name: row[name] for name in given} == given
    assert not [name for name in row if name.endswith("_ledger")]


def test_a_later_account_fills_what_the_first_one_does_not_say() -> None:
    # Programs write 0.00 where no limit is set; street and town belong together.
    first = {"account": "10200", "town": "Hof", "credit_limit": Decimal("0.00")}
    later = {
        "account": "10201", "street": "Ring 1", "town": "Naila", "vat_id": "DE136695976", "phone": "09281 1",
        "credit_limit": Decimal("8000.00"),
    }  # fmt: skip
    known = ("town", "street", "vat_id", "phone", "credit_limit")
    row = join([{"customer_number": "12"}], [later, first], (("12", "10200"), ("12", "10201"))).customers
    assert row.select(known).row(0) == ("Hof", None, "DE136695976", "09281 1", Decimal("8000.00"))


@pytest.mark.parametrize(
    ("dealer", "ledger", "limit"),
    [("0.00", "5000.00", "5000.00"), ("0.00", None, "0.00"), ("700.00", "5000.00", "700.00"), ("0.00", "0.00", "0.00")],
)
def test_a_limit_of_zero_in_the_dealer_system_is_none(dealer: str, ledger: str | None, limit: str) -> None:
    found = join(
        [{"customer_number": "12", "credit_limit": Decimal(dealer)}],
        [{"account": "10012", "credit_limit": Decimal(ledger) if ledger else None}],
        (("12", "10012"),),
    )
    assert found.customers["credit_limit"].to_list() == [Decimal(limit)]


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


@pytest.mark.parametrize(
    ("dealer", "ledger"),
    [
        ("Řezáč", "Rezac"), ("Łukasz", "Lukasz"), ("Sørensen", "Soerensen"), ("Sørensen", "Sorensen"), ("Győr", "Györ"),
        ("Đorđević", "Dordevic"), ("Þórsson", "Thorsson"), ("Müller", "Muller"), ("Müller", "Mueller"), ("Ağaoğlu", "Agaoglu"),
        ("Işık", "Isik"), ("Strauß", "Strauss"), ("Иванов", "Ivanov"), ("Re\u030cza\u0301c\u030c", "Rezac"), ("Œuvre", "Oeuvre"),
        ("Παπαδόπουλος", "Papadopoulos"), ("Παππού", "Pappou"), ("Αγγελής", "Angelis"), ("Nguyễn Đức", "Nguyen Duc"),
        ("O'Brien", "O’Brien"), ("O'Brien", "OBrien"), ("O´Brien", "O Brien"), ("D'Angelo", "DAngelo"),
    ],
)  # fmt: skip
def test_a_name_is_the_same_with_and_without_its_marks(dealer: str, ledger: str) -> None:
    """DATEV's files are cp1252, so that a ledger writes without marks what the dealer system writes with them."""
    address = {"street": "Bahnhofstr. 4", "postal_code": "95119"}
    found = join(
        [{"customer_number": "1", "name": dealer, "first_name": "Jiří", **address}],
        [{"account": "10001", "name": ledger, "first_name": "Jiri", **address}],
    )
    assert customers_of_accounts(found) == {"10001": ("1", "name_and_address")}


# The same at one address, however the ledger wrote it; and others beside whom nobody is the same.
SPELLED_NAMES = [
    ("Huber GmbH", "Huber G.m.b.H."), ("Huber GmbH", "Huber Gesellschaft mit beschränkter Haftung"), ("Huber e.K.", "Huber eK"),
    ("TSV Naila e.V.", "TSV Naila e. V."), ("TSV Naila e.V.", "TSV Naila"), ("Huber UG (haftungsbeschränkt)", "Huber UG"),
    ("Huber AG", "Huber Aktiengesellschaft"), ("Huber G.b.R.", "Huber GbR"), ("Huber S.à r.l.", "Huber Sarl"),
    ("Huber s.r.o.", "Huber sro"), ("Huber Ltd.", "Huber Limited"), ("Kanzlei Huber PartG mbB", "Kanzlei Huber PartGmbB"),
    ("Huber", "Fa. Huber"), ("Huber GmbH", "Firma Huber GmbH"), ("Anna Meier", "Frau Anna Meier"), ("Anna Meier", "Meier, Anna"),
    ("Anna Meier", "Dr. med. Anna Meier"), ("H. Meier", "Dr. H. Meier"), ("H. Meier", "Prof. Dr. h. c. H. Meier"), ("Anna Meier", "Dipl.-Wirt.-Ing. (FH) Anna Meier"),
    ("Anna Meier", "Dipl.-Wirtsch.-Ing. Anna Meier"), ("Anna Meier", "Dipl.-Verwaltungswirtin (FH) Anna Meier"), ("Anna Meier", "Dipl.-Physikerin Dr. Anna Meier"), ("Lehrer", "Dipl. Lehrer"),
    ("Müller", "Dipl. Müller"), ("Anna Meier", "Anna Meier geb. Schulz"), ("Autohaus Huber", "Autohaus Huber Inh. Max Huber"),
    ("Huber GmbH", "Huber GmbH i. L."), ("D. Schmidt", "Schmidt, D."), ("O. Meier", "Meier O."), ("Lia D'Angelo", "D Angelo, Lia"),
]  # fmt: skip
OTHER_NAMES = [
    ("Hans Meier", "Hans Meier jun."), ("Hans Meier", "Anna Meier"), ("Huber GmbH", "Huber Verwaltungs GmbH"), ("GmbH", "AG & Co. KG"),
    ("Michael Herr", "Michael"), ("Fa", "Frau"), ("Gebhard Meier", "Meier"), ("Inhaberverein", "Verein"), ("Drescher", "Escher"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("dealer", "ledger", "is_same"),
    [(*each, True) for each in SPELLED_NAMES] + [(*each, False) for each in OTHER_NAMES],
)
def test_a_name_in_its_spellings(dealer: str, ledger: str, is_same: bool) -> None:  # noqa: FBT001
    """Legal forms, forms of address, titles and the order of names differ from system to system; people do not."""
    address = {"street": "Bahnhofstr. 4", "postal_code": "95119"}
    found = join(
        [{"customer_number": "1", "name": dealer, **address}], [{"account": "10001", "name": ledger, **address}]
    )
    own = ("1", "name_and_address") if is_same else ("10001", "own_record")
    assert customers_of_accounts(found) == {"10001": own}


@pytest.mark.parametrize(
    ("dealer", "ledger"),
    [
        (("Mühlstr. 4", "95119"), ("Mu\u0308hlstr. 4", "D-95119")),
        (("Muehlstraße 4", "01067"), ("Muhlstr. 4", "1067")),
        (("Łódzka 4", "DE 01067"), ("Lodzka 4", "01067")),
    ],
)
def test_an_address_in_its_spellings(dealer: tuple[str, str], ledger: tuple[str, str]) -> None:
    one, other = ({"name": "Meier", "street": street, "postal_code": code} for street, code in (dealer, ledger))
    found = join([{"customer_number": "1", **one}], [{"account": "10001", **other}])
    assert customers_of_accounts(found) == {"10001": ("1", "name_and_address")}


@pytest.mark.parametrize(
    "said",
    [
        *("beantragt", "keine UStID", "DE000000000", "nicht vorhanden", "DE12"),
        *("beantragt 2024", "beantragt am 01.03.2024", "siehe Anlage 123", "100", "1234"),
    ],
)
def test_two_without_a_vat_id_are_not_one(said: str) -> None:
    """Each system has one customer of whom it says so: the word is unique on both sides, and names nobody."""
    found = join(
        [{"customer_number": "1", "name": "Abt", "vat_id": said}],
        [{"account": "10001", "name": "Beck", "vat_id": said}],
    )
    assert customers_of_accounts(found) == {"10001": ("10001", "own_record")}


@pytest.mark.parametrize(
    ("dealer", "ledger"),
    [
        ("DE 136 695 976", "USt-IdNr. DE136695976"), ("RO123", "ro 123"), ("GBGD001", "GB GD 001"), ("FRXX123456789", "FR XX 123 456 789"),
        ("CHE-123.456.789 MWST", "CHE123456789MWST"),
    ],
)  # fmt: skip
def test_two_with_one_vat_id_are_one(dealer: str, ledger: str) -> None:
    found = join(
        [{"customer_number": "1", "name": "Abt", "vat_id": dealer}],
        [{"account": "10001", "name": "Beck", "vat_id": ledger}],
    )
    assert customers_of_accounts(found) == {"10001": ("1", "vat_id")}


@pytest.mark.parametrize(
    "written", ["A@B.example; c@d.example", "mailto:a@b.example", "Meier <a@b.example>", " \u200ba@b.example."]
)
def test_a_mail_address_in_its_spellings(written: str) -> None:
    assert suggestions({"email": "a@b.example"}, {"email": written})[0, 1] == ("same_email", 0.7)
    assert suggestions({"email": "a@b.example"}, {"email": written.replace("b.", "bb.").replace("B.", "BB.")}) == {}


@pytest.mark.parametrize(("one", "other"), [("Bauer", "Baur"), ("Rezac", "Rezak"), ("Feuer", "Fur"), ("王", "李")])
def test_other_names_stay_other_people(one: str, other: str) -> None:
    address = {"street": "Bahnhofstr. 4", "postal_code": "95119"}
    found = join(
        [{"customer_number": "1", "name": one, **address}, {"customer_number": "2", "name": other, **address}], []
    )
    assert found.suggestions.is_empty()


NOTHING_SAID = [
    {"name": "", "first_name": None, "street": "Ring 1", "postal_code": "95119"},
    {"name": "GmbH", "street": "Ring 1", "postal_code": "95119"},
    {"name": "Meier", "street": "-", "postal_code": "--"},
    {"name": "Meier", "street": None, "postal_code": None},
    {"name": "A", "email": "-", "phone": "0", "vat_id": "DE"},
    {"name": "B", "email": "-", "phone": "000000000", "vat_id": "DE"},
    {"name": "C", "email": "keine", "phone": "99999999", "vat_id": "-"},
    {"name": "D", "email": "keine", "phone": "99999999", "vat_id": "-"},
]


def test_nobody_is_alike_in_what_nobody_knows() -> None:
    people = [{"customer_number": str(number), **row} for number, row in enumerate(NOTHING_SAID * 2)]
    pairs = join(people, []).suggestions.filter(pl.col("customer_id") < pl.col("other_id"))
    assert pairs.is_empty()


def test_an_address_alone_links_no_account() -> None:
    """Names agree, streets are a dash: two people of one town."""
    person = {"name": "Meier", "first_name": "Anna", "street": "-", "postal_code": "95119"}
    found = join([{"customer_number": "1", **person}], [{"account": "10001", **person}])
    assert customers_of_accounts(found) == {"10001": ("10001", "own_record")}


PHONES = [
    "+49 9282 123456", "+49 (0)9282 / 1234-56", "0049 9282 123456", "0049(0)9282 123456", "09282/123456", "(09282) 12 34 56",
    "09282-123456", "Tel. 09282 123456", "0 92 82 - 12 34 56", "+49.9282.123456", "09282 123456 App. 12",
    "09282 123456 oder 0171 5551234", "09282 123456, 0171 5551234", "09282 123456 / 0171 5551234", "09282\u00a0123456",
    "+49\u20119282\u2011123456", "+490 9282 123456",
]  # fmt: skip


@pytest.mark.parametrize("phone", PHONES)
def test_a_phone_number_in_every_spelling(phone: str) -> None:
    people = [
        {"customer_number": "1", "name": "A", "phone": "09282 123456"},
        {"customer_number": "2", "name": "B", "phone": phone},
        {"customer_number": "3", "name": "C", "phone": "09282 123457"},
        {"customer_number": "4", "name": "D", "phone": "0043 9282 123456"},
    ]
    pairs = join(people, []).suggestions.select("customer_id", "other_id", "reason").rows()
    assert pairs == [(0, 1, "same_phone"), (1, 0, "same_phone")]


def test_foreign_numbers_and_mobiles() -> None:
    spellings = [
        ("+43 1 5874301", "0043 (0)1 587 43 01"),
        ("0171 5551234", "491715551234"),
        ("+420 377 123 456", "00420377123456"),
    ]
    for one, other in spellings:
        people = [
            {"customer_number": "1", "name": "A", "phone": one},
            {"customer_number": "2", "name": "B", "phone": other},
        ]
        assert join(people, []).suggestions.height == 2, (one, other)
