"""A real LDAP directory: who is who, and what nobody may get by."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from hub.accounts.password_login import CannotTell
from hub.configuration.login_settings import LdapSettings
from hub.login import ldap_directory as module
from hub.login.ldap_directory import Directory, group_spelling
from hub.login.role_mapping import RoleMapping
from tests.hub.login.slapd import BASE, GROUPS, PASSWORD, PEOPLE, READER, READER_PASSWORD, Slapd
from tests.ports import free_port


def by_lookup(slapd: Slapd, **changes: Any) -> Directory:
    chosen = {"servers": slapd.encrypted, "lookup_dn": READER, "user_base": BASE, "group_base": GROUPS} | changes
    return Directory(LdapSettings(**chosen), READER_PASSWORD, str(slapd.ca_file))


def by_template(slapd: Slapd, **changes: Any) -> Directory:
    """Over StartTLS, unlike the other."""
    chosen = {"servers": slapd.plain, "bind_dn": f"uid={{username}},{PEOPLE}", "group_base": GROUPS} | changes
    return Directory(LdapSettings(**chosen), ca_file=str(slapd.ca_file))


@pytest.fixture(params=[by_lookup, by_template])
def directory(request: pytest.FixtureRequest, slapd: Slapd) -> Directory:
    return request.param(slapd)


def test_the_right_password_tells_who_it_is(directory: Directory) -> None:
    karl = directory.check("karl", PASSWORD)
    assert (karl.name, karl.full_name, karl.email) == ("karl", "Karl Kern", "karl@autohaus.test")
    assert {"Verkauf", f"cn=Verkauf,{GROUPS}"} <= karl.groups
    assert "Buchhaltung" not in karl.groups


def test_the_branch_is_read_where_its_attribute_is_named(slapd: Slapd) -> None:
    named = by_lookup(slapd, branch_attribute="physicalDeliveryOfficeName")
    assert [named.check(name, PASSWORD).branch for name in ("karl", "vera")] == ["Naila", ""]
    assert by_lookup(slapd).check("karl", PASSWORD).branch == ""


@pytest.mark.parametrize("password", ["falsch", "", "\u00ad", "\0", " ", PASSWORD.lower(), PASSWORD + " ", "x" * 5000])
def test_any_other_password_is_wrong(directory: Directory, password: str) -> None:
    assert directory.check("karl", password) is None


@pytest.mark.parametrize(
    "name",
    [
        "niemand",
        "",
        "*",
        "k*",
        "karl)(uid=*",
        "*)(|(uid=*",
        "karl)(userPassword=*",
        f"karl,{PEOPLE}",
        "karl+uid=vera",
        "karl\\2c",
        "karl\0",
        "karl\n",
        " karl",
        "karl#",
        "\u212aarl",  # the Kelvin sign, a k in lower case
        "ｋarl",
        "../karl",
        "karl/vera",
        '"karl"',
    ],
)
def test_other_names_belong_to_nobody(directory: Directory, name: str) -> None:
    assert directory.check(name, PASSWORD) is None


def test_signs_that_mean_something_in_a_dn_or_filter_are_only_signs(slapd: Slapd) -> None:
    assert by_template(slapd).check("anna+berta", PASSWORD).full_name == "Anna Berta"
    assert by_lookup(slapd).check("anna+berta", PASSWORD).full_name == "Anna Berta"
    uwe = by_lookup(slapd).check("uwe", PASSWORD)
    assert {"Verkauf"} == {name for name in uwe.groups if "=" not in name}


def test_a_name_that_two_people_have_lets_nobody_in(slapd: Slapd) -> None:
    assert by_lookup(slapd).check("doppelt", PASSWORD) is None
    assert by_lookup(slapd, user_base=PEOPLE).check("doppelt", PASSWORD) is not None


def test_another_spelling_that_the_directory_takes_for_the_name_is_no_second_account(slapd: Slapd) -> None:
    phones = by_lookup(slapd, username_attribute="telephoneNumber")
    assert phones.check("0511-123", PASSWORD).full_name == "Theo Telefon"
    assert phones.check("0511123", PASSWORD) is None


def test_the_filter_says_who_may_log_in_at_all(slapd: Slapd) -> None:
    only_kern = {"user_filter": "(sn=Kern)"}
    for directory in (by_lookup(slapd, **only_kern), by_template(slapd, **only_kern)):
        assert directory.check("karl", PASSWORD) is not None
        assert directory.check("vera", PASSWORD) is None


def test_groups_by_names_of_members_and_by_an_attribute_of_the_person(slapd: Slapd) -> None:
    assert "werkstatt" in by_lookup(slapd).check("vera", PASSWORD).groups
    # Any attribute with DNs stands for memberOf here.
    theo = by_lookup(slapd, group_base="", member_of_attribute="SeeAlso").check("telefon", PASSWORD)
    assert {name for name in theo.groups if "=" not in name} == {"Verkauf", "Büro, Haus+"}
    assert f"cn=Verkauf,{GROUPS}" in theo.groups


def test_a_mapping_finds_groups_in_any_spelling_of_the_directory() -> None:
    spelled = {"VERKAUF": ("sales",), "CN=IT, OU=groups,dc=autohaus, dc=test": ("admin",), "Lager=Teile": ("service",)}
    mapping = RoleMapping(spelled, group_spelling)
    assert mapping.rights({"Verkauf"}) == (("sales",), False)
    assert mapping.rights({f"cn=it,{GROUPS}"}) == ((), True)
    assert mapping.rights({"lager=teile", "admin", "service"}) == (("service",), False)


def test_what_the_directory_says_is_cut_into_shape(slapd: Slapd) -> None:
    heinz = by_lookup(slapd).check("heinz", PASSWORD)
    assert (heinz.full_name, heinz.email) == ("<script>alert(1)</script>", "")


def test_another_server_answers_when_the_first_does_not(slapd: Slapd) -> None:
    two = by_lookup(slapd, servers=(f"ldaps://localhost:{free_port()}", slapd.encrypted))
    assert two.check("karl", PASSWORD) is not None


def test_nobody_can_tell_when_no_server_answers(slapd: Slapd) -> None:
    for address in (f"ldaps://localhost:{free_port()}", f"ldap://localhost:{free_port()}"):
        with pytest.raises(CannotTell, match="no server of the directory answers"):
            by_lookup(slapd, servers=address).check("karl", PASSWORD)


@pytest.mark.parametrize("address", ["ldap://localhost:{}", "ldaps://localhost:{}"])
def test_a_server_that_says_nothing_is_not_waited_for(
    slapd: Slapd, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(module, "ANSWER_SECONDS", 1)
    monkeypatch.setattr(module, "CONNECT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(CannotTell):
        by_lookup(slapd, servers=address.format(silent.getsockname()[1])).check("karl", PASSWORD)


def test_a_certificate_of_somebody_else_gets_no_password(slapd: Slapd) -> None:
    stranger = Directory(by_lookup(slapd).settings, READER_PASSWORD)
    other_name = by_lookup(slapd, servers=slapd.encrypted.replace("localhost", "127.0.0.2"))
    by_start_tls = Directory(by_template(slapd).settings)
    for directory in (stranger, other_name, by_start_tls):
        with pytest.raises(CannotTell, match="certificate"):
            directory.check("karl", PASSWORD)


def test_a_wrong_password_of_the_lookup_account_is_not_the_persons_fault(slapd: Slapd) -> None:
    with pytest.raises(CannotTell, match="lookup_dn"):
        Directory(by_lookup(slapd).settings, "falsch", str(slapd.ca_file)).check("karl", PASSWORD)


def test_the_lookup_accounts_password_stands_in_no_message(slapd: Slapd) -> None:
    assert READER_PASSWORD not in repr(by_lookup(slapd))
