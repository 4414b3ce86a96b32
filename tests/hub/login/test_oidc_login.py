"""Login at a real OpenID Connect provider, through the whole publication."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.hub.login.oidc_office import groups
from tests.hub.login.oidc_provider import SECRET, Provider, Visitor, alert, visitor
from tests.stack import PATIENCE, Stack, eventually

if TYPE_CHECKING:
    from tests.hub.login.publication import Office


@pytest.fixture
def provider(oidc_provider: Provider) -> Provider:
    return oidc_provider


@pytest.fixture
def office(oidc_office: Office) -> Office:
    return oidc_office


@pytest.fixture
def stack(office: Office) -> Stack:
    return office.stack


def test_the_groups_of_the_provider_give_the_roles(office: Office, provider: Provider) -> None:
    provider.knows(
        "id-karl",
        preferred_username="Karl.Kern",
        name="Karl Kern",
        email="karl@autohaus.test",
        office="Naila",
        **groups("Leitung", "Kantine", "privacy", "admin"),
    )
    karl = Visitor(office.stack)
    page = karl.come_in("id-karl", "/services/clientinfo/voila/render/customer.ipynb?customer=10012")
    assert page.status_code == 200
    assert page.url.endswith("customer.ipynb?customer=10012")
    account = office.account("karl.kern")
    assert (account["roles"], account["admin"]) == (["sales", "controlling"], False)
    assert (account["full_name"], account["email"]) == ("Karl Kern", "karl@autohaus.test")
    assert account["branch"] == "Naila"
    assert not account["has_password"]
    assert account["last_login"]
    assert ("login", ["controlling", "sales"], "") in office.audit("karl.kern")


def test_who_leaves_a_group_loses_the_role_and_what_was_open_with_it(office: Office, provider: Provider) -> None:
    provider.knows("id-vera", preferred_username="vera", **groups("Leitung"))
    before = visitor(office.stack, "id-vera")
    session = f"/services/clientinfo/api/session/{before.open_app()}"
    assert before.get(session).status_code == 200
    provider.knows("id-vera", preferred_username="vera", **groups("Verkauf"))
    again = visitor(office.stack, "id-vera")
    assert office.account("vera")["roles"] == ["sales"]
    assert again.get(session).status_code == 404
    assert "/hub/login" in before.get("/services/clientinfo/").url
    assert ("change", ["sales"], "by the groups of the login: sales, controlling -> sales") in office.audit("vera")
    provider.knows("id-vera", preferred_username="vera", realm="no groups at all")
    visitor(office.stack, "id-vera")
    assert office.account("vera")["roles"] == []


def test_the_same_roles_leave_the_other_browsers_sessions(office: Office, provider: Provider) -> None:
    provider.knows("id-tom", preferred_username="tom", **groups("Verkauf"))
    first = visitor(office.stack, "id-tom")
    visitor(office.stack, "id-tom")
    assert first.get("/services/clientinfo/").url.startswith(office.stack.base)


def test_somebody_without_a_role_gets_in_and_may_open_nothing(office: Office, provider: Provider) -> None:
    provider.knows("id-otto", preferred_username="otto", **groups("Kantine"))
    otto = Visitor(office.stack)
    page = otto.come_in("id-otto")
    assert (page.status_code, page.url) == (200, office.stack.base)
    assert "Ihnen ist noch keine Rolle zugeordnet" in page.text
    assert "voila/render" not in page.text
    assert otto.get(office.stack.page()).status_code == 403


def test_administration_comes_and_goes_with_its_group(office: Office, provider: Provider) -> None:
    provider.knows("id-ines", preferred_username="ines", **groups("IT", "Leitung"))
    ines = visitor(office.stack, "id-ines")
    assert office.account("ines")["admin"]
    assert ines.get(office.stack.page()).status_code == 403
    assert ("login", ["admin"], "") in office.audit("ines")
    provider.knows("id-ines", preferred_username="ines", **groups("Leitung"))
    again = visitor(office.stack, "id-ines")
    assert not office.account("ines")["admin"]
    assert again.request("GET", "/hub/api/clientinfo/accounts").status_code == 403


def test_an_account_that_was_made_here_is_nobody_s_until_it_is_bound(office: Office, provider: Provider) -> None:
    """A name at the provider is not proof: there, names are given away and taken."""
    assert office.account("admin")["admin"]
    codes = {}
    for who in ("id-mallory", "id-admin"):
        provider.knows(who, preferred_username="admin", **groups("IT"))
        page = Visitor(office.stack).come_in(who)
        assert page.status_code == 403
        codes[who] = re.findall(r"Code ([0-9a-f]{10})", alert(page))[0]
    assert codes["id-mallory"] != codes["id-admin"]
    listed = office.clientinfo("user", "bind", "admin")
    assert all(code in listed.stdout for code in codes.values())
    assert office.clientinfo("user", "bind", "admin", "0" * 10).returncode == 1
    assert office.clientinfo("user", "bind", "nobody", codes["id-admin"]).returncode == 1
    assert office.clientinfo("user", "bind", "admin", codes["id-admin"]).returncode == 0
    visitor(office.stack, "id-admin")
    page = Visitor(office.stack).come_in("id-mallory")
    assert page.status_code == 403
    assert "gehört hier schon zu einem anderen Firmenkonto" in alert(page)
    assert office.clientinfo("user", "bind", "admin", codes["id-mallory"]).returncode == 1
    assert ("change", [], "bound to a person at the provider") in office.audit("clientinfo-shell")


def test_a_name_gives_no_rights(office: Office, provider: Provider) -> None:
    provider.knows("id-heike", preferred_username="administrator", **groups("Kantine"))
    visitor(office.stack, "id-heike")
    assert not office.account("administrator")["admin"]


def test_a_locked_account_is_refused_in_words(office: Office, provider: Provider) -> None:
    provider.knows("id-gerd", preferred_username="gerd", **groups("Verkauf"))
    gerd = visitor(office.stack, "id-gerd")
    assert office.ask("PATCH", "/gerd", {"locked": True}).status_code == 200
    assert "/hub/login" in gerd.get("/services/clientinfo/").url
    page = Visitor(office.stack).come_in("id-gerd")
    assert page.status_code == 403
    assert alert(page) == "Ihr Zugang ist gesperrt. Wenden Sie sich an Ihre Administration."
    assert ("login_failed", [], "account is locked") in office.audit("gerd")
    # Another name at the provider does not open the lock: the account follows the person.
    provider.knows("id-gerd", preferred_username="gerd.neu", **groups("Verkauf"))
    assert Visitor(office.stack).come_in("id-gerd").status_code == 403
    assert "gerd.neu" not in office.names()


def test_an_account_belongs_to_one_person(office: Office, provider: Provider) -> None:
    provider.knows("id-anna", preferred_username="anna", **groups("Leitung"))
    visitor(office.stack, "id-anna")
    provider.knows("id-other", preferred_username="ANNA", **groups("Verkauf"))
    page = Visitor(office.stack).come_in("id-other")
    assert page.status_code == 403
    assert "gehört hier schon zu einem anderen Firmenkonto" in alert(page)
    assert office.account("anna")["roles"] == ["sales", "controlling"]
    # When the old account is gone, the name is free.
    assert office.ask("DELETE", "/anna").status_code == 204
    visitor(office.stack, "id-other")
    assert office.account("anna")["roles"] == ["sales"]


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        "../../admin",
        "ines/../karl",
        "<script>alert(1)</script>",
        "x' OR '1'='1",
        'a"b',
        "a b",
        "karl\n",
        "\u212aarl.kern",  # the Kelvin sign, a k in lower case
        "x" * 65,
        ["karl.kern"],
        {"karl": 1},
        7,
        True,
    ],
)
def test_a_name_that_is_none_gets_no_account(office: Office, provider: Provider, name: object) -> None:
    before = office.names()
    provider.knows("id-hostile", preferred_username=name, **groups("IT", "Leitung"))
    page = Visitor(office.stack).come_in("id-hostile")
    assert page.status_code == 403
    assert alert(page).startswith("Mit Ihrem Firmenkonto kann clientinfo nichts anfangen.")
    assert "Traceback" not in page.text
    assert "alert(1)" not in page.text
    assert office.names() == before


def test_hostile_groups_and_names_for_people_do_no_harm(office: Office, provider: Provider) -> None:
    provider.knows(
        "id-hanna",
        preferred_username="hanna",
        name="<script>alert(1)</script>\u202e\n" * 20,
        email="javascript:alert(1)",
        realm={"groups": [["IT"], {"IT": 1}, None, 7, "it", "IT ", "admin", "Verkauf"]},
    )
    visitor(office.stack, "id-hanna")
    account = office.account("hanna")
    assert (account["roles"], account["admin"], account["full_name"], account["email"]) == (["sales"], False, "", "")


def test_what_userinfo_says_against_the_token_opens_nothing(office: Office, provider: Provider) -> None:
    """Only the token is signed; userinfo comes from wherever the provider's own settings lead."""
    told = {"preferred_username": "admin", "name": "Chefin", **groups("IT", "Leitung")}
    provider.knows("id-uwe", preferred_username="uwe", name="Uwe Unten", **groups("Verkauf"), userinfo=told)
    visitor(office.stack, "id-uwe")
    uwe = office.account("uwe")
    assert (uwe["roles"], uwe["admin"], uwe["full_name"]) == (["sales"], False, "Uwe Unten")
    # What the token does not say is taken from there where it is only shown: a name for people, and no group.
    provider.knows("id-ute", preferred_username="ute", userinfo={"name": "Ute Oben", **groups("IT", "Leitung")})
    visitor(office.stack, "id-ute")
    ute = office.account("ute")
    assert (ute["roles"], ute["admin"], ute["full_name"]) == ([], False, "Ute Oben")


@pytest.mark.parametrize("told", [{"sub": "id-uwe"}, {"sub": None}, {"sub": ["id-eva"]}])
def test_userinfo_about_somebody_else_lets_nobody_in(
    office: Office, provider: Provider, told: dict[str, object]
) -> None:
    provider.knows("id-eva", preferred_username="eva", **groups("Leitung"), userinfo=told)
    page = Visitor(office.stack).come_in("id-eva")
    assert (page.status_code, "eva" in office.names()) == (403, False)
    assert "Traceback" not in page.text


def test_a_login_name_stands_in_the_token_or_nowhere(office: Office, provider: Provider) -> None:
    provider.knows("id-emil", **groups("Leitung"), userinfo={"preferred_username": "emil"})
    page = Visitor(office.stack).come_in("id-emil")
    assert (page.status_code, "emil" in office.names()) == (403, False)


def test_who_says_no_at_the_provider_reads_so(stack: Stack) -> None:
    nobody = Visitor(stack)
    page = nobody.web.post(nobody.leave(), data={"action": "deny"}, timeout=PATIENCE)
    assert page.status_code == 403
    assert alert(page).startswith("Die Anmeldung wurde abgebrochen")
    assert "Mit Firmenkonto anmelden" in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_what_the_return_says_is_not_repeated(stack: Stack) -> None:
    nobody = Visitor(stack)
    state = parse_qs(urlsplit(nobody.leave()).query)["state"][0]
    evil = "<script>alert(1)</script>"
    page = nobody.get(
        "/hub/oauth_callback", params={"error": evil, "error_description": evil, "error_uri": evil, "state": state}
    )
    assert page.status_code == 503
    assert "alert(1)" not in page.text
    assert alert(page).startswith("Das System, das die Anmeldung übernimmt, antwortet gerade nicht.")


def test_the_return_of_another_login_is_worth_nothing(stack: Stack, provider: Provider) -> None:
    provider.knows("id-mallory2", preferred_username="mallory", **groups("Verkauf"))
    mallory = Visitor(stack)
    stolen = mallory.approve(mallory.leave(), "id-mallory2", follow=False).headers["Location"]
    for victim in (Visitor(stack), Visitor(stack)):
        victim.leave()
        page = victim.get(stolen)
        assert page.status_code == 400
        assert alert(page).startswith("Die Anmeldung hat zu lange gedauert oder wurde in einem anderen Fenster")
        assert "/hub/login" in victim.get("/services/clientinfo/").url


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=%22", "?code=x&state=e30%3D", "?state=", "?state=%FF"])
def test_a_made_up_return_is_refused_in_words(stack: Stack, query: str) -> None:
    for nobody in (Visitor(stack), Visitor(stack)):
        page = nobody.get(f"/hub/oauth_callback{query}")
        assert page.status_code == 400
        assert "neu an" in alert(page)
        nobody.leave()


def test_a_code_that_is_no_longer_good(stack: Stack) -> None:
    nobody = Visitor(stack)
    state = parse_qs(urlsplit(nobody.leave()).query)["state"][0]
    page = nobody.get("/hub/oauth_callback", params={"code": "old", "state": state})
    assert page.status_code == 400
    assert alert(page).startswith("Die Anmeldung hat zu lange gedauert")


def test_the_button_after_an_error_leads_where_one_wanted_to_go(stack: Stack, provider: Provider) -> None:
    provider.knows("id-paul", preferred_username="paul", **groups("Leitung"))
    paul = Visitor(stack)
    state = parse_qs(urlsplit(paul.leave("/services/clientinfo/voila/render/margin.ipynb?year=2026")).query)["state"][0]
    page = paul.get("/hub/oauth_callback", params={"code": "old", "state": state})
    assert "oauth_login?next=" in page.text
    target = page.text.split("oauth_login?next=")[1].split('"')[0]
    assert "margin.ipynb" in target or "oauth2" in target


def test_several_windows_that_log_in_at_once_all_get_in(stack: Stack, provider: Provider) -> None:
    provider.knows("id-mia", preferred_username="mia", **groups("Verkauf"))
    mia = Visitor(stack)
    first, second = mia.leave(), mia.leave()
    assert mia.approve(second, "id-mia").url.startswith(stack.base)
    late = mia.approve(first, "id-mia")
    assert (late.status_code, late.url.startswith(stack.base)) == (200, True)


def test_the_way_there_has_state_nonce_and_pkce(stack: Stack, provider: Provider) -> None:
    asked = parse_qs(urlsplit(Visitor(stack).leave()).query)
    assert asked["redirect_uri"] == [f"{stack.root}/hub/oauth_callback"]
    assert asked["scope"] == ["openid profile email"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"][0]
    assert asked["state"][0]
    assert provider.issuer


def test_nobody_is_led_to_another_site(stack: Stack, provider: Provider) -> None:
    provider.knows("id-lea", preferred_username="lea", **groups("Verkauf"))
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        lea = Visitor(stack)
        form = lea.get("/hub/oauth_login", params={"next": target}).url
        back = lea.approve(form, "id-lea", follow=False).headers["Location"]
        answer = lea.get(back, allow_redirects=False)
        assert urlsplit(answer.headers["Location"]).netloc in ("", urlsplit(stack.root).netloc)


def test_logging_out_ends_the_session_there_too(stack: Stack, provider: Provider) -> None:
    provider.knows("id-lutz", preferred_username="lutz", **groups("Verkauf"))
    lutz = visitor(stack, "id-lutz")
    page = lutz.log_out()
    there = urlsplit(page.url)
    assert page.url.startswith(f"{provider.issuer}/oauth2/end_session?")
    query = parse_qs(there.query)
    assert query["client_id"] == ["clientinfo"]
    back = lutz.get(query["post_logout_redirect_uri"][0])
    assert "Sie sind abgemeldet." in back.text
    assert "/hub/login" in lutz.get("/services/clientinfo/").url


def test_there_are_no_passwords_here(office: Office, provider: Provider) -> None:
    provider.knows("id-nina", preferred_username="nina", **groups("Verkauf"))
    nina = visitor(office.stack, "id-nina")
    assert nina.get("/hub/password").status_code == 404
    assert "Kennwort" not in Visitor(office.stack).get("/services/clientinfo/").text
    assert office.ask("POST", "/nina/password").status_code == 409
    assert office.ask("POST", "", {"name": "neu"}).status_code == 409
    refused = office.ask("PATCH", "/nina", {"roles": ["privacy"]})
    assert (refused.status_code, office.account("nina")["roles"]) == (409, ["sales"])
    assert office.ask("PATCH", "/nina", {"admin": True}).status_code == 409
    form = nina.get("/hub/login")
    assert requests.post(form.url, timeout=PATIENCE).status_code in (403, 405)
    assert not any(account["has_password"] for account in office.ask("GET").json())


def test_the_clients_secret_is_for_the_hub_alone(stack: Stack) -> None:
    for log in ("hub", "service"):
        assert SECRET not in stack.log(log)
    assert SECRET not in str(stack.service().environ())


def test_a_provider_that_is_down_is_told_in_words_and_comes_back(stack: Stack, provider: Provider) -> None:
    provider.knows("id-dora", preferred_username="dora", **groups("Verkauf"))
    dora = Visitor(stack)
    back = dora.approve(dora.leave(), "id-dora", follow=False).headers["Location"]
    provider.stop()
    page = dora.get(back)
    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert alert(page).startswith("Das System, das die Anmeldung übernimmt, antwortet gerade nicht.")
    assert "Traceback" not in page.text
    provider.start()
    # It has other keys now; they are asked for when the old ones are some seconds old.
    eventually(lambda: Visitor(stack).come_in("id-dora").status_code == 200, "a login works again")
