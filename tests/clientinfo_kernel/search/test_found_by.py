"""What a customer is found by, and the reason that is given."""

import pytest

from clientinfo_kernel.search import Hit, SearchIndex
from tests.clientinfo_kernel.search.dealership import BAUER, MAIER, MAYR, MEIER, MEYER, MUELLER, numbers

PHONE = "+49 (0)9282 1234-56"
VIN = "WDB2110561A654321"


@pytest.mark.parametrize(
    ("typed", "customer", "reason", "matched"),
    [
        ("vakuumtechnik", MEIER, "company", "Meier Vakuumtechnik GmbH"),
        ("harald", MEIER, "contact_person", "Harald Meier"),
        ("Meier-Hess-Anlage", MEIER, "street", "Meier-Hess-Anlage 4"),
        ("meierhess", MEIER, "street", "Meier-Hess-Anlage 4"),
        ("selb", MEYER, "town", "95100 Selb"),
        ("+49 9282 123456", MEIER, "phone", PHONE),
        ("+ 49 9282 123456", MEIER, "phone", PHONE),
        ("+49 (0) 9282/1234 56", MEIER, "phone", PHONE),
        ("0049 9282 123456", MEIER, "phone", PHONE),
        ("09282/1234 56", MEIER, "phone", PHONE),
        ("09282-123", MEIER, "phone", PHONE),
        ("9282123456", MEIER, "phone", PHONE),
        ("499282123456", MEIER, "phone", PHONE),
        ("123456", MEIER, "phone", PHONE),
        ("3456", MEIER, "phone", PHONE),
        ("harald.meier@vakuum.example", MEIER, "email", "harald.meier@vakuum.example"),
        ("@vakuum.ex", MEIER, "email", "harald.meier@vakuum.example"),
        ("10014", MUELLER, "customer_number", "10014"),
        ("00107", MEYER, "customer_number", "00107"),
        ("107", MEYER, "customer_number", "00107"),
        ("1045000", MEIER, "debtor_account", "1045000"),
        ("NAPT193", MEIER, "license_plate", "NA-PT 193"),
        ("na-pt 193", MEIER, "license_plate", "NA-PT 193"),
        ("NA PT193", MEIER, "license_plate", "NA-PT 193"),
        ("na pt 193", MEIER, "license_plate", "NA-PT 193"),
        ("pt193", MEIER, "license_plate", "NA-PT 193"),
        ("fue-x 1", MUELLER, "license_plate", "FÜ-X 1"),
        (VIN, MEIER, "vin", VIN),
        (VIN.lower(), MEIER, "vin", VIN),
        ("1A654321", MEIER, "vin", VIN),
        ("A654321", MEIER, "vin", VIN),
        ("654321", MEIER, "vin", VIN),
        ("65432", MEIER, "vin", VIN),
        ("WDB211", MEIER, "vin", VIN),
        ("272237", MEIER, "order_number", "272237"),
        ("DE123456789", MEIER, "vat_id", "DE123456789"),
        ("de 123 456 789", MEIER, "vat_id", "DE123456789"),
        ("123456789", MEIER, "vat_id", "DE123456789"),
    ],
)
def test_each_kind_in_the_spellings_people_type(
    index: SearchIndex, typed: str, customer: str, reason: str, matched: str
) -> None:
    best = index.search(typed)[0]
    assert (best.customer_number, best.reason, best.matched) == (customer, reason, matched)


@pytest.mark.parametrize(
    "typed", ["Müller", "MÜLLER", "mueller", "Muller", "Mu\u0308ller", "müll", "joerg", "Jörg", "jorg"]
)
def test_umlauts_in_any_spelling(index: SearchIndex, typed: str) -> None:
    assert numbers(index.search(typed))[0] == MUELLER


@pytest.mark.parametrize(
    "typed",
    ["Bahnhofstraße", "bahnhofstrasse", "Bahnhofstr.", "bahnhofstr", "bahnhof str", "Bahnhof Straße", "bahnhofstra"],
)
def test_streets_in_any_spelling(index: SearchIndex, typed: str) -> None:
    assert set(numbers(index.search(typed))) == {MAYR, MUELLER}


def test_bauer_is_not_baur_by_spelling_but_by_sound(index: SearchIndex) -> None:
    assert numbers(index.search("bauer")) == [BAUER]
    assert numbers(index.search("baur")) == [BAUER]
    assert index.search("baur")[0].score < 0.61


@pytest.mark.parametrize(
    "typed", ["Vakumtechnik", "vakuumtehcnik", "Vakuumtecknick", "spediton", "Speditoin", "Bauwr", "Hearld"]
)
def test_typos_are_forgiven(index: SearchIndex, typed: str) -> None:
    assert numbers(index.search(typed))[0] in {MEIER, BAUER}


def test_short_words_are_forgiven_no_typo(index: SearchIndex) -> None:
    assert index.search("sub") == []


@pytest.mark.parametrize("typed", ["Meier", "Meyer", "Maier", "Mayr", "Mayer", "meyr"])
def test_sound_alikes_find_each_other(index: SearchIndex, typed: str) -> None:
    assert set(numbers(index.search(typed))) == {MEIER, MEYER, MAIER, MAYR}


def test_words_narrow_in_any_order_and_across_kinds(index: SearchIndex) -> None:
    assert numbers(index.search("meier naila")) == [MEIER, MAIER]
    assert numbers(index.search("naila meier")) == [MEIER, MAIER]
    assert numbers(index.search("anna nai")) == [MAIER]
    assert numbers(index.search("meier pt 193")) == [MEIER]
    assert numbers(index.search("meier 09282 12")) == [MEIER]
    assert numbers(index.search("meier 272237 hof")) == []


def test_several_reasons_are_all_named(index: SearchIndex) -> None:
    assert index.search("naila meier")[0].matched == "Meier Vakuumtechnik GmbH · 95119 Naila"


def test_a_hit_says_who_it_is(index: SearchIndex) -> None:
    hit = index.search("NA-PT 193")[0]
    assert hit == Hit(MEIER, "Meier Vakuumtechnik GmbH", "Naila", "license_plate", "NA-PT 193", hit.score, "NA-PT 193")
    assert index.search("bauer")[0].town == ""
    assert index.search("bauer")[0].license_plate is None


def test_one_row_per_customer(index: SearchIndex) -> None:
    found = numbers(index.search("m", 50))
    assert len(found) == len(set(found))
    assert set(found) == {MEIER, MAYR, MUELLER, MAIER, MEYER}
