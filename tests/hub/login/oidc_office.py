"""One publication whose people log in at an OpenID Connect provider, for all tests that can share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hub.login.oidc_provider import SECRET, Provider, running_provider
from tests.hub.login.publication import Office, login_settings
from tests.stack import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECTIONS = """
[hub]
login = "oidc"
[hub.oidc]
issuer = "{issuer}/"
client_id = "clientinfo"
client_secret_file = "{secret_file}"
groups_claim = "realm.groups"
branch_claim = "office"
button = "Mit Firmenkonto anmelden"
logout_at_provider = true
[hub.roles]
Verkauf = ["sales"]
Leitung = ["sales", "controlling"]
IT = ["admin"]
Technik = ["analyst"]
"""


def groups(*names: str) -> dict[str, object]:
    """What the provider says of somebody who belongs to these groups."""
    return {"realm": {"groups": list(names)}}


@pytest.fixture(scope="session")
def oidc_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("provider")) as started:
        yield started


@pytest.fixture(scope="session")
def oidc_office(
    demo_settings: Path, oidc_provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """It had accounts of its own before: those of the demo, with passwords that nobody asks for any more.

    Its settings say nothing about analysts' JupyterLab.
    """
    folder = tmp_path_factory.mktemp("oidc")
    (folder / "secret").write_text(f"{SECRET}\n")
    sections = SECTIONS.format(issuer=oidc_provider.issuer, secret_file=folder / "secret")
    settings = login_settings(demo_settings, "oidc", sections)
    with running(settings, folder, has_laboratory=False) as stack:
        yield Office(stack, settings)
