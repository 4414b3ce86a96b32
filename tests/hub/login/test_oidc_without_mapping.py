"""OpenID Connect where roles are given here, and people go to the provider without a page in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hub.login.oidc_provider import SECRET, Provider, Visitor, running_provider
from tests.hub.login.publication import Office, login_settings
from tests.stack import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECTIONS = """
[hub]
login = "oidc"
[hub.oidc]
issuer = "{issuer}"
client_id = "clientinfo"
username_claim = "email"
auto_login = true
"""
# Nobody here is led into a page: what kernels are forked from would take a third of all.
WITHOUT_KERNELS_IN_STOCK = {"CLIENTINFO_HUB__FORKED_KERNELS": "false"}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("provider")) as running_one:
        yield running_one


@pytest.fixture(scope="module")
def office(demo_settings: Path, provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = login_settings(demo_settings, "oidc-plain", SECTIONS.format(issuer=provider.issuer))
    secret = {"CLIENTINFO_HUB__OIDC__CLIENT_SECRET": SECRET}
    with running(settings, tmp_path_factory.mktemp("oidc-plain"), **secret, **WITHOUT_KERNELS_IN_STOCK) as stack:
        yield Office(stack, settings)


def test_administrators_give_the_roles_and_a_login_leaves_them(office: Office, provider: Provider) -> None:
    provider.knows("id-karl", email="karl@autohaus.test", email_verified=True, groups=["admin", "controlling"])
    karl = Visitor(office.stack)
    # No page with a button: the first answer is the provider's own form.
    form = karl.get("/services/clientinfo/").url
    assert form.startswith(provider.issuer)
    assert karl.approve(form, "id-karl").status_code == 200
    account = office.account("karl@autohaus.test")
    assert (account["roles"], account["admin"]) == ([], False)
    changed = office.ask("PATCH", "/karl@autohaus.test", {"roles": ["sales"], "admin": True})
    assert changed.status_code == 200
    again = Visitor(office.stack)
    again.approve(again.get("/services/clientinfo/").url, "id-karl")
    account = office.account("karl@autohaus.test")
    assert (account["roles"], account["admin"]) == (["sales"], True)


def test_an_address_that_the_provider_has_not_verified_is_no_name(office: Office, provider: Provider) -> None:
    # Not a word about it is no: in a tenant of many houses anybody writes any address into their own account.
    for said in (
        {"email_verified": False},
        {},
        {"email_verified": "yes"},
        {"email_verified": 1},
        {"email_verified": None},
        {"email_verified": False, "userinfo": {"email_verified": True}},
        {"userinfo": {"email_verified": True}},
    ):
        provider.knows("id-mallory", email="chefin@autohaus.test", **said)
        mallory = Visitor(office.stack)
        page = mallory.approve(mallory.get("/services/clientinfo/").url, "id-mallory")
        assert page.status_code == 403
        assert "chefin@autohaus.test" not in office.names()


def test_a_logout_does_not_log_in_again_at_once(office: Office, provider: Provider) -> None:
    provider.knows("id-vera", email="vera@autohaus.test", email_verified=True)
    vera = Visitor(office.stack)
    vera.approve(vera.get("/services/clientinfo/").url, "id-vera")
    page = vera.log_out()
    assert page.url.startswith(f"{office.stack.root}/hub/login")
    assert "Sie sind abgemeldet." in page.text
    assert "Mit dem Firmenkonto anmelden" in page.text  # what the button says where no setting does


def test_the_secret_from_the_environment_stays_with_the_hub(office: Office) -> None:
    assert SECRET not in str(office.stack.service().environ())
    assert SECRET not in office.stack.log("hub")
