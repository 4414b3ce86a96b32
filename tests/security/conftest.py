"""One publication for all attacks, over one small dealership, and everybody logged in once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.settings import read_settings
from demo_dealership import write_demo
from tests.once import once_per_run
from tests.security.hostile_dealership import poison
from tests.security.wire import page
from tests.stack import Client, Stack, copy_notebooks, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.security.wire import Line

PEOPLE = ("service", "sales", "accounting", "controlling", "analyst", "privacy", "admin")
HUNGRY = """try:
    found = len(bytearray(2 << 30))
except MemoryError:
    found = "refused"
found"""
FIELD = ("service", "sales", "accounting", "controlling", "analyst", "privacy")


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped apps, one for controllers only, two that show their environment, one that fails, one that wants too much memory, and no apps."""
    folder = copy_notebooks(tmp_path_factory.mktemp("notebooks"))
    shipped = nbformat.read(folder / "customer.ipynb", as_version=4)
    for name, source, roles in (
        ("controllers.ipynb", "'for controllers'", ["controlling"]),
        ("environment.ipynb", "import json, os; json.dumps(dict(os.environ))", list(FIELD)),
        ("accounts.ipynb", "import json, os; json.dumps(dict(os.environ))", ["admin"]),
        ("hungry.ipynb", HUNGRY, list(FIELD)),
        ("failing.ipynb", "raise ValueError('secret in /srv/secret.py of Meier Vakuumtechnik')", list(FIELD)),
    ):
        needs = ["accounts"] if name == "accounts.ipynb" else []
        made = nbformat.v4.new_notebook(metadata=shipped.metadata | {"clientinfo": {"roles": roles, "needs": needs}})
        made.cells = [nbformat.v4.new_code_cell(source)]
        nbformat.write(made, folder / name)
    (folder / "notes.txt").write_text("secret notes")
    (folder / "outside.ipynb").symlink_to("/etc/hostname")
    return folder


@pytest.fixture(scope="session")
def dealership(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings file of a small dealership whose texts are attempts to break out of the page."""
    return once_per_run(tmp_path_factory, "hostile", _make_hostile) / "clientinfo.toml"


def _make_hostile(folder: Path) -> None:
    write_demo(folder, customers=60, seed=1)
    poison(folder)
    refresh(read_settings(folder / "clientinfo.toml"))


@pytest.fixture(scope="session")
def stack(dealership: Path, notebooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The publication that is attacked."""
    with running(dealership, tmp_path_factory.mktemp("attacked"), notebooks) as running_stack:
        yield running_stack


@pytest.fixture(scope="session")
def people(stack: Stack) -> dict[str, Client]:
    """One browser of each demo account."""
    return {name: Client.of(stack, name) for name in PEOPLE}


@pytest.fixture(scope="session")
def nobody(stack: Stack) -> Client:
    """Somebody without a login."""
    return Client(stack)


@pytest.fixture(scope="session")
def service(people: dict[str, Client]) -> Client:
    return people["service"]


@pytest.fixture(scope="module")
def own(service: Client) -> Iterator[Line]:
    """An open page of the service desk, at the customer of the brochure."""
    with page(service, query="?customer=10012") as opened:
        yield opened


def refusals(stack: Stack, user: str) -> list[dict[str, Any]]:
    """What the audit log says that this person was refused."""
    lines = [
        json.loads(line)
        for file in sorted((stack.state / "audit").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return [line for line in lines if line["action"] == "refuse" and line["user"] == user]
