"""Accounts in a database, without a Hub."""

from functools import cache

import pytest
from jupyterhub import orm

from clientinfo_kernel.access.colleagues import COLLEAGUES_FILE, colleagues, names_of
from clientinfo_kernel.settings import read_settings
from hub.accounts.account import AccountChange, NewAccount
from hub.accounts.account_store import MOST_PENDING, AccountStore
from hub.accounts.bootstrap import database
from hub.accounts.errors import AccountTaken, ApplicationsFull, NotAllowed
from hub.accounts.passwords import hashed
from hub.configuration.state_folder import hub_state
from tests.hub.accounts.hub_process import write_settings


@cache
def a_hash():
    return hashed("ein langer Satz")  # not while tests are collected, when it costs what it costs a guesser


@pytest.fixture
def db(tmp_path):
    with database(hub_state(read_settings(write_settings(tmp_path)))) as session:
        yield session


@pytest.fixture
def store(db):
    return AccountStore(db)


def test_the_last_administrator_who_can_log_in_stays(store):
    store.add(NewAccount(name="chef", admin=True), a_hash(), one_time=False)
    store.add(NewAccount(name="vize", admin=True), a_hash(), one_time=False)
    store.change("vize", AccountChange(locked=True))
    for change in (AccountChange(locked=True), AccountChange(admin=False)):
        with pytest.raises(NotAllowed, match="last administrator"):
            store.change("chef", change)
    with pytest.raises(NotAllowed):
        store.check_deletable("chef")
    store.change("vize", AccountChange(locked=False))
    assert not store.change("chef", AccountChange(admin=False)).admin


def test_the_pages_are_told_who_writes_about_customers_and_nobody_else(db, tmp_path):
    told = []
    store = AccountStore(db, changed=lambda accounts: told.append(names_of(accounts)))
    for name, full_name, roles in (
        ("anna", "Zoe Zorn", ("service",)),
        ("bernd", "", ("sales", "privacy")),
        ("paula", "Paula Privat", ("privacy",)),
        ("neu", "Ohne Rolle", ()),
    ):
        store.add(NewAccount(name=name, full_name=full_name, roles=roles), a_hash(), one_time=False)
    store.add(NewAccount(name="chef", full_name="Chef", admin=True, roles=("sales",)), a_hash(), one_time=False)
    (tmp_path / COLLEAGUES_FILE).write_text(told[-1], "utf-8")
    assert colleagues(tmp_path) == ("bernd", "Zoe Zorn")
    store.change("anna", AccountChange(locked=True))
    assert told[-1] == '["bernd"]'
    (tmp_path / COLLEAGUES_FILE).write_text('{"x": 1}', "utf-8")
    assert colleagues(tmp_path) is None


def test_an_application_grants_nothing_until_somebody_gives_a_role(store):
    store.apply_for(NewAccount(name="neu", full_name="Neu Hier"), a_hash())
    assert (store.find("neu").pending, store.standing("neu")) == (True, "pending")
    store.change("neu", AccountChange(full_name="Neu Da"))
    assert store.standing("neu") == "pending"
    granted = store.change("neu", AccountChange(roles=("sales",)))
    assert (granted.pending, granted.roles, granted.full_name) == (False, ("sales",), "Neu Da")
    assert store.standing("neu") == "good"


def test_where_people_work_is_kept_changed_and_forgotten_with_them(store):
    assert store.add(NewAccount(name="anna", branch="Hof"), a_hash(), one_time=False).branch == "Hof"
    assert store.change("anna", AccountChange(email="anna@nordhof.example")).branch == "Hof"
    assert store.change("anna", AccountChange(branch="Naila")).branch == "Naila"
    store.note_person("anna", "Anna Adler", "", "")
    assert [(one.full_name, one.branch) for one in store.all()] == [("Anna Adler", "Naila")]
    assert store.change("anna", AccountChange(branch="")).branch == ""
    store.note_person("anna", "", "", "Selb")
    assert store.find("anna").branch == "Selb"
    store.forget("anna")
    store.change("anna", AccountChange(full_name="Anna, die andere"))
    assert store.find("anna").branch == ""


def test_applications_are_bounded_and_take_no_name(store):
    store.add(NewAccount(name="anna"), a_hash(), one_time=False)
    with pytest.raises(AccountTaken):
        store.apply_for(NewAccount(name="anna"), a_hash())
    for number in range(MOST_PENDING):
        store.apply_for(NewAccount(name=f"bot{number}"), a_hash())
    with pytest.raises(ApplicationsFull):
        store.apply_for(NewAccount(name="einer.zu.viel"), a_hash())


def test_other_groups_of_the_hub_stay_when_roles_change(store, db):
    store.add(NewAccount(name="anna", roles=("sales",)), a_hash(), one_time=False)
    user = orm.User.find(db, "anna")
    user.groups.append(orm.Group(name="something-else"))
    db.commit()
    assert store.change("anna", AccountChange(roles=("service",))).roles == ("service",)
    assert {group.name for group in user.groups} == {"something-else", "service"}


def test_who_logs_in_elsewhere_has_no_password_but_can_be_locked(store, db):
    db.add(orm.User(name="oidc.user"))
    db.commit()
    assert not store.find("oidc.user").has_password
    assert store.standing("oidc.user") == "good"
    store.change("oidc.user", AccountChange(locked=True))
    assert store.standing("oidc.user") == "locked"
    store.note_login("oidc.user")
    assert store.find("oidc.user").last_login is not None
