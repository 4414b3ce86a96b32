"""Which roles the Hub's answer about a person means."""

from typing import Any

import pytest

from hub.service.hub_identity import HubIdentity, roles_of
from tests.coroutines import in_a_loop


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


def test_what_the_hub_was_just_saying_when_somebody_s_sessions_ended_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The old answer came after the word that they end, and was kept for minutes."""
    identity = HubIdentity()
    answers = iter(("controlling", "service"))

    async def answer(*_arguments: object, **_more: object) -> dict[str, Any]:
        role = next(answers)
        if role == "controlling":
            identity.forget("anna")
        return {"name": "anna", "groups": [role]}

    monkeypatch.setattr(identity.hub_auth, "_api_request", answer)
    asked = [in_a_loop(identity.hub_auth.user_for_token("t", sync=False)) for _ in range(2)]
    assert [roles_of(each) for each in asked] == [{"service"}, {"service"}]


def test_nobody_is_asked_about_again_because_somebody_else_s_sessions_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where many log out, each answer of the Hub about the others was thrown away."""
    identity = HubIdentity()
    asked: list[str] = []

    async def answer(*_arguments: object, **_more: object) -> dict[str, Any]:
        asked.append("anna")
        identity.forget("bert")
        return {"name": "anna", "groups": ["sales"]}

    monkeypatch.setattr(identity.hub_auth, "_api_request", answer)
    assert roles_of(in_a_loop(identity.hub_auth.user_for_token("t", sync=False))) == {"sales"}
    assert asked == ["anna"]
