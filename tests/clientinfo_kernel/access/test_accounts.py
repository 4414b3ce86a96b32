"""The client of the accounts API against a real Hub, with an administrator's real token."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.accounts import AccountsClient, AccountsRefused, AccountsUnreachable
from tests.administration import accounts_of, own_token
from tests.stack import Client

if TYPE_CHECKING:
    from tests.stack import Stack

LOCKED, ONCE = "Ihr Zugang ist gesperrt", "Ihr Startkennwort gilt nur einmal"


@pytest.fixture(scope="module")
def accounts(publication: Stack) -> AccountsClient:
    return accounts_of(publication)


def test_address_and_token_leave_the_environment() -> None:
    environment = {
        "CLIENTINFO_ACCOUNTS_URL": "http://127.0.0.1:9/hub/api",
        "CLIENTINFO_ACCOUNTS_TOKEN": "secret-token",
        "CLIENTINFO_USER": "admin",
        "CLIENTINFO_ROLES": "admin",
    }
    client = AccountsClient.from_environment(environment)
    assert client is not None
    assert client.actor == "admin"
    assert set(environment) == {"CLIENTINFO_USER", "CLIENTINFO_ROLES"}
    assert "secret-token" not in repr(client)
    assert AccountsClient.from_environment(environment) is None


def test_an_account_s_life(publication: Stack, accounts: AccountsClient) -> None:
    added = accounts.add("Petra.Koenig", full_name="Petra König", email="pk@nordhof.example", roles=("service",))
    assert added.name == "petra.koenig"
    assert added.password not in repr(added)
    assert ONCE in Client(publication).log_in(added.name, added.password).text
    account = {each.name: each for each in accounts.all()}[added.name]
    assert (account.full_name, account.email, account.roles) == ("Petra König", "pk@nordhof.example", ("service",))
    assert (account.must_change_password, account.has_password, account.locked) == (True, True, False)

    changed = accounts.change(added.name, roles=("controlling", "sales"), full_name="Petra Meier")
    assert (changed.roles, changed.full_name, changed.email) == (("sales", "controlling"), "Petra Meier", account.email)
    assert accounts.change(added.name, locked=True).locked
    assert LOCKED in Client(publication).log_in(added.name, added.password).text
    assert not accounts.change(added.name, locked=False).locked

    again = accounts.new_password(added.name)
    assert (again.name, again.password != added.password) == (added.name, True)
    assert ONCE not in Client(publication).log_in(added.name, added.password).text
    assert ONCE in Client(publication).log_in(added.name, again.password).text
    accounts.end_sessions(added.name)
    accounts.delete(added.name)
    assert added.name not in {each.name for each in accounts.all()}


def test_the_hub_speaks_the_language_of_the_page(publication: Stack) -> None:
    client = accounts_of(publication)
    client.language = lambda: "en"
    with pytest.raises(AccountsRefused, match="The account “sales” exists already"):
        client.add("sales")
    client.language = lambda: "de"
    with pytest.raises(AccountsRefused, match="gibt es schon"):
        client.add("sales")


def test_the_hub_s_refusals_are_told_in_its_words(accounts: AccountsClient) -> None:
    for refused, status, field, words in (
        (lambda: accounts.add("sales"), 409, "name", "Das Konto „sales“ gibt es schon."),
        (lambda: accounts.add("a b"), 400, "name", "Benutzername"),
        (lambda: accounts.add("new.one", email="nonsense"), 400, "email", "keine E-Mail-Adresse"),
        (lambda: accounts.add("new.one", full_name="x" * 201), 400, "full_name", "höchstens 200"),
        (lambda: accounts.change("sales", roles=("boss",)), 400, "roles", "gibt es nicht"),
        (lambda: accounts.change("nobody/../x", locked=True), 404, "", "gibt es nicht"),
        (lambda: accounts.change("admin", locked=True), 409, "", "Das eigene Konto"),
        (lambda: accounts.delete("admin"), 409, "", "Das eigene Konto"),
    ):
        with pytest.raises(AccountsRefused, match=words) as told:
            refused()
        assert (told.value.status, told.value.field) == (status, field)
    assert "new.one" not in {each.name for each in accounts.all()}


def test_nobody_else_s_token_opens_it(publication: Stack) -> None:
    url = f"{publication.root}/hub/api/clientinfo/accounts"
    staff = own_token(Client.of(publication, "controlling"))
    for token in (staff, "0" * 32):
        with pytest.raises(AccountsRefused, match="Berechtigung") as told:
            AccountsClient(url, token, "controlling").all()
        assert told.value.status == 403
        assert token not in str(told.value)


def test_a_hub_that_does_not_answer(publication: Stack) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        with pytest.raises(AccountsUnreachable, match="does not answer"):
            AccountsClient(closed, "token", "admin").all()
        deaf.listen()
        with pytest.raises(AccountsUnreachable, match="does not answer"):
            AccountsClient(closed, "token", "admin", seconds=0.1).all()
    # A page that is not an API, and one that leads elsewhere: the token does not follow.
    for path in ("hub/login", "hub/home", "nowhere"):
        with pytest.raises(AccountsUnreachable):
            AccountsClient(f"{publication.root}/{path}", "token", "admin").all()
