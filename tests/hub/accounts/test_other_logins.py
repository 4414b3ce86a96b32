"""Accounts whose passwords another system keeps, and a database that is a PostgreSQL."""

import pytest

from tests.hub.accounts.conftest import PASSWORD, add_account
from tests.hub.accounts.hub_process import running_hub, write_settings
from tests.hub.accounts.visitor import Visitor
from tests.postgres import own_database

OTHER = """
from jupyterhub.auth import DummyAuthenticator
from hub.accounts.managed_accounts import ManagedAccounts

c.DummyAuthenticator.password = "ein langer Satz 7"

class Elsewhere(ManagedAccounts, DummyAuthenticator):
    pass

c.JupyterHub.authenticator_class = Elsewhere
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    settings = write_settings(tmp_path_factory.mktemp("elsewhere"))
    with running_hub(settings, more=OTHER) as hub:
        yield hub


def test_another_system_s_login_has_locks_roles_and_audit_but_no_passwords_here(elsewhere):
    browser, shell = Visitor(elsewhere.port), elsewhere.shell_token
    assert browser.login("anna", PASSWORD).status == 302
    assert Visitor(elsewhere.port).login("anna", "falsch falsch").alert == "Benutzername oder Kennwort stimmt nicht."
    row = browser.api("GET", token=shell).json[0]
    assert (row["name"], row["has_password"], row["roles"]) == ("anna", False, [])
    assert row["last_login"] is not None
    for path, body in (("", {"name": "neu"}), ("/anna/password", {})):
        assert browser.api("POST", path, body, token=shell).status == 409
    assert browser.get("/hub/password").status == 404
    browser.api("PATCH", "/anna", {"roles": ["sales"]}, token=shell)
    assert not browser.is_in_by("/hub/home")
    browser.login("anna", PASSWORD)
    assert browser.page_token()
    browser.api("PATCH", "/anna", {"locked": True}, token=shell)
    assert not browser.is_in_by("/hub/home")
    assert browser.login("anna", PASSWORD).alert == "Ihr Zugang ist gesperrt. Wenden Sie sich an Ihre Administration."
    lines = "".join(file.read_text() for file in (elsewhere.state / "audit").glob("*.jsonl"))
    assert lines.count('"login"') == 2
    assert '"login_failed"' in lines


@pytest.mark.postgres
def test_the_accounts_live_in_a_postgresql_as_well(tmp_path, postgres_server):
    settings = write_settings(tmp_path, f'database = "{own_database(postgres_server, "hub_accounts")}"')
    add_account(settings, "chef", admin=True)
    add_account(settings, "anna", roles=("sales",))
    with running_hub(settings) as hub:
        browser = Visitor(hub.port)
        assert [browser.login("anna", "falsch falsch").status for _ in range(5)] == [403] * 4 + [429]
        chef = Visitor(hub.port)
        chef.login("chef", PASSWORD)
        token = chef.page_token()
        assert chef.api("PATCH", "/anna", {"locked": False}, token=token).json["failed_logins"] == 0
        assert browser.login("anna", PASSWORD).status == 302
        assert chef.api("PATCH", "/anna", {"roles": ["service"]}, token=token).json["roles"] == ["service"]
        assert not browser.is_in
        assert chef.api("DELETE", "/anna", token=token).status == 204
    assert not (tmp_path / "var" / "hub" / "jupyterhub.sqlite").exists()
