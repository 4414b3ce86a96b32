"""The user administration of a house whose people log in at an OpenID Connect provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.accounts import Account, AccountsClient, AccountsRefused
from tests.administration import own_token
from tests.hub.login.oidc_office import groups
from tests.hub.login.oidc_provider import visitor
from tests.widgets.users.screen import Screen

if TYPE_CHECKING:
    from tests.hub.login.oidc_provider import Provider
    from tests.hub.login.publication import Office


@pytest.fixture
def accounts(oidc_provider: Provider, oidc_office: Office) -> AccountsClient:
    oidc_provider.knows("id-irma", preferred_username="irma", name="Irma Informatik", **groups("IT"))
    oidc_provider.knows("id-viola", preferred_username="viola", name="Viola Verkauf", **groups("Verkauf"))
    stack = oidc_office.stack
    visitor(stack, "id-viola")
    token = own_token(visitor(stack, "id-irma"))
    return AccountsClient(f"{stack.root}/hub/api/clientinfo/accounts", token, "irma")


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
    screen.choose("viola")
    assert screen.buttons() == ["Sperren", "Überall abmelden", "Löschen"]
    assert ">Verkauf<" in screen.text
    (delete,) = (b for form in screen.forms for b in form.form["buttons"] if b["label"] == "Löschen")
    assert "entsteht das Konto neu" in delete["confirm"]["text"]
    screen.press("Sperren")
    assert {each.name: each.locked for each in accounts.all()}["viola"]
    screen.press("Entsperren")
    assert not {each.name: each.locked for each in accounts.all()}["viola"]


def test_one_s_own_account(accounts: AccountsClient) -> None:
    screen = Screen(accounts)
    screen.choose("irma")
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
