"""Several processes with pages behind one Hub and a real nginx, with the shipped configuration."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from clientinfo_kernel.settings import read_settings
from hub.configuration.state_folder import hub_state
from tests.ports import free_port
from tests.requirements import missing
from tests.stack import PATIENCE, REPOSITORY, Client, Stack, eventually, own_state, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.configuration.state_folder import Secrets

MANY = 9  # each has two pages, for a login leads into the only app; a person may have twenty
DEPLOY = REPOSITORY / "hub" / "deploy"


@contextmanager
def nginx(folder: Path, port: int, hub: int, replicas: list[int]) -> Iterator[None]:
    """The shipped nginx-replicas.conf, with this machine's ports and without TLS."""
    text = (DEPLOY / "nginx-replicas.conf").read_text()
    for place, replica in enumerate(replicas, start=1):
        text = text.replace(f"pages-{place}.internal:8100", f"127.0.0.1:{replica}")
    text = re.sub(r"^\s*(ssl_\w+|http2|server_name) .*\n", "", text, flags=re.MULTILINE)
    text = text.replace("hub.internal:8000", f"127.0.0.1:{hub}").replace(
        "listen 443 ssl http2", f"listen 127.0.0.1:{port}"
    )
    text = text.replace("/var/log/nginx/", f"{folder}/").replace("/etc/nginx/", f"{folder}/").replace(" Secure;", "")
    shutil.copy(DEPLOY / "clientinfo_proxy.conf", folder)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{places}{text}}}\n"
    )
    command = [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen([*command, "-g", "daemon off;"]) as server:
        try:
            eventually(lambda: _answers(f"http://127.0.0.1:{port}/hub/login"), "nginx answers")
            yield
        finally:
            server.terminate()
            server.wait(PATIENCE)


@contextmanager
def pages(settings: Path, folder: Path, hub: int, port: int, keys: Secrets) -> Iterator[subprocess.Popen[bytes]]:
    """``clientinfo pages`` as on another machine: with the Hub's keys, and a state folder of its own."""
    folder.mkdir()
    state = own_state(settings, folder)
    known = {"JUPYTERHUB_API_TOKEN": keys.service, "CLIENTINFO_COOKIE_SECRET": keys.cookie}
    command = [sys.executable, "-c", "from hub.cli import main; main()", "pages", "--settings", str(settings)]
    command += ["--state", str(state), "--port", str(port), "--hub", f"http://127.0.0.1:{hub}"]
    with subprocess.Popen(command, cwd=REPOSITORY, env={**os.environ, **known}, stderr=subprocess.DEVNULL) as process:
        eventually(lambda: _answers(f"http://127.0.0.1:{port}/services/clientinfo/health"), "pages answer")
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=PATIENCE).status_code == 200
    except requests.ConnectionError:
        return False


def test_a_browser_stays_at_its_machine_and_moves_when_that_is_gone(demo_settings: Path, tmp_path: Path) -> None:
    if not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
        missing("NGINX", "nginx is not installed: SEVERAL MACHINES ARE NOT TESTED (apt-get install nginx-light)")
    hub, front, *replicas = (free_port() for _ in range(4))
    settings = demo_settings.with_name("replicas.toml")
    addresses = ", ".join(f'"http://127.0.0.1:{port}"' for port in replicas)
    settings.write_text(demo_settings.read_text() + f"\n[hub]\nhub_port = {hub}\npages = [{addresses}]\n")
    with ExitStack() as everything:
        state = own_state(settings, tmp_path)
        keys = hub_state(read_settings(settings, state=state)).secrets()
        machines = [
            everything.enter_context(pages(settings, tmp_path / str(port), hub, port, keys)) for port in replicas
        ]
        stack = everything.enter_context(serving(settings, state))
        everything.enter_context(nginx(tmp_path, front, stack.port, replicas))
        public = dataclasses.replace(stack, port=front)
        people: list[Client] = []
        while not all(_sessions(port) for port in replicas):
            assert len(people) < MANY, "everybody came to one machine"
            people.append(Client.of(public, "controlling"))
            kernel = people[-1].open_app()
            # Only the machine with the kernel knows it: the question came to the right one.
            assert people[-1].get(f"/services/clientinfo/api/session/{kernel}").status_code == 200

        assert people[0].get("/services/clientinfo/metrics").status_code == 404
        # a location of nginx's with a header of its own has none of the server's
        for place in ("/hub/login", "/services/clientinfo/health", "/services/clientinfo/metrics"):
            assert people[0].get(place).headers["Strict-Transport-Security"] == "max-age=31536000"

        machines[0].kill()
        machines[0].wait(PATIENCE)
        for person in people:
            kernel = person.open_app()
            assert person.get(f"/services/clientinfo/api/session/{kernel}").status_code == 200

        # Who is locked out is out on every machine.
        assert end_sessions(public, "controlling").status_code == 204
        assert _sessions(replicas[1]) == 0


def end_sessions(stack: Stack, name: str) -> requests.Response:
    token = json.loads((stack.state / "hub" / "secrets.json").read_text())["shell"]
    return requests.post(
        f"{stack.root}/hub/api/clientinfo/accounts/{name}/end-sessions",
        headers={"Authorization": f"token {token}"},
        timeout=PATIENCE,
    )


def _sessions(port: int) -> int:
    text = requests.get(f"http://127.0.0.1:{port}/services/clientinfo/metrics", timeout=PATIENCE).text
    return int(float(re.search(r"^clientinfo_sessions (\S+)", text, re.MULTILINE)[1]))
