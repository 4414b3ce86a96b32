"""One LDAP server for the tests that change nothing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hub.login.slapd import Slapd, running_slapd

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    with running_slapd(tmp_path_factory.mktemp("slapd")) as server:
        yield server
