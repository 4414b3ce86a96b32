"""An administrator's own token for the accounts API, as the service hands it to their page's kernel."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from clientinfo_kernel.access.accounts import AccountsClient
from tests.stack import Client

if TYPE_CHECKING:
    from pathlib import Path

    from tests.stack import Stack


def own_token(client: Client) -> str:
    """The token in a logged-in browser's cookie; signed by the service, not encrypted, and its owner's anyway."""
    (cookie,) = (each.value for each in client.web.cookies if each.name == "service-clientinfo")
    return token_in(cookie)


def token_in(cookie: str) -> str:
    """The token in the service's cookie."""
    _version, _key, _time, _name, value, _signature = cookie.strip('"').split("|")
    return base64.b64decode(value.partition(":")[2]).decode()


def accounts_of(stack: Stack, user: str = "admin") -> AccountsClient:
    """The accounts as this user's kernel would ask for them."""
    token = own_token(Client.of(stack, user))
    return AccountsClient(f"{stack.root}/hub/api/clientinfo/accounts", token, user)


def house_without_data(folder: Path, hub: str = "") -> Path:
    """Settings of a publication that has no source: enough for accounts."""
    file = folder / "clientinfo.toml"
    file.write_text(f'house = "Autohaus Nordhof GmbH"\nstate = "var"\n[hub]\n{hub}\n', encoding="utf-8")
    return file
