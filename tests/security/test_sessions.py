"""A login is one browser's, and ends where it ends, whatever was copied or planted before."""

from __future__ import annotations

import copy
import html
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

from tests.administration import accounts_of
from tests.stack import NOWHERE, PATIENCE, Client, eventually

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
    person.log_out()
    assert not is_in(thief)
    assert not is_in(half)
    for path in ("/hub/home", "/hub/password", "/hub/api/user"):
        answer = half.get(path, allow_redirects=False)
        assert answer.status_code in {302, 403}
    assert is_in(elsewhere), "another browser of the same person stays"


def test_a_picture_elsewhere_logs_nobody_out_in_a_browser_that_says_nothing_of_its_page(stack: Stack) -> None:
    """Without TLS no browser sends Sec-Fetch-Site, and a page elsewhere can have it leave out Referer."""
    person, other = Client.of(stack, "service"), Client.of(stack, "sales")
    question = other.get("/hub/logout").text
    others = html.unescape(re.search(r'href="/hub/logout([?]proof=[^"]+)"', question)[1])
    for path in ("/services/clientinfo/logout", "/hub/logout"):
        for query in ("", "?proof=", "?proof=x", others):
            assert "Möchten Sie sich abmelden?" in person.get(path + query).content.decode()
    assert is_in(person)
    assert is_in(other)
    assert "Sie sind abgemeldet." in other.get(f"/hub/logout{others}").text
    assert not is_in(other)


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


def _signal(processes: list[psutil.Process], which: signal.Signals) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # one in stock ends with the page that took it
            process.send_signal(which)


def test_a_page_that_is_still_being_made_ends_with_the_role_that_it_was_asked_for_with(stack: Stack) -> None:
    """It waited for its kernel while all open pages ended, got one, and showed its customer under the old role."""
    accounts = accounts_of(stack)
    start = accounts.add("jana", roles=("controlling",)).password
    own = "Noch ein langer Satz 4711"
    jana = Client(stack)
    form = jana.log_in("jana", start)
    ticket, token = (
        form.text.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in ("ticket", "_xsrf")
    )
    chosen = {"ticket": ticket, "_xsrf": token, "new_password": own, "new_password_again": own}
    jana.request("POST", "/hub/first-password", data=chosen)
    assert is_in(jana)

    held = eventually(lambda: stack.named("ci-zygote"), "what kernels are forked from")
    _signal(held, signal.SIGSTOP)  # first of all: from here on there is no new one
    held = [*held, *stack.named("ci-spare")]
    _signal(held, signal.SIGSTOP)
    try:
        address = stack.page("customer.ipynb", "?customer=10012")
        pages = [jana.web.get(address, timeout=PATIENCE, stream=True) for _ in range(2)]
        assert [page.status_code for page in pages] == [200, 200]  # their frames are there, and nothing of a customer
        accounts.change("jana", roles=["service"])
    finally:
        _signal(held, signal.SIGCONT)
    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(lambda page: page.text, pages))
    assert not [page for page in came if "Meier" in page]
    assert [page.endswith("ci_page_failed()</script></div></body></html>") for page in came] == [True, True]
    accounts.delete("jana")
