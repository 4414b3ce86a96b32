"""Keys stay where they belong: not in logs, pages, command lines or other processes, and only their owner reads them."""

from __future__ import annotations

import json
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.security.wire import Line, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stack import Client, Stack

BASE = "/services/clientinfo"
# What a kernel's environment may hold; CLIENTINFO_ACCOUNTS_TOKEN is for the administration alone.
FORBIDDEN_NAMES = ("TOKEN", "SECRET", "PASSW", "COOKIE", "JUPYTERHUB", "CONFIGPROXY", "API_KEY", "CREDENTIAL")


@pytest.fixture(scope="module")
def keys(stack: Stack) -> list[str]:
    """Every key of the publication, and every password of the demo."""
    kept = json.loads((stack.state / "hub" / "secrets.json").read_text())
    cookie_secret = (stack.state / "hub" / "cookie_secret").read_text().strip()
    return [*kept.values(), cookie_secret, *stack.logins.values()]


@pytest.fixture(scope="module")
def open_pages(people: dict[str, Client]) -> Iterator[dict[str, Line]]:
    with page(people["service"]) as first, page(people["controlling"]) as second:
        yield {"service": first, "controlling": second}


def private(path: Path) -> bool:
    return not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def test_what_is_secret_is_readable_for_its_owner_alone(stack: Stack, service: Client) -> None:
    service.get(f"{BASE}/voila/render/controllers.ipynb")  # a refusal: there is an audit log
    for folder in ("hub", "logs", "audit"):
        assert private(stack.state / folder), folder
    for name in ("secrets.json", "cookie_secret"):
        assert private(stack.state / "hub" / name), name
    assert private(stack.state / "demo-logins.json")
    for file in (stack.state / "audit").iterdir():
        assert private(file), file.name


def test_logs_know_no_keys(
    stack: Stack, keys: list[str], people: dict[str, Client], open_pages: dict[str, Line]
) -> None:
    assert open_pages["service"].settle()
    cookies = {each.value for client in people.values() for each in client.web.cookies if each.value}
    assert len(cookies) > len(people)
    logs = "\n".join(file.read_text(errors="replace") for file in (stack.state / "logs").iterdir())
    logs += "".join(stack.output)
    printed = {password for password in stack.logins.values() if password in "".join(stack.output)}
    assert not [key for key in {*keys, *cookies} if key in logs and key not in printed]


def test_command_lines_which_everybody_reads_know_no_keys(
    stack: Stack, keys: list[str], open_pages: dict[str, Line]
) -> None:
    assert open_pages["service"].settle()
    for process in [stack.process, *stack.process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            command = "\0".join(process.cmdline())
            assert not [key for key in keys if key in command], process.name()


def test_kernels_and_what_they_are_forked_from_know_no_keys(
    stack: Stack, keys: list[str], open_pages: dict[str, Line]
) -> None:
    """As the system tells it of the processes: what the service hands on, and what a fork brings along."""
    assert all(each.settle() for each in open_pages.values())
    below = stack.service().children(recursive=True)
    assert len(below) >= len(open_pages)
    for process in below:
        with suppress(psutil.NoSuchProcess):
            known = process.environ()
            told = "\n".join(f"{name}={value}" for name, value in known.items())
            assert not [key for key in keys if key in told], process.name()
            assert not [name for name in known if any(word in name.upper() for word in FORBIDDEN_NAMES)]


def test_kernels_hold_no_files_or_sockets_of_the_service(stack: Stack, open_pages: dict[str, Line]) -> None:
    assert all(each.settle() for each in open_pages.values())
    own_port = {each.laddr for each in stack.service().net_connections("tcp") if each.status == psutil.CONN_LISTEN}
    hub = str(stack.state / "hub")
    for process in stack.service().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            assert not [file.path for file in process.open_files() if file.path.startswith(hub)], process.name()
            assert not own_port & {each.laddr for each in process.net_connections("tcp")}, process.name()


def test_only_the_proxy_listens_for_people(stack: Stack) -> None:
    """Everything else answers this machine alone."""
    for process in stack.process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            for connection in process.net_connections("inet"):
                if connection.status == psutil.CONN_LISTEN:
                    assert connection.laddr.ip in {"127.0.0.1", "::1"}, process.name()


def test_kernels_speak_through_a_folder_of_their_owner(stack: Stack, open_pages: dict[str, Line]) -> None:
    """Whoever reads a connection file can run code in its kernel."""
    assert open_pages["service"].settle()
    places = set()
    for process in [stack.service(), *stack.service().children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            for connection in process.net_connections("unix"):
                if "kernel" in str(connection.laddr):
                    places.add(Path(str(connection.laddr)).parent)
    assert places
    assert all(private(place) for place in places), places


def test_kernels_listen_at_no_port(stack: Stack, open_pages: dict[str, Line]) -> None:
    """Every user of the machine could be heard there."""
    assert open_pages["service"].settle()
    for kernel in stack.kernels():
        with suppress(psutil.NoSuchProcess):
            assert not [each for each in kernel.net_connections("inet") if each.status == psutil.CONN_LISTEN]


def test_pages_know_no_keys(people: dict[str, Client], keys: list[str]) -> None:
    for person in ("service", "admin"):
        for path in (f"{BASE}/", "/hub/login", "/hub/home", f"{BASE}/voila/render/customer.ipynb", "/hub/password"):
            answer = people[person].get(path)
            assert not [key for key in keys if key in answer.text], path
    assert "token" not in people["service"].get("/hub/api/user").json()
