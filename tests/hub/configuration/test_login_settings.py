"""What an operator may write into [hub.oidc], [hub.ldap] and [hub.roles], and what he is told before anything starts."""

from __future__ import annotations

import http.server
import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from traitlets.config import Config

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.settings import Settings, read_settings
from hub.cli import main
from hub.configuration.hub_settings import hub_settings
from hub.login.configure_login import configure_login, prepare_login

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OIDC = '[hub]\nlogin = "oidc"\n[hub.oidc]\nclient_id = "clientinfo"\n'
ISSUER = 'issuer = "https://login.autohaus.test"\n'
LDAP = '[hub]\nlogin = "ldap"\n[hub.ldap]\nservers = "ldaps://dc1.autohaus.test"\n'
SECRET_VARIABLE = "CLIENTINFO_HUB__OIDC__CLIENT_SECRET"


def settings(folder: Path, text: str) -> Settings:
    (folder / "clientinfo.toml").write_text(text, encoding="utf-8")
    return read_settings(folder / "clientinfo.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[hub]\nlogin = "oidc"\n', r"needs a section \[hub.oidc\]"),
        ('[hub]\nlogin = "ldap"\n', r"needs a section \[hub.ldap\]"),
        (OIDC, "issuer"),
        (OIDC + 'issuer = "http://login.autohaus.test"\n', "https://"),
        (OIDC + 'issuer = "login.autohaus.test"\n', "https://"),
        (OIDC + ISSUER + "isuer = 1\n", "isuer"),
        (OIDC.replace('"clientinfo"', '""') + ISSUER, "client_id is empty"),
        (OIDC + ISSUER + 'client_secret = "abc"\n', "client_secret_file, or into the variable CLIENTINFO_HUB__OIDC__"),
        (LDAP + 'user_base = "ou=p"\nlookup_password = "abc"\n', "lookup_password_file, or into the variable"),
        (LDAP, "bind_dn, or user_base"),
        (LDAP + 'bind_dn = "uid={name},ou=p"\n', "{username}"),
        (LDAP + 'bind_dn = "{username}@autohaus.test"\n', "a DN with"),
        (LDAP + 'bind_dn = "uid={username}"\nlookup_dn = "cn=x"\n', "choose one"),
        (LDAP.replace("ldaps", "https") + 'user_base = "ou=p"\n', "is not an ldaps:// or ldap:// address"),
        (LDAP.replace('"ldaps://dc1.autohaus.test"', "[]") + 'user_base = "ou=p"\n', "is not an ldaps:// or ldap://"),
        (LDAP + 'user_base = "ou=p"\nuser_filter = "objectClass=*"\n', "is not an LDAP filter"),
        (LDAP + 'user_base = "ou=p"\n[hub.roles]\nIT = ["root"]\n', r"\[hub.roles\] IT: there is no role 'root'"),
        (LDAP + 'user_base = "ou=p"\n[hub.roles]\nIT = "admin"\n', "array"),
    ],
)
def test_what_cannot_work_or_not_safely_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        hub_settings(settings(tmp_path, text))


def test_a_secret_comes_from_the_environment_or_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.configuration.login_settings import read_secret

    (tmp_path / "secret").write_text("from the file\r\n")
    assert read_secret(settings(tmp_path, OIDC + ISSUER), "oidc", "client_secret", "secret") == "from the file"
    monkeypatch.setenv(SECRET_VARIABLE, "from the environment")
    chosen = settings(tmp_path, OIDC + ISSUER)
    assert read_secret(chosen, "oidc", "client_secret", "secret") == "from the environment"
    assert "from the environment" not in repr(hub_settings(chosen))


@pytest.mark.parametrize(
    ("file", "says"), [("none", "cannot be read"), ("empty", "is empty"), ("", "needs the client")]
)
def test_without_its_secret_nothing_starts(tmp_path: Path, file: str, says: str) -> None:
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(SettingsError, match=says):
        prepare_login(settings(tmp_path, OIDC + ISSUER + f'client_secret_file = "{file}"\n'))


def test_a_lookup_account_needs_its_password(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="LOOKUP_PASSWORD"):
        prepare_login(settings(tmp_path, LDAP + 'user_base = "ou=p"\nlookup_dn = "cn=reader"\n'))


def test_certificates_have_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no file"):
        prepare_login(settings(tmp_path, LDAP + 'user_base = "ou=p"\nca_file = "house.crt"\n'))


def test_doubtful_settings_are_warned_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sections = 'user_base = "ou=p"\nallow_insecure = true\n[hub.roles]\nVerkauf = ["sales"]\n'
    prepare_login(settings(tmp_path, LDAP.replace("ldaps", "ldap", 2).replace('"ldap"', '"ldap"') + sections))
    told = capsys.readouterr().err
    assert "nobody can manage accounts" in told
    assert "travel readable" in told


class Answers(http.server.BaseHTTPRequestHandler):
    """Whatever the test wants."""

    answer: bytes = b""
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def answering(answer: Any, status: int = 200) -> Iterator[str]:
    kind = type("Kind", (Answers,), {"status": status})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        issuer = f"http://127.0.0.1:{server.server_port}"
        kind.answer = answer if isinstance(answer, bytes) else json.dumps(answer).replace("ISSUER", issuer).encode()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()


GOOD = {
    "issuer": "ISSUER",
    "authorization_endpoint": "ISSUER/a",
    "token_endpoint": "ISSUER/t",
    "jwks_uri": "ISSUER/k",
    "anything": ["else"],
}


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (b"<html>", 200, "is not a provider's description"),
        ({"issuer": "ISSUER"}, 200, "is not a provider's description"),
        ([], 200, "is not a provider's description"),
        (GOOD, 404, "does not answer: HTTP 404"),
        (GOOD, 302, "does not answer: HTTP 302"),
        (b"x" * (2 << 20), 200, "does not answer"),
        (GOOD | {"issuer": "https://evil.example"}, 200, "calls itself 'https://evil.example'"),
        (GOOD | {"token_endpoint": "http://evil.example/t"}, 200, "token_endpoint has to be an https:// address"),
        (GOOD | {"authorization_endpoint": "javascript:alert(1)"}, 200, "authorization_endpoint has to be"),
    ],
)
def test_what_calls_itself_a_provider_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Any, status: int, says: str
) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "x")
    with answering(answer, status) as issuer, pytest.raises(SettingsError, match=says):
        prepare_login(settings(tmp_path, OIDC + f'issuer = "{issuer}"\n'))


def test_a_provider_that_answered_once_may_be_down_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "x")
    with answering(GOOD) as issuer:
        chosen = settings(tmp_path, OIDC + f'issuer = "{issuer}"\n')
        prepare_login(chosen)
    config = Config()
    configure_login(config, chosen, "http://localhost:8000/")
    assert config.OidcAuthenticator.token_url == f"{issuer}/t"
    # The specification's default, where the provider does not say.
    assert config.OidcAuthenticator.basic_auth
    with pytest.raises(SettingsError, match="does not answer"):
        prepare_login(settings(tmp_path, OIDC + f'issuer = "{issuer}/other"\n'))


def test_the_way_back_is_the_public_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "x")
    everywhere = OIDC.replace("[hub]\n", '[hub]\naddress = "0.0.0.0"\n')
    public = everywhere.replace("[hub]\n", '[hub]\npublic_url = "https://clientinfo.autohaus.test"\n')
    with answering(GOOD) as issuer:
        with pytest.raises(SettingsError, match="needs public_url"):
            prepare_login(settings(tmp_path, everywhere + f'issuer = "{issuer}"\n'))
        chosen = settings(tmp_path, public + f'issuer = "{issuer}"\n')
        prepare_login(chosen)
        config = Config()
        configure_login(config, chosen, "http://localhost:8000/")
    own = config.OidcAuthenticator
    assert own.oauth_callback_url == "https://clientinfo.autohaus.test/hub/oauth_callback"
    assert "manage_groups" not in config.Authenticator


def test_the_command_says_it_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(tmp_path, OIDC + ISSUER + 'client_secret = "a-secret-in-the-file"\n')
    monkeypatch.setattr("sys.argv", ["clientinfo", "serve", "--settings", str(tmp_path / "clientinfo.toml")])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert len(told.splitlines()) == 1
    assert "a-secret-in-the-file" not in told
