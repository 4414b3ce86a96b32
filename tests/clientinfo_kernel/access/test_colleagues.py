"""Who can look after something: people with an account who write about customers, by the name that people call them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.accounts import Account
from clientinfo_kernel.access.colleagues import COLLEAGUES_FILE, colleagues, names_of
from clientinfo_kernel.access.rights import Viewer

if TYPE_CHECKING:
    from pathlib import Path


def account(
    name: str, *roles: str, full_name: str = "", admin: bool = False, locked: bool = False, pending: bool = False
) -> Account:
    return Account(
        name=name,
        full_name=full_name,
        email="",
        roles=roles,
        admin=admin,
        locked=locked,
        pending=pending,
        has_password=True,
    )


def names(*accounts: Account) -> list[str]:
    found: list[str] = json.loads(names_of(accounts))
    return found


def test_people_are_called_by_their_name_and_by_their_login_where_they_have_none() -> None:
    named = account("u17", "service", full_name="Jörg Übler")
    assert names(named, account("petra", "sales")) == ["Jörg Übler", "petra"]
    assert "Jörg Übler" in names_of([named])


def test_each_is_there_and_told_from_all_others_in_the_order_in_which_people_look_for_them() -> None:
    twice = (account("zoe", "sales", full_name="Anna Zoll"), account("anna", "service", full_name="Anna Zoll"))
    others = (account("bert", "service"), account("c", "accounting", full_name="Carla Zech"))
    # two people of one name are told apart by how they log in, also where one of them has left
    assert names(*others, *twice) == ["Anna Zoll (anna)", "Anna Zoll (zoe)", "bert", "Carla Zech"]
    left = account("zoe", "sales", full_name="anna zoll", locked=True)
    assert names(left, twice[1]) == ["Anna Zoll (anna)"]
    assert names(twice[1], account("new", "sales", full_name="Anna Zoll", pending=True)) == ["Anna Zoll"]


def test_whoever_shares_a_name_is_meant_by_it_alone_too_and_signs_with_it() -> None:
    """Cases were given to Anna Zoll before a second one came; whoever is logged in meanwhile is still called so."""
    before, after = Viewer("zoe", frozenset(), "Anna Zoll"), Viewer("zoe", frozenset(), "Anna Zoll (zoe)")
    assert set(before.own_names) == set(after.own_names) == {"Anna Zoll", "Anna Zoll (zoe)", "zoe"}
    assert (before.own_names[0], after.own_names[0], after.plain_name) == ("Anna Zoll", "Anna Zoll (zoe)", "Anna Zoll")
    assert Viewer("zoe", frozenset()).own_names == ("zoe",)


@pytest.mark.parametrize("role", ["sales", "service", "accounting", "controlling", "analyst"])
def test_who_writes_about_customers_is_a_colleague(role: str) -> None:
    assert names(account("anna", role)) == ["anna"]


@pytest.mark.parametrize(
    "nobody",
    [
        account("left", "service", locked=True),
        account("asked", "service", pending=True),
        account("privacy", "privacy"),
        account("release", "release"),
        account("root", "service", admin=True),
        account("none"),
    ],
    ids=lambda nobody: nobody.name,
)
def test_who_cannot_write_or_is_not_let_in_is_none(nobody: Account) -> None:
    assert names(nobody, account("anna", "service")) == ["anna"]


def test_the_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / COLLEAGUES_FILE).write_text(names_of([account("u17", "service", full_name="Jörg Übler")]), "utf-8")
    assert colleagues(tmp_path) == ("Jörg Übler",)


@pytest.mark.parametrize("text", ["", "[", '{"anna": 1}', '["anna", 7]', '"anna"', b"\xff\xfe"])
def test_a_file_that_is_missing_or_broken_says_that_nothing_is_known(tmp_path: Path, text: str | bytes) -> None:
    assert colleagues(tmp_path) is None
    (tmp_path / COLLEAGUES_FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
    assert colleagues(tmp_path) is None


def test_nobody_is_an_answer_too(tmp_path: Path) -> None:
    (tmp_path / COLLEAGUES_FILE).write_text(names_of([]), "utf-8")
    assert colleagues(tmp_path) == ()
