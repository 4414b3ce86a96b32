"""A publication behind a real nginx with TLS at two names of one domain, and an analyst who serves pages at the second."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.ports import free_port
from tests.requirements import missing
from tests.stack import PATIENCE, REPOSITORY, Stack, eventually, is_listening, running

if TYPE_CHECKING:
    from collections.abc import Iterator

# The one is the other's parent: what runs at the second can set cookies for both.
STAFF, LABORATORY = "house.test", "lab.house.test"
DEPLOY = REPOSITORY / "hub" / "deploy"
# What an analyst can always do: a configuration of their own JupyterLab that answers without a login, and writes down
# which cookies visitors bring.
_SERVES = """
import json
from tornado import web
class Hostile(web.RequestHandler):
    def get(self):
        with open({notes!r}, "a") as notes:
            notes.write(json.dumps(self.request.headers.get("Cookie", "")) + "\\n")
        self.set_header("Content-Type", "text/html")
        self.write("<!doctype html><title>hostile</title><button>Bericht</button>")
_begin = web.Application.__init__
def begin(self, handlers=None, *arguments, **more):
    _begin(self, [(r"/user/analyst/report.*", Hostile), *(handlers or [])], *arguments, **more)
web.Application.__init__ = begin
"""


@dataclass(frozen=True)
class TwoNames:
    """Where everything is.

    Attributes:
        stack: The publication behind nginx.
        staff: Origin of the pages.
        laboratory: Origin of JupyterLab.
        notes: What the hostile page wrote down.
        unsafe: Where it answers without TLS.
    """

    stack: Stack
    staff: str
    laboratory: str
    notes: Path
    unsafe: str

    @property
    def report(self) -> str:
        return f"{self.laboratory}/user/analyst/report"

    def page(self, notebook: str, query: str = "") -> str:
        return f"{self.staff}/services/clientinfo/voila/render/{notebook}{query}"

    def brought_cookies(self) -> list[str]:
        """The Cookie header of each visit of the hostile page."""
        return [json.loads(line) for line in self.notes.read_text().splitlines()]


@contextmanager
def two_names(settings: Path, folder: Path, notebooks: Path | None = None) -> Iterator[TwoNames]:
    """Run it. Its analyst's configuration is there before the JupyterLab starts."""
    port, plain, notes = free_port(), free_port(), folder / "notes"
    staff, laboratory = f"https://{STAFF}:{port}", f"https://{LABORATORY}:{port}"
    more: dict[str, Any] = {"CLIENTINFO_HUB__PUBLIC_URL": staff, "CLIENTINFO_HUB__ANALYSTS_URL": laboratory}
    with running(settings, folder, notebooks, **more) as stack, _nginx(folder, port, plain, stack.port):
        own = stack.state / "analysts" / "analyst" / ".jupyter"
        own.mkdir(parents=True)
        (own / "jupyter_server_config.py").write_text(_SERVES.format(notes=str(notes)))
        yield TwoNames(stack, staff, laboratory, notes, f"http://127.0.0.1:{plain}")


@contextmanager
def _nginx(folder: Path, port: int, plain: int, proxy: int) -> Iterator[None]:
    """The shipped nginx.conf with other names, ports and certificates."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not shutil.which(program) or not shutil.which("openssl"):
        missing("NGINX", "nginx or openssl is not installed: TLS IS NOT TESTED (apt-get install nginx-light openssl)")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    name = ["-subj", f"/CN={STAFF}", "-addext", f"subjectAltName=DNS:{STAFF},DNS:{LABORATORY}"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *name]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text()
    for shipped, here in (
        ("clientinfo.example", STAFF),
        ("listen 443 ", f"listen 127.0.0.1:{port} "),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("127.0.0.1:8000", f"127.0.0.1:{proxy}"),
        ("/etc/ssl/clientinfo/fullchain.pem", str(certificate)),
        ("/etc/ssl/clientinfo/privkey.pem", str(key)),
        ("/etc/nginx/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert shipped in text
        text = text.replace(shipped, here)
    shutil.copy(DEPLOY / "clientinfo_proxy.conf", folder)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    whole = f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{places}{text}}}\n"
    (folder / "nginx.conf").write_text(whole)
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    with subprocess.Popen(command) as server:
        try:
            eventually(lambda: is_listening(port), "nginx listens")
            yield
        finally:
            server.terminate()
            server.wait(PATIENCE)
