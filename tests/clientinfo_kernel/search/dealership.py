"""A small dealership for the tests of the search: who is found by what."""

from pathlib import Path

import polars as pl

from clientinfo_kernel.search import Hit, SearchIndex, build_index

TERMS = {"customer_id": pl.UInt32, "kind": pl.String, "text": pl.String}
CUSTOMERS = {
    "customer_id": pl.UInt32,
    "customer_number": pl.String,
    "name": pl.String,
    "town": pl.String,
    "street": pl.String,
    "license_plate": pl.String,
    "branch": pl.String,
    "birthday": pl.Date,
    "weight": pl.Int32,
}
MEIER, MAYR, MUELLER, MAIER, BAUER, MEYER = "10012", "10013", "10014", "10015", "10016", "00107"
_PEOPLE = [
    (1, MEIER, "Meier Vakuumtechnik GmbH", "Naila", "NA-PT 193", 5),
    (2, MAYR, "Karl Mayr", "Hof", None, 4),
    (3, MUELLER, "Jörg Müller", "Hof", "FÜ-X 1", 3),
    (4, MAIER, "Anna Maier", "Naila", None, 2),
    (5, BAUER, "Bauer Spedition", None, None, 1),
    (6, MEYER, "Meyer", "Selb", None, 0),
]
_TEXTS = [
    (1, "company", "Meier Vakuumtechnik GmbH"),
    (1, "contact_person", "Harald Meier"),
    (1, "street", "Meier-Hess-Anlage 4"),
    (1, "town", "95119 Naila"),
    (1, "phone", "+49 (0)9282 1234-56"),
    (1, "email", "harald.meier@vakuum.example"),
    (1, "license_plate", "NA-PT 193"),
    (1, "vin", "WDB2110561A654321"),
    (1, "invoice_number", "0107091089"),
    (1, "order_number", "272237"),
    (1, "vat_id", "DE123456789"),
    (1, "debtor_account", "1045000"),
    (1, "website", "https://www.meier-vakuum.example"),
    (1, "inbox_document", "Z-77120"),
    (1, "open_item", "403865"),
    (1, "ledger_document", "01120731"),
    (1, "sales_invoice", "01111892"),
    (2, "name", "Karl Mayr"),
    (2, "town", "95028 Hof"),
    (2, "street", "Bahnhof Straße 5"),
    (2, "invoice_number", "107091089"),
    (3, "name", "Jörg Müller"),
    (3, "name", "Prof. Dr. Jörg Müller"),
    (3, "birthday", "30.01.1940"),
    (3, "town", "95028 Hof"),
    (3, "license_plate", "FÜ-X 1"),
    (3, "street", "Bahnhofstr. 7"),
    (4, "name", "Anna Maier"),
    (4, "town", "95119 Naila"),
    (4, "street", "Schulweg 1"),
    (5, "company", "Bauer Spedition"),
    (5, "contact_person", "Sabine Weiß"),
    (5, "company", "Bauer u. Söhne"),
    (6, "name", "Meyer"),
    (6, "town", "95100 Selb"),
]


def customers(people: list[tuple[int, str, str, str | None, str | None, int]]) -> pl.DataFrame:
    """One row per person: id, number, name, town, plate, weight (no street, no branch and no birthday)."""
    full = [(*one[:4], None, one[4], None, None, one[5]) for one in people]
    return pl.DataFrame(full, schema=CUSTOMERS, orient="row")


def terms(texts: list[tuple[int, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(texts, schema=TERMS, orient="row")


def dealership(folder: Path, *, is_turned: bool = False) -> Path:
    """Write the search file; ``is_turned``: from terms and customers that come last ones first."""
    numbers = [(one, "customer_number", number) for one, number, *_ in _PEOPLE]
    texts, people = terms([*_TEXTS, *numbers]), customers(_PEOPLE)
    given = (texts.reverse(), people.reverse()) if is_turned else (texts, people)
    build_index(*given, folder / "search")
    return folder / "search"


def named(texts: list[str], folder: Path, weights: list[int] | None = None) -> SearchIndex:
    """An index of customers 1, 2, ... each with one name."""
    weights = weights or [0] * len(texts)
    people = [
        (one, str(one), text, None, None, weight)
        for one, (text, weight) in enumerate(zip(texts, weights, strict=True), 1)
    ]
    rows = [(one, "name", text) for one, text in enumerate(texts, 1)]
    build_index(terms(rows), customers(people), folder / "search")
    return SearchIndex.open(folder / "search")


def numbers(hits: list[Hit]) -> list[str]:
    return [hit.customer_number for hit in hits]
