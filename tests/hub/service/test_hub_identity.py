"""Which roles the Hub's answer about a person means."""

from typing import Any

import pytest

from hub.service.hub_identity import roles_of


@pytest.mark.parametrize(
    ("model", "roles"),
    [
        ({"groups": ["sales", "service"]}, {"sales", "service"}),
        ({"groups": ["sales", "strangers", "admin"]}, {"sales"}),
        ({"groups": []}, set()),
        ({"groups": None}, set()),
        ({}, set()),
        # The list of all accounts says who is an administrator ...
        ({"admin": True, "groups": ["sales"]}, {"admin"}),
        ({"admin": False, "groups": ["sales"]}, {"sales"}),
        # ... the answer to the person's own token only which rights it has.
        ({"scopes": ["access:services", "custom:clientinfo:accounts"], "groups": ["controlling"]}, {"admin"}),
        ({"scopes": ["access:services!service=clientinfo", "read:users:name!user"], "groups": ["sales"]}, {"sales"}),
    ],
)
def test_an_administrator_has_no_other_role(model: dict[str, Any], roles: set[str]) -> None:
    assert roles_of(model) == roles
