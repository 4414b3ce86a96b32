"""Login at a real LDAP directory, through the whole publication."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.hub.login.oidc_provider import alert
from tests.hub.login.publication import Office, login_settings
from tests.hub.login.slapd import BASE, GROUPS, PASSWORD, PEOPLE, READER, READER_PASSWORD, Slapd, running_slapd
from tests.stack import PATIENCE, Client, Stack, running

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS = """
[hub]
login = "ldap"
[hub.ldap]
servers = ["{server}"]
ca_file = "{ca_file}"
lookup_dn = "{reader}"
user_base = "{base}"
branch_attribute = "physicalDeliveryOfficeName"
group_base = "{groups}"
[hub.roles]
Verkauf = ["sales"]
"cn=Buchhaltung,{groups}" = ["accounting"]
it = ["admin"]
"""
WRONG = "Benutzername oder Kennwort stimmt nicht."


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    """A server of its own: these tests change what is in it, and stop it."""
    with running_slapd(tmp_path_factory.mktemp("directory")) as server:
        yield server


@pytest.fixture(scope="module")
def office(demo_settings, directory: Slapd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    sections = SECTIONS.format(
        server=directory.encrypted, ca_file=directory.ca_file, reader=READER, base=BASE, groups=GROUPS
    )
    settings = login_settings(demo_settings, "ldap", sections)
    secret = {"CLIENTINFO_HUB__LDAP__LOOKUP_PASSWORD": READER_PASSWORD}
    with running(settings, tmp_path_factory.mktemp("ldap"), **secret) as stack:
        yield Office(stack, settings)


@pytest.fixture
def stack(office: Office) -> Stack:
    return office.stack


def test_name_and_password_of_the_directory_open_the_pages(office: Office) -> None:
    karl = Client(office.stack)
    page = karl.log_in(" Karl ", PASSWORD)
    assert (page.status_code, page.url.startswith(office.stack.base)) == (200, True)
    account = office.account("karl")
    assert (account["roles"], account["admin"], account["has_password"]) == (["sales"], False, False)
    assert (account["full_name"], account["email"]) == ("Karl Kern", "karl@autohaus.test")
    assert account["branch"] == "Naila"
    assert "Karl Kern" in page.text, "known to the pages from the first login on"
    assert ("login", ["sales"], "") in office.audit("karl")
    assert karl.log_out().status_code == 200
    assert "logout" in [action for action, _, _ in office.audit("karl")]
    assert "/hub/login" in karl.get("/services/clientinfo/").url


def test_wrong_empty_and_unknown_read_alike(office: Office) -> None:
    logins = (("vera", "falsch"), ("vera", ""), ("niemand", PASSWORD), ("niemand", ""), ("doppelt", PASSWORD))
    answers = [Client(office.stack).log_in(name, password) for name, password in logins]
    assert [(answer.status_code, alert(answer)) for answer in answers] == [(403, WRONG)] * len(logins)
    assert any(event[0] == "login_failed" and event[2].startswith("from ") for event in office.audit("?"))
    assert not office.audit("vera"), "no account here has the name: it might be a password"
    assert "vera" not in office.names()


@pytest.mark.parametrize(
    "name", ["*", "karl)(uid=*", "*)(objectClass=*", f"karl,{PEOPLE}", "karl/../vera", '"><script>alert(1)</script>']
)
def test_signs_in_a_name_open_nothing(office: Office, name: str) -> None:
    before = office.names()
    page = Client(office.stack).log_in(name, PASSWORD)
    assert (page.status_code, alert(page)) == (403, WRONG)
    assert "<script>alert(1)" not in page.text
    assert office.names() == before


def test_who_leaves_a_group_loses_the_role_and_what_was_open_with_it(office: Office, directory: Slapd) -> None:
    vera = f"uid=vera,{PEOPLE}"
    directory.join("Verkauf", vera)
    before = Client.of(office.stack, "vera", PASSWORD)
    session = f"/services/clientinfo/api/session/{before.open_app()}"
    assert office.account("vera")["roles"] == ["sales", "accounting"]
    assert before.get(session).status_code == 200
    directory.leave("Verkauf", vera)
    again = Client.of(office.stack, "vera", PASSWORD)
    assert office.account("vera")["roles"] == ["accounting"]
    assert again.get(session).status_code == 404
    assert "/hub/login" in before.get("/services/clientinfo/").url
    directory.leave("Buchhaltung", vera)
    after = Client.of(office.stack, "vera", PASSWORD)
    assert office.account("vera")["roles"] == []
    assert after.get(office.stack.page()).status_code == 403


def test_a_group_called_like_a_role_of_ours_gives_nothing(office: Office) -> None:
    """Karl is in groups called admin and controlling."""
    Client.of(office.stack, "karl", PASSWORD)
    account = office.account("karl")
    assert (account["roles"], account["admin"]) == (["sales"], False)


def test_administration_by_a_group(office: Office) -> None:
    ines = Client.of(office.stack, "ines", PASSWORD)
    assert office.account("ines")["admin"]
    assert ines.get(office.stack.page()).status_code == 403
    assert ines.get(office.stack.page("users.ipynb")).status_code in (200, 404)


def test_somebody_without_a_role_gets_in_and_may_open_nothing(office: Office) -> None:
    otto = Client(office.stack)
    page = otto.log_in("otto", PASSWORD)
    assert (page.status_code, page.url) == (200, office.stack.base)
    assert "Ihnen ist noch keine Rolle zugeordnet" in page.text
    assert otto.get(office.stack.page()).status_code == 403


def test_a_locked_account_is_refused_in_words_but_only_with_its_password(office: Office) -> None:
    Client.of(office.stack, "gesperrt", PASSWORD)
    assert office.ask("PATCH", "/gesperrt", {"locked": True}).status_code == 200
    page = Client(office.stack).log_in("gesperrt", PASSWORD)
    assert page.status_code == 403
    assert alert(page) == "Ihr Zugang ist gesperrt. Wenden Sie sich an Ihre Administration."
    assert alert(Client(office.stack).log_in("gesperrt", "falsch")) == WRONG
    assert any(detail.endswith("account is locked") for _, _, detail in office.audit("gesperrt"))


def test_text_of_the_directory_is_only_text(office: Office) -> None:
    heinz = Client.of(office.stack, "heinz", PASSWORD)
    assert office.account("heinz")["full_name"] == "<script>alert(1)</script>"
    assert "<script>alert(1)" not in heinz.get("/services/clientinfo/").text


def test_there_are_no_passwords_of_ours(office: Office) -> None:
    karl = Client.of(office.stack, "karl", PASSWORD)
    assert karl.get("/hub/password").status_code == 404
    assert karl.get("/hub/signup").status_code == 404
    form = Client(office.stack).get("/hub/login").text
    assert "Es ist das Kennwort Ihres Firmenkontos." in form
    assert "Startkennwort" not in form
    # The demo's own accounts are there, but their passwords do not count.
    assert alert(Client(office.stack).log_in("controlling", office.stack.logins["controlling"])) == WRONG
    assert office.ask("POST", "/karl/password").status_code == 409
    assert office.ask("PATCH", "/karl", {"roles": ["privacy"]}).status_code == 409


def test_guessing_is_slowed_down_and_the_directory_is_spared(office: Office, directory: Slapd) -> None:
    for _ in range(5):
        answer = Client(office.stack).log_in("telefon", "geraten")
    assert answer.status_code == 429
    assert "warten Sie 10 Minuten" in alert(answer)
    assert Client(office.stack).log_in("telefon", PASSWORD).status_code == 429
    assert office.account("karl")["failed_logins"] == 0
    assert directory.process is not None


def test_an_account_belongs_to_one_entry_of_the_directory(office: Office, directory: Slapd) -> None:
    """Names are given away and used again; the demo's account "service" was made here, and is nobody's until it is bound."""
    directory.employ("service")
    page = Client(office.stack).log_in("service", PASSWORD)
    assert (page.status_code, "noch keinem Firmenkonto zugeordnet" in alert(page)) == (403, True)
    code = re.findall(r"Code ([0-9a-f]{10})", alert(page))[0]
    assert any(code in detail for action, _, detail in office.audit("service") if action == "login_failed")
    assert office.clientinfo("user", "bind", "service", code).returncode == 0
    Client.of(office.stack, "service", PASSWORD).get("/hub/api/user").raise_for_status()
    directory.hand_on("service")
    page = Client(office.stack).log_in("service", PASSWORD)
    assert (page.status_code, "gehört hier schon zu einem anderen Firmenkonto" in alert(page)) == (403, True)


def test_an_account_of_a_login_before_keys_were_kept_stays_with_its_person(office: Office) -> None:
    """The first login after an upgrade: the account has been at work, and never had a password of ours."""
    Client.of(office.stack, "uwe", PASSWORD)
    with sqlite3.connect(office.stack.state / "hub" / "jupyterhub.sqlite", timeout=PATIENCE) as database:
        assert database.execute("delete from clientinfo_identities where name = 'uwe'").rowcount == 1
    Client.of(office.stack, "uwe", PASSWORD).get("/hub/api/user").raise_for_status()


def test_a_directory_that_is_down_is_told_in_words_and_counts_as_no_failure(office: Office, directory: Slapd) -> None:
    directory.stop()
    try:
        for _ in range(6):
            page = Client(office.stack).log_in("karl", PASSWORD)
            assert page.status_code == 503
            assert page.headers["Retry-After"]
            assert alert(page).startswith("Das Verzeichnis, das Ihre Anmeldung prüft, antwortet nicht.")
            assert "Traceback" not in page.text
        assert office.account("karl")["failed_logins"] == 0
    finally:
        directory.start()
    Client.of(office.stack, "karl", PASSWORD)
    assert READER_PASSWORD not in office.stack.log("hub")
    assert PASSWORD not in office.stack.log("hub")
    assert READER_PASSWORD not in str(office.stack.service().environ())
