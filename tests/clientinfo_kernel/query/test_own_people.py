"""Who searches for a colleague is told where the colleague stands, not that there is nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.rights import ADMIN, Viewer
from clientinfo_kernel.errors import NotPermitted
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from clientinfo_kernel.query.own_people import OwnPerson, own_people

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.permitted import OpenedSnapshot

# Of ``demo_dealership.world``: who sells, and who takes orders in. Both write contacts and look after cases, too.
SELLER, ADVISER = "Nadine Köppel", "Birgit Wölfel"


@pytest.fixture(scope="module")
def directory(demo_settings: Path) -> CustomerDirectory:
    return replace(open_directory(demo_settings), viewer=Viewer("anna", frozenset({"service"})))


@pytest.fixture(scope="module")
def opened(directory: CustomerDirectory) -> OpenedSnapshot:
    return directory.opened()


@pytest.mark.parametrize("typed", ["Nadine Köppel", "köppel nadine", "Koeppel, Nadine", "NADINE KOPPEL"])
def test_a_colleague_is_known_by_a_name_in_any_order_and_spelling(opened: OpenedSnapshot, typed: str) -> None:
    assert own_people(typed, opened, ()) == (OwnPerson(SELLER, ("salesperson", "assignee", "employee"), is_whole=True),)


def test_part_of_a_name_will_do_but_no_beginning_of_one(opened: OpenedSnapshot) -> None:
    (adviser,) = own_people("wölfel", opened, ())
    assert (adviser.name, adviser.is_whole) == (ADVISER, False)
    assert "service_advisor" in adviser.parts
    assert "salesperson" not in adviser.parts
    for typed in ("wölf", "nadine wölfel", "b", "", " - ", "Meier Vakuumtechnik"):
        assert own_people(typed, opened, ()) == (), typed


def test_who_has_an_account_can_look_after_cases_and_stands_there_once(opened: OpenedSnapshot) -> None:
    found = own_people("nadine", opened, (SELLER, "Nadine Neu", "Nadine Neu (nn)"))
    assert [(each.name, each.parts[:1], each.parts.count("assignee")) for each in found] == [
        (SELLER, ("salesperson",), 1),
        ("Nadine Neu", ("assignee",), 1),
        ("Nadine Neu (nn)", ("assignee",), 1),
    ]


def test_nobody_is_told_who_stands_where_they_see_nothing(directory: CustomerDirectory) -> None:
    admin = replace(directory, viewer=Viewer("root", frozenset({ADMIN})))
    with pytest.raises(NotPermitted):
        admin.own_people(SELLER)
    assert own_people(SELLER, admin.opened(), ()) == ()
    assert directory.own_people(SELLER)[0].name == SELLER
