"""``clientinfo user``: the same commands whether the Hub runs or not."""

import json
import os
import stat
from contextlib import contextmanager

import pytest

from tests.command import clientinfo
from tests.hub.accounts.conftest import PASSWORD
from tests.hub.accounts.hub_process import running_hub, write_settings
from tests.hub.accounts.visitor import Visitor
from tests.other_users import listener_of_somebody_else


def user(folder, *arguments, given="", code=0):
    done = clientinfo("user", *arguments, folder=folder, stdin=given)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr.strip()


def accounts(folder):
    return {row["name"]: row for row in json.loads(user(folder, "list", "--json"))}


@pytest.fixture
def folder(tmp_path):
    write_settings(tmp_path)
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    return tmp_path


@contextmanager
def strange_shell(file):
    """A shell whose secret is not the one that the Hub knows."""
    known = file.read_text(encoding="utf-8")
    file.write_text(json.dumps(json.loads(known) | {"shell": "0" * 64}), encoding="utf-8")
    yield
    file.write_text(known, encoding="utf-8")


def test_before_the_first_start_and_after_and_while_the_hub_runs(folder):
    assert "no account yet" in user(folder, "list")
    user(folder, "add", "Chef", "--admin", "--full-name", "Carla Chef", "--password-file", "password")
    user(folder, "add", "ina", "--role", "sales", "--branch", "Naila", "--generate")
    assert '"branch": "Naila"' in user(folder, "list", "--json")
    start = user(folder, "add", "anna", "--role", "sales", "--role", "service", "--generate").split()[-1]
    with running_hub(folder / "clientinfo.toml") as hub:
        chef = Visitor(hub.port)
        assert chef.login("chef", PASSWORD).status == 302
        assert chef.api("GET", token=chef.page_token()).status == 200
        anna = Visitor(hub.port)
        assert anna.login("anna", start).heading == "Neues Kennwort"
        user(folder, "passwd", "anna", "--password-file", "password")
        assert anna.login("anna", PASSWORD).status == 302
        token = anna.page_token()
        user(folder, "role", "anna", "--role", "accounting")
        assert not anna.is_in
        anna.login("anna", PASSWORD)
        groups = (
            Visitor(hub.port).ask("GET", "/hub/api/user", Authorization=f"token {anna.page_token()}").json["groups"]
        )
        assert groups == ["accounting"]
        assert Visitor(hub.port).ask("GET", "/hub/api/user", Authorization=f"token {token}").status == 403
        user(folder, "add", "neu", "--role", "sales", "--password-file", "password")
        assert Visitor(hub.port).login("neu", PASSWORD).status == 302
        user(folder, "lock", "neu")
        assert "gesperrt" in Visitor(hub.port).login("neu", PASSWORD).alert
        user(folder, "unlock", "NEU")
        assert Visitor(hub.port).login("neu", PASSWORD).status == 302
        user(folder, "delete", "neu", "--yes")
        assert Visitor(hub.port).login("neu", PASSWORD).status == 403
        for refused, says in (
            (("add", "anna", "--generate"), "the account 'anna' exists already"),
            (("lock", "chef"), ""),
            (("lock", "niemand"), "there is no account 'niemand'"),
        ):
            assert user(folder, *refused, code=1).startswith(f"clientinfo: {says}")
        cookie = [each for each in anna.jar if each.name == "jupyterhub-hub-login"]
        assert cookie
    user(folder, "role", "anna", "--role", "privacy")
    assert accounts(folder)["anna"]["roles"] == ["privacy"]
    assert accounts(folder)["anna"]["last_login"] is not None
    with running_hub(folder / "clientinfo.toml") as hub:
        anna.port = hub.port
        assert not anna.is_in
        anna.login("anna", PASSWORD)
        model = Visitor(hub.port).ask("GET", "/hub/api/user", Authorization=f"token {anna.page_token()}").json
        assert model["groups"] == ["privacy"]


def test_with_the_hub_down_everything_works_too(folder):
    user(folder, "add", "chef", "--admin", "--password-file", "password")
    user(folder, "add", "anna", "--role", "sales", "--email", "anna@nordhof.example", "--password-file", "password")
    assert accounts(folder)["anna"]["email"] == "anna@nordhof.example"
    user(folder, "lock", "anna")
    user(folder, "role", "anna", "--role", "analyst", "--admin")
    assert [accounts(folder)["anna"][key] for key in ("locked", "roles", "admin")] == [True, ["analyst"], True]
    user(folder, "unlock", "anna")
    user(folder, "role", "anna", "--no-admin")
    assert [accounts(folder)["anna"][key] for key in ("locked", "roles", "admin")] == [False, ["analyst"], False]
    user(folder, "role", "anna", "--no-role")
    assert accounts(folder)["anna"]["roles"] == []
    assert "Aborted" in user(folder, "delete", "anna", given="n\n", code=1)
    user(folder, "delete", "anna", given="y\n")
    assert set(accounts(folder)) == {"chef"}
    lines = "".join(file.read_text() for file in (folder / "var" / "audit").glob("*.jsonl"))
    assert PASSWORD not in lines
    assert lines.count('"user anna"') == 7


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("add", "a b", "--generate"), 1, "cannot be a name"),
        (("add", "anna", "--role", "boss", "--generate"), 2, "boss"),
        (("add", "anna", "--password-file", "kurz"), 1, "at least 10 characters"),
        (("add", "anna", "--password-file", "fehlt"), 1, "fehlt"),
        (("lock", "niemand"), 1, "there is no account 'niemand'"),
        (("passwd", "niemand", "--generate"), 1, "there is no account 'niemand'"),
        (("delete", "niemand", "--yes"), 1, "there is no account 'niemand'"),
        (("role", "anna"), 2, "say what to change"),
        (("role", "anna", "--role", "sales", "--no-role"), 2, "say what to change"),
        (("list", "--settings", "fehlt.toml"), 2, "fehlt.toml"),
        (("list", "--state", "password"), 1, "password"),
    ],
)
def test_what_is_wrong_is_one_clear_line(folder, arguments, code, says):
    (folder / "kurz").write_text("kurz", encoding="utf-8")
    assert says in user(folder, *arguments, code=code).splitlines()[-1]


def test_a_hub_that_is_no_more_is_not_asked(folder):
    user(folder, "add", "chef", "--admin", "--generate")
    (folder / "var" / "hub" / "address").write_text("http://127.0.0.1:9/hub/", encoding="utf-8")
    assert set(accounts(folder)) == {"chef"}


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user: needs root")
@pytest.mark.parametrize("place", ["127.0.0.1", "::"])
def test_who_took_the_port_of_a_hub_that_crashed_is_not_asked(folder, place):
    """Its address is still in the file; whoever listens there now would be given the key to all accounts."""
    user(folder, "add", "chef", "--admin", "--generate")
    with listener_of_somebody_else(place) as (port, asked):
        (folder / "var" / "hub" / "address").write_text(f"http://127.0.0.1:{port}/hub/", encoding="utf-8")
        assert set(accounts(folder)) == {"chef"}
        assert asked() == ""


def test_the_state_folder_alone_is_enough(tmp_path):
    user(tmp_path, "add", "chef", "--admin", "--generate", "--state", "anderswo")
    assert "chef" in user(tmp_path, "list", "--state", "anderswo")
    assert "no settings" in user(tmp_path, "list", code=2)


def test_a_database_that_does_not_answer_is_said(tmp_path):
    write_settings(tmp_path, 'database = "postgresql+psycopg://nobody@127.0.0.1:9/none"')
    assert "database" in user(tmp_path, "list", code=1)


def test_what_the_hub_keeps_is_for_its_owner_and_it_refuses_a_strange_shell_and_changes_nothing_unwritten(folder):
    user(folder, "add", "anna", "--role", "sales", "--generate")
    with running_hub(folder / "clientinfo.toml"):
        kept = folder / "var" / "hub"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o700
        for secret in ("cookie_secret", "secrets.json"):
            assert stat.S_IMODE((kept / secret).stat().st_mode) == 0o600
        with strange_shell(kept / "secrets.json"):
            for command in (("list",), ("lock", "anna"), ("lock", "niemand")):
                assert "does not take orders from this shell" in user(folder, *command, code=1)
        log = next(folder.rglob("audit-*.jsonl")).parent
        log.rename(log.with_name("aside"))
        log.write_text("")
        said = user(folder, "role", "anna", "--role", "controlling", code=1)
        assert "the audit log cannot be written" in said
        assert accounts(folder)["anna"]["roles"] == ["sales"]
    assert "the audit log cannot be written" in user(folder, "add", "eve", "--role", "privacy", "--generate", code=1)
    assert set(accounts(folder)) == {"anna"}
    log.unlink()
    log.with_name("aside").rename(log)
    user(folder, "role", "anna", "--role", "controlling")
    assert accounts(folder)["anna"]["roles"] == ["controlling"]
