"""What people typed into the search of the demo, as it is, and what each role finds."""

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import Settings

pytestmark = pytest.mark.slow  # refreshes a whole house

MEIER = "10012"


def found(settings: Settings, typed: str, role: str = "controlling") -> list[str]:
    directory = CustomerDirectory(settings, Viewer("somebody", frozenset({role})))
    return [hit.customer_number for hit in directory.search(typed)]


@pytest.mark.parametrize(
    "typed",
    [
        *("Meyer Vacum", "Meyer Vakum", "Meier Vak", "vakuumtechnik meier", "meier naila"),
        *("Re 01111892", "RE-01111892", "Kd 10012", "Kundennummer 10012", "10012", "403865/1"),
        *("Z-77120", "01120731", "272237", "0107091089", "nafr472", "NA-PT 194", "MA-PT 193", "555-0"),
        *("www.meier-vakuum.example", "0049 9282 555-10", "09282/5550"),
    ],
)
def test_the_customer_of_the_brochure_comes_first(demo_of_2000: Settings, typed: str) -> None:
    assert found(demo_of_2000, typed)[0] == MEIER


@pytest.mark.parametrize(
    ("typed", "customer"),
    [
        ("Prof. Dr. O Connor", "10456"),
        ("krüg gün", "10447"),
        ("30.10.1940", "10447"),
        ("Krüger 1940", "10447"),
        ("Neumann und Söhne", "10016"),
        ("Neumann u. Söhne", "10016"),
    ],
)
def test_others_come_first_by_what_was_typed(demo_of_2000: Settings, typed: str, customer: str) -> None:
    assert found(demo_of_2000, typed)[0] == customer


def test_technik_meier_is_not_only_a_word_and_its_beginning(demo_of_2000: Settings) -> None:
    assert MEIER in found(demo_of_2000, "technik meier")[:5]


@pytest.mark.parametrize("typed", ["Z-77120", "Z-771", "01120731", "Re 01120731", "272237", "0107091089", "01111892"])
def test_documents_that_a_role_does_not_see_lead_it_to_nobody(demo_of_2000: Settings, typed: str) -> None:
    assert MEIER in found(demo_of_2000, typed, "accounting")
    assert MEIER not in found(demo_of_2000, typed, "service")


def test_a_common_name_begins_with_customers_of_the_viewer_s_branch(demo_of_2000: Settings) -> None:
    somebody = CustomerDirectory(demo_of_2000, Viewer("somebody", frozenset({"sales"}), branch="Naila"))
    branch_of = dict(somebody.table("customers", ["customer_number", "branch"]).iter_rows())
    first, more = somebody.search("müller"), somebody.search("müller", 40)
    assert [branch_of[hit.customer_number] for hit in first] == ["Naila"] * len(first)
    assert more[: len(first)] == first
    assert "Hof" in {branch_of[hit.customer_number] for hit in more}


def test_the_limit_can_be_raised_for_a_common_name(demo_of_2000: Settings) -> None:
    directory = CustomerDirectory(demo_of_2000)
    first, more = directory.search("müller"), directory.search("müller", 40)
    assert len(more) > len(first)
    assert more[: len(first)] == first
