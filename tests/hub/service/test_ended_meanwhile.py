"""Whoever is no longer allowed something gets no page of it, also where that ended while something else was waited for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from hub.service import role_watch
from hub.service.guarded_handler import Guarded
from hub.service.hub_identity import HubIdentity, Person
from hub.service.pages import Page
from hub.service.role_watch import end_changed
from hub.service.session_kernels import SessionKernels
from tests.coroutines import in_a_loop

if TYPE_CHECKING:
    from hub.service.page_session import PageSession

CLARA = Person("clara", frozenset({"controlling"}))


@pytest.mark.parametrize(
    ("ended", "asks_again"),
    [((), []), (("anna",), []), (("clara",), ["/page?customer=10012"]), (("clara", "anna"), ["/page?customer=10012"])],
)
def test_a_page_whose_person_s_sessions_ended_before_it_had_a_place_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, ended: tuple[str, ...], asks_again: list[str]
) -> None:
    """What is released takes up to two seconds to be read, and whoever ends sessions does not see a page without a place."""
    identity = HubIdentity()

    async def knows_who_asks(page: Page) -> None:
        page.person = CLARA

    async def released() -> tuple[()]:
        for name in ended:
            identity.forget(name)
        return ()

    redirected: list[str] = []
    monkeypatch.setattr(Guarded, "prepare", knows_who_asks)
    monkeypatch.setattr(Page, "identity_provider", identity)
    monkeypatch.setattr(Page, "redirect", lambda _page, address: redirected.append(address))
    page = Page.__new__(Page)
    page._finished, page.released = False, SimpleNamespace(now=released)  # type: ignore[assignment]
    page.request = SimpleNamespace(uri="/page?customer=10012")  # type: ignore[assignment]
    in_a_loop(page.prepare())
    assert redirected == asks_again


def test_of_whoever_has_other_roles_the_hub_is_asked_again_and_their_pages_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their next page had the roles of before, for as long as the Hub's last answer was kept."""
    told: list[str] = []
    identity: Any = SimpleNamespace(forget=told.append)

    async def hub_says(_identity: object) -> dict[str, frozenset[str]]:
        return {"clara": frozenset({"service"}), "anna": frozenset({"sales"})}

    async def ended() -> tuple[int, list[PageSession]]:
        kernels = SessionKernels()
        anna = Person("anna", frozenset({"sales"}))
        with (
            kernels.admission(CLARA, "customer.ipynb") as making,
            kernels.admission(anna, "customer.ipynb") as kept,
            kernels.admission(Person("gone", frozenset({"sales"})), "customer.ipynb") as gone,
        ):
            count = await end_changed(kernels, identity)
            return count, [each for each in (making, kept, gone) if each.is_broken_off]

    monkeypatch.setattr(role_watch, "roles_by_name", hub_says)
    count, broken = in_a_loop(ended())
    assert count == 2
    assert [each.owner.name for each in broken] == ["clara", "gone"]
    assert sorted(told) == ["clara", "gone"]
