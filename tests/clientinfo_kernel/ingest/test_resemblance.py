"""Whom a new record of an inbox resembles: as somebody at the desk would say it."""

import polars as pl
import pytest

from clientinfo_kernel.ingest.curate.resemblance import with_resemblances
from clientinfo_kernel.query.resemblance import resemblances
from data_sources.dealer_system.contract import ContactPersons
from data_sources.inbox.contract import CustomerEntries

from .contract_rows import table

PEOPLE = [
    ("10012", None, "Meier Vakuumtechnik GmbH", "Naila"),
    ("10013", "Karl", "Mayr", "Hof"),
    ("10014", "Jörg", "Müller", "Hof"),
    ("10015", "Jörg", "Müller", "Selb"),
    ("10016", None, None, "Hof"),
    ("10017", "Eva", "von der Heide", "Bad Steben"),
]
CUSTOMERS = pl.DataFrame(PEOPLE, schema=["customer_number", "first_name", "name", "town"], orient="row").with_row_index(
    "customer_id"
)
IDS = CUSTOMERS.select("customer_number", "customer_id")
PERSON = {"customer_number": "10012", "person_number": "1", "first_name": "Harald", "last_name": "Meier"}
OWNER = 0  # 10012


def found(name: str | None, owner: int | None = None, **entry: str) -> list[tuple[str, tuple[str, ...]]]:
    row = {"entry_id": "a/1", "source_system": "a", "state": "waiting", "name": name, **entry}
    records = table(CustomerEntries, row).with_columns(customer_id=pl.lit(owner, pl.UInt32))
    (text,) = with_resemblances(records, CUSTOMERS, table(ContactPersons, PERSON), IDS).collect()["resembles"]
    return [(each.customer_number, each.reasons) for each in resemblances(text)]


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("Jörg Müller, Hof", [("10014", ("name_and_town",)), ("10015", ("name",))]),
        ("MUELLER Joerg", [("10014", ("name",)), ("10015", ("name",))]),
        ("J. Müller, Hof", [("10014", ("last_name_and_town",))]),
        ("Müller, Hof", [("10014", ("last_name_and_town",))]),
        ("Müller", []),  # there are too many of them
        ("Anna Müller, Hof", []),  # somebody else
        ("Meier Vakuumtechnik", [("10012", ("name",))]),
        ("H. Meier, Naila", [("10012", ("contact_person_and_town",))]),
        ("H. Meier", []),
        ("Frau von der Heide, Bad Steben", [("10017", ("last_name_and_town",))]),
        ("Firmung von der Heide, Bad Steben", []),  # no first name to compare, and a word nobody knows
        ("Eva von der Heide, Bad Steben", [("10017", ("name_and_town",))]),
        ("Hof", []),
        ("", []),
        (None, []),
        ("& Co. KG", []),
    ],
)
def test_a_new_record_and_whom_it_resembles(name: str | None, alike: list[tuple[str, tuple[str, ...]]]) -> None:
    assert found(name) == alike


@pytest.mark.parametrize("first_name", ["Dieter", "Ludwig", "Otto"])
def test_an_initial_is_not_part_of_the_name_behind_it(first_name: str) -> None:
    """D. Meier is not D'Meier, and O. Meier is not O'Meier."""
    people = table(ContactPersons, {**PERSON, "first_name": first_name})
    row = {"entry_id": "a/1", "source_system": "a", "state": "waiting", "name": f"{first_name[0]}. Meier, Naila"}
    records = table(CustomerEntries, row).with_columns(customer_id=pl.lit(None, pl.UInt32))
    (text,) = with_resemblances(records, CUSTOMERS, people, IDS).collect()["resembles"]
    assert [(each.customer_number, each.reasons) for each in resemblances(text)] == [
        ("10012", ("contact_person_and_town",))
    ]


def test_the_number_that_an_entry_names_comes_first_and_the_rest_still_counts() -> None:
    assert found("H. Meier, Naila", OWNER) == [("10012", ("customer_number", "contact_person_and_town"))]
    assert found("Neu und anders", OWNER) == [("10012", ("customer_number",))]


def test_a_changed_field_resembles_nobody() -> None:
    assert found("Jörg Müller, Hof", OWNER, field="Telefon", new_value="1") == []


def test_entries_stay_as_they_are_whoever_is_alike() -> None:
    rows = [{"entry_id": str(one), "source_system": "a", "state": "waiting", "name": "Jörg Müller"} for one in range(3)]
    records = table(CustomerEntries, *rows).with_columns(customer_id=pl.lit(None, pl.UInt32))
    read = with_resemblances(records, CUSTOMERS, table(ContactPersons), IDS).collect()
    assert sorted(read["entry_id"]) == ["0", "1", "2"]
    assert read["resembles"].null_count() == 0
