"""The user administration of a house whose people log in at an OpenID Connect provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.accounts import Account, AccountsClient, AccountsRefused
from tests.administration import house_without_data, own_token
from tests.hub.login.oidc_provider import SECRET, Provider, running_provider, visitor
from tests.stack import Stack, running
from tests.widgets.users.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS = """login = "oidc"
[hub.oidc]
issuer = "{issuer}"
client_id = "clientinfo"
groups_claim = "groups"
{mapping}"""
MAPPING = """[hub.roles]
Verkauf = ["sales"]
IT = ["admin"]"""


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("provider")) as started:
        started.knows("id-ines", preferred_username="ines", name="Ines Informatik", groups=["IT"])
        started.knows("id-vera", preferred_username="vera", name="Vera Verkauf", groups=["Verkauf"])
        yield started


@pytest.fixture(scope="module")
def house(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """It had accounts of its own before: those of the demo, with passwords that nobody asks for any more."""
    folder = tmp_path_factory.mktemp("oidc")
    settings = house_without_data(folder, SECTIONS.format(issuer=provider.issuer, mapping=MAPPING))
    with running(settings, folder, CLIENTINFO_HUB__OIDC__CLIENT_SECRET=SECRET) as stack:
        visitor(stack, "id-vera")
        yield stack


@pytest.fixture
def accounts(house: Stack) -> AccountsClient:
    token = own_token(visitor(house, "id-ines"))
    return AccountsClient(f"{house.root}/hub/api/clientinfo/accounts", token, "ines")


def test_there_are_no_passwords_and_no_new_accounts(accounts: AccountsClient) -> None:
    screen = Screen(accounts)
    assert "kommen aus dem Anmeldesystem" in screen.head.html
    assert "Auch die Rollen kommen von dort" in screen.head.html
    assert "Benutzer anlegen" not in screen.head.html
    assert not any(account.has_password for account in accounts.all())
    with pytest.raises(AccountsRefused, match="Die Anmeldung übernimmt ein anderes System"):
        accounts.add("new", roles=("sales",))


def test_roles_are_shown_and_a_lock_works(accounts: AccountsClient) -> None:
    screen = Screen(accounts)
    screen.choose("vera")
    assert screen.buttons() == ["Sperren", "Überall abmelden", "Löschen"]
    assert ">Verkauf<" in screen.text
    (delete,) = (b for form in screen.forms for b in form.form["buttons"] if b["label"] == "Löschen")
    assert "entsteht das Konto neu" in delete["confirm"]["text"]
    screen.press("Sperren")
    assert {each.name: each.locked for each in accounts.all()}["vera"]
    screen.press("Entsperren")
    assert not {each.name: each.locked for each in accounts.all()}["vera"]


def test_one_s_own_account(accounts: AccountsClient) -> None:
    screen = Screen(accounts)
    screen.choose("ines")
    assert screen.buttons() == []
    assert "Das ist Ihr eigenes Konto" in screen.text
    assert "Kennwort" not in screen.text


class RolesHere:
    """Stands in for the Hub of such a house without a mapping of groups: administrators give the roles."""

    actor = "chef"

    def all(self) -> tuple[Account, ...]:
        return (Account(name="chef", admin=True), Account(name="anna", roles=("sales",), locked=True))


def test_without_a_mapping_of_groups_roles_are_given_here() -> None:
    screen = Screen(RolesHere())
    assert "Sperren und Rollen gelten hier" in screen.head.html
    screen.choose("anna")
    assert screen.buttons() == ["Rollen speichern", "Entsperren", "Überall abmelden", "Löschen"]
