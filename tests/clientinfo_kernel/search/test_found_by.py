"""What a customer is found by, and the reason that is given."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel.search import SEARCHED_TOPICS, Hit, SearchIndex, build_index
from tests.clientinfo_kernel.search.dealership import (
    BAUER,
    MAIER,
    MAYR,
    MEIER,
    MEYER,
    MUELLER,
    customers,
    numbers,
    terms,
)

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


@pytest.mark.parametrize(
    ("typed", "customer", "reason"),
    [
        ("technik meier", MEIER, "company"),
        ("meier technik", MEIER, "company"),
        ("technik", MEIER, "company"),
        ("Meyer Vakum", MEIER, "company"),
        ("Meyer Vacum", MEIER, "company"),
        ("NA-PT 194", MEIER, "license_plate"),
        ("MA-PT 193", MEIER, "license_plate"),
        ("NAP 193", MEIER, "license_plate"),
        ("NAPTT193", MEIER, "license_plate"),
        ("NA-PT I93", MEIER, "license_plate"),
        ("NATP193", MEIER, "license_plate"),
        ("NAPT19", MEIER, "license_plate"),
        ("www.meier-vakuum.example", MEIER, "website"),
        ("http://www.meier-vakuum.example", MEIER, "email"),
        ("meier-vakuum.example", MEIER, "email"),
        ("Kd 10012", MEIER, "customer_number"),
        ("Kd-Nr. 10012", MEIER, "customer_number"),
        ("Kundennummer 10012", MEIER, "customer_number"),
        ("Re 0107091089", MEIER, "invoice_number"),
        ("RE-0107091089", MEIER, "invoice_number"),
        ("Re0107091089", MEIER, "invoice_number"),
        ("Auftrag Nr. 272237", MEIER, "order_number"),
        ("Bauer und Söhne", BAUER, "company"),
        ("Bauer & Söhne", BAUER, "company"),
        ("Bauer u. Soehne", BAUER, "company"),
        ("Dr. Müller", MUELLER, "name"),
        ("Dr. Karl Mayr", MAYR, "name"),
        ("Herr Mayr", MAYR, "name"),
        ("Firma Meier Vakuumtechnik", MEIER, "company"),
        ("Meier Vakuumtechnik e.K.", MEIER, "company"),
        ("Meyer Vakuumtechnik GmbH & Co. KG", MEIER, "company"),
        ("30.01.1940", MUELLER, "birthday"),
        ("30.1.1940", MUELLER, "birthday"),
        ("30.01.40", MUELLER, "birthday"),
        ("30.1.40", MUELLER, "birthday"),
        ("30. Januar 1940", MUELLER, "birthday"),
        ("geb. 30.01.1940", MUELLER, "birthday"),
        ("müller 1940", MUELLER, "name"),
        ("meiervakuumtechnik", MEIER, "company"),
        ("annamaier naila", MAIER, "name"),
        ("anna maiernaila", MAIER, "name"),
        ("ann amaier", MAIER, "name"),
        ("naila ana mair", MAIER, "town"),
        ("jrög müller", MUELLER, "name"),
        ("xarl mayr hof", MAYR, "name"),
    ],
)
def test_what_people_type_by_mistake_or_besides(index: SearchIndex, typed: str, customer: str, reason: str) -> None:
    best = index.search(typed)[0]
    assert (best.customer_number, best.reason) == (customer, reason)


@pytest.mark.parametrize(
    ("typed", "reason", "topic"),
    [
        ("Z-77120", "inbox_document", "receivables"),
        ("z77120", "inbox_document", "receivables"),
        ("77120", "inbox_document", "receivables"),
        ("Z-771", "inbox_document", "receivables"),
        ("403865", "open_item", "receivables"),
        ("01120731", "ledger_document", "receivables"),
        ("1120731", "ledger_document", "receivables"),
        ("Beleg 01120731", "ledger_document", "receivables"),
        ("meier 01120731", "company", "receivables"),
        ("01111892", "sales_invoice", "revenue"),
        ("Re 01111892", "sales_invoice", "revenue"),
    ],
)
def test_documents_lead_to_a_customer_only_for_those_who_see_their_topic(
    index: SearchIndex, typed: str, reason: str, topic: str
) -> None:
    others = frozenset(SEARCHED_TOPICS) - {topic}
    assert [(hit.customer_number, hit.reason) for hit in index.search(typed, topics=frozenset({topic}))][:1] == [
        (MEIER, reason)
    ]
    for hit in index.search(typed, topics=others) + index.search(typed):
        assert hit.reason != reason
        assert "77120" not in hit.matched
        assert "1120731" not in hit.matched


def test_a_word_before_a_number_says_what_it_is(tmp_path: Path) -> None:
    people = [(1, "4711", "Anna", None, None, 9), (2, "2", "Berta", None, None, 0)]
    rows = [(1, "customer_number", "4711"), (2, "order_number", "4711"), (2, "phone", "04711")]
    build_index(terms(rows), customers(people), tmp_path / "search")
    with SearchIndex.open(tmp_path / "search") as index:
        assert numbers(index.search("Auftrag 4711"))[0] == "2"
        assert numbers(index.search("Kd 4711"))[0] == "4711"


def test_a_number_written_as_only_phone_numbers_are_is_one(tmp_path: Path) -> None:
    people = [(1, "1", "Anna", None, "HO-XY 555", 9), (2, "2", "Berta", None, None, 0)]
    rows = [(1, "license_plate", "HO-XY 555"), (1, "order_number", "0"), (2, "phone", "09282 555-0")]
    build_index(terms(rows), customers(people), tmp_path / "search")
    with SearchIndex.open(tmp_path / "search") as index:
        assert numbers(index.search("555-0"))[0] == "2"
        assert numbers(index.search("555"))[0] == "1"


def test_two_alike_are_told_apart(tmp_path: Path) -> None:
    people = customers([(1, "1", "Franziska Zapf", "Selb", None, 0), (2, "2", "Franziska Zapf", "Selb", None, 0)])
    known = people.with_columns(street=pl.Series(["Weg 1", None]), birthday=pl.Series([None, date(1960, 3, 12)]))
    build_index(terms([(1, "name", "Franziska Zapf"), (2, "name", "Franziska Zapf")]), known, tmp_path / "search")
    with SearchIndex.open(tmp_path / "search") as index:
        first, second = index.search("zapf")
    assert (first.street, first.birthday) == ("Weg 1", None)
    assert (second.street, second.birthday) == ("", date(1960, 3, 12))


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
    hit = index.search("naila meier")[0]
    assert hit.matched == "Meier Vakuumtechnik GmbH · 95119 Naila"
    assert [kind for kind, _ in hit.met] == ["company", "town"]


def test_a_hit_says_who_it_is(index: SearchIndex) -> None:
    hit = index.search("NA-PT 193")[0]
    assert hit == Hit(
        MEIER, "Meier Vakuumtechnik GmbH", "Naila", (("license_plate", "NA-PT 193"),), hit.score, "NA-PT 193"
    )
    assert index.search("bauer")[0].town == ""
    assert index.search("bauer")[0].license_plate is None


def test_one_row_per_customer(index: SearchIndex) -> None:
    found = numbers(index.search("m", 50))
    assert len(found) == len(set(found))
    assert set(found) == {MEIER, MAYR, MUELLER, MAIER, MEYER}
