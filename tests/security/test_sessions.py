"""A login is one browser's, and ends where it ends, whatever was copied or planted before."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from tests.stack import NOWHERE, Client

if TYPE_CHECKING:
    from tests.stack import Stack

SESSION, LOGIN = "jupyterhub-session-id", "jupyterhub-hub-login"


def copied(client: Client) -> Client:
    """Another browser with all the cookies of this one."""
    other = Client(client.stack)
    other.web.cookies = copy.copy(client.web.cookies)
    return other


def is_in(client: Client) -> bool:
    return "/hub/login" not in client.get(NOWHERE).url


def cookie(client: Client, name: str) -> str:
    return next(each.value for each in client.web.cookies if each.name == name)


def test_after_a_logout_no_copy_of_its_cookies_is_good_for_anything(stack: Stack) -> None:
    """Review of security, attack 8: the Hub's two cookies opened new customer pages for a day."""
    person, elsewhere = Client.of(stack, "service"), Client.of(stack, "service")
    thief, half = copied(person), copied(person)
    assert is_in(thief)
    # Those of the Hub alone, without the pages' own: they were enough.
    for name in [each.name for each in half.web.cookies if each.name not in {SESSION, LOGIN}]:
        del half.web.cookies[name]
    person.get("/services/clientinfo/logout")
    assert not is_in(thief)
    assert not is_in(half)
    for path in ("/hub/home", "/hub/password", "/hub/api/user"):
        answer = half.get(path, allow_redirects=False)
        assert answer.status_code in {302, 403}
    assert is_in(elsewhere), "another browser of the same person stays"


def test_a_login_begins_a_session_of_its_own(stack: Stack) -> None:
    """Attack 14a: what stood in the browser before was kept, so that somebody else could know it."""
    person = Client(stack)
    person.web.cookies.set(SESSION, "known-to-somebody", domain="localhost.local", path="/")
    person.log_in("service", stack.logins["service"], to=NOWHERE)
    first = cookie(person, SESSION)
    assert first != "known-to-somebody"
    again = Client.of(stack, "service")
    assert cookie(again, SESSION) != first


def test_the_login_cookie_is_good_in_its_own_session_alone(stack: Stack) -> None:
    """Half of somebody's cookies, or those of two logins, are nobody's."""
    person, other = Client.of(stack, "service"), Client.of(stack, "service")
    for session in ("", "made-up", cookie(other, SESSION)):
        mixed = Client(stack)
        for name, value in ((LOGIN, cookie(person, LOGIN)), (SESSION, session)):
            if value:
                mixed.web.cookies.set(name, value, domain="localhost.local", path="/")
        assert not is_in(mixed)
    assert is_in(person)
