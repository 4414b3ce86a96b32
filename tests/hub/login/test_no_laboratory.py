"""A house whose settings say nothing about analysts: the role opens pages, and no address leads to a JupyterLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hub.login.oidc_office import groups
from tests.hub.login.oidc_provider import Visitor, visitor

if TYPE_CHECKING:
    from tests.hub.login.oidc_provider import Provider
    from tests.hub.login.publication import Office


@pytest.fixture(scope="module")
def analyst(oidc_office: Office, oidc_provider: Provider) -> Visitor:
    oidc_provider.knows("id-anton", preferred_username="anton", **groups("Technik"))
    person = visitor(oidc_office.stack, "id-anton")
    assert oidc_office.account("anton")["roles"] == ["analyst"]
    return person


def test_an_analyst_opens_pages_and_is_offered_no_laboratory(analyst: Visitor, oidc_office: Office) -> None:
    page = analyst.get("/services/clientinfo/")
    assert "margin.ipynb" in page.text
    assert "spawn" not in page.text
    assert "WARNING" not in "".join(oidc_office.stack.output)


@pytest.mark.parametrize(
    "path",
    [
        "spawn",
        "spawn/anton",
        "spawn/admin",
        "spawn-pending/anton",
        "user-redirect/lab",
        "user/anton/lab",
        "user/admin/lab",
    ],
)
def test_no_page_of_the_hub_starts_one(analyst: Visitor, path: str) -> None:
    answer = analyst.get(f"/hub/{path}")
    assert answer.status_code in {403, 404}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "path", ["/hub/spawn", "/hub/spawn/anton", "/hub/api/users/anton/server", "/hub/api/users/anton/servers/second"]
)
def test_none_is_started_with_the_token_of_one_s_own_page(analyst: Visitor, oidc_office: Office, path: str) -> None:
    analyst.get("/hub/home")
    token = next(each.value for each in analyst.web.cookies if each.name == "_xsrf" and each.path == "/hub/")
    answer = analyst.request("POST", path, headers={"X-XSRFToken": token}, json={})
    assert answer.status_code in {403, 404}
    assert not oidc_office.stack.is_running("jupyterhub.singleuser")
