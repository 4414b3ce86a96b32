"""What several tests share: one small demo dealership, refreshed once per run."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import bcrypt
import pytest

from hub.web.skip_uri_grammar import skip_uri_grammar
from tests.once import once_per_run
from tests.one_thread import compute_on_one_thread
from tests.property_examples import register_profiles

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from tests.stack import Stack

# Here, and in no other conftest, for each copy of the fixture would start a Playwright, and one process can hold one.
pytest_plugins = [
    *(
        "tests.collected",
        "tests.in_memory",
        "tests.kept_memory",
        "tests.requirements",
        "tests.schedule",
        "tests.second_try",
        "tests.compiled_once",
        "tests.one_report",
        "tests.live_form",
        "tests.midnight",
        "tests.chromium",
        "tests.postgres",
    ),
    "tests.hub.login.oidc_office",
]

compute_on_one_thread()
skip_uri_grammar()  # a second of each worker

CUSTOMERS = 60

register_profiles()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Restore the umask: a command narrows that of its process; a test that calls one does not, for those that follow it.

    A fixture would do the same, and take a fifth of a millisecond for each of thousands of tests.
    """
    before = os.umask(0o022)
    os.umask(before)
    try:
        return (yield)
    finally:
        os.umask(before)


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_little() -> Iterator[None]:
    """Make the hashes of this process cheap ones: each costs a quarter of a second, so that guessing is slow.

    The servers that a test starts make theirs at full cost, and compare at the cost of the stored one.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bcrypt, "gensalt", partial(bcrypt.gensalt, rounds=4))
        yield


@pytest.fixture(scope="session")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings file of a demo dealership with a fresh snapshot, which all workers share: its data never changes."""
    return once_per_run(tmp_path_factory, "demo", _make_demo) / "clientinfo.toml"


def _make_demo(folder: Path) -> None:
    from clientinfo_kernel.ingest.refresh import refresh
    from clientinfo_kernel.settings import read_settings
    from demo_dealership import write_demo

    write_demo(folder, customers=CUSTOMERS, seed=1)
    refresh(read_settings(folder / "clientinfo.toml"))


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A running publication without any data: enough for accounts and logins."""
    from tests.administration import house_without_data
    from tests.stack import running

    folder = tmp_path_factory.mktemp("publication")
    # Nobody opens a page: what kernels are forked from would take as long as all the rest.
    settings = house_without_data(folder, "enable_signup = true\nforked_kernels = false")
    with running(settings, folder) as stack:
        yield stack
