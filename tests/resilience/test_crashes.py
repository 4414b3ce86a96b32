"""Each part is killed while somebody works: what he sees, and that it works again without anybody's help."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.command import clientinfo
from tests.other_users import bind_as_somebody_else
from tests.resilience.pages import (
    LABORATORY,
    OpenPage,
    open_laboratory,
    page_with_kernel,
    states,
    status,
    text_of,
)
from tests.stack import PATIENCE, Client, Stack, eventually, is_kernel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.resilience.pages import Opens

LOGIN = "/hub/login"
HEALTH = "/services/clientinfo/health"


def kill(process: psutil.Process) -> None:
    process.kill()
    psutil.wait_procs([process], timeout=PATIENCE)


def kill_and_keep_its_port(process: psutil.Process) -> None:
    """Kill a part; no other user of the machine takes its place and is sent the passwords of those who log in.

    Root alone can become another user.
    """
    ports = [each.laddr.port for each in process.net_connections("tcp") if each.status == psutil.CONN_LISTEN]
    assert ports
    kill(process)
    if os.geteuid() == 0:
        assert {bind_as_somebody_else(port) for port in ports} == {"Address already in use"}


def works_again(stack: Stack, *paths: str) -> None:
    """Nobody gets anything but "come again" until everything is there."""
    stranger = Client(stack)
    for path in paths:
        assert set(states(stranger, path, until=200)) <= {0, 503}


@pytest.fixture
def confirmed(site: Stack, demo_settings: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Name and password of an account that the shell has just confirmed; the Hub may not have seen it yet."""
    password = tmp_path / "password"
    password.write_text("Ein langes Kennwort 4711")

    def user(*words: str | Path) -> None:
        done = clientinfo("user", *words, "--settings", demo_settings, CLIENTINFO_STATE=str(site.state))
        assert done.returncode == 0, done.stderr

    user("add", "confirmed", "--role", "sales", "--password-file", password)
    yield "confirmed", password.read_text()
    user("delete", "confirmed", "--yes")


def test_a_dead_hub_disturbs_nobody_who_works_and_the_new_one_knows_them_and_their_laboratories(
    site: Stack, page: OpenPage, person: Client, opens: Opens, confirmed: tuple[str, str]
) -> None:
    analyst = open_laboratory(site)
    laboratory = site.child("jupyterhub.singleuser")
    kill_and_keep_its_port(site.hub())
    answer = Client(site).get(LOGIN)
    if answer.status_code != 200:  # nobody is that quick, unless the machine is
        assert answer.status_code == 503
        assert "versucht es alle drei Sekunden von selbst noch einmal" in text_of(answer.text)
        assert '<meta http-equiv="refresh" content="3">' in answer.text
    assert page.is_connected()
    assert page.widgets()
    assert person.get(page.session).status_code == 200
    assert opens(person).widgets()  # the service knows them
    assert analyst.get(LABORATORY).url.endswith(LABORATORY)
    works_again(site, LOGIN)
    assert page.is_connected()
    assert page.widgets()
    assert person.get(LOGIN, allow_redirects=False).status_code == 302
    assert Client.of(site, "sales").open_app()
    assert Client.of(site, *confirmed).get("/hub/api/user").json()["groups"] == ["sales"]
    assert analyst.get(LABORATORY).url.endswith(LABORATORY)
    assert site.child("jupyterhub.singleuser") == laboratory
    # The new Hub can also end it, although it is not its child.
    token = re.search(r'name="_xsrf" value="([^"]+)"', analyst.get("/hub/home").text)[1]
    analyst.request("POST", "/hub/home", data={"_xsrf": token})
    eventually(lambda: not laboratory.is_running(), "the JupyterLab has ended")
    eventually(lambda: ">Starten</a>" in analyst.get("/hub/home").text, "the Hub knows it")


def test_a_dead_proxy_is_back_with_all_routes_and_ends_no_session(
    site: Stack, page: OpenPage, person: Client, opens: Opens
) -> None:
    before = site.proxy()
    kill_and_keep_its_port(before)
    page.reconnect()
    assert page.widgets()
    assert set(states(person, page.session, until=200)) <= {0, 503}
    works_again(site, LOGIN, HEALTH)
    assert site.proxy().pid != before.pid
    assert opens(Client.of(site, "service")).widgets()


def test_what_is_on_its_way_when_the_proxy_dies_arrives_once_in_both_directions(site: Stack, page: OpenPage) -> None:
    page.asks("a", number=1)
    kill(site.proxy())
    page.reconnect()
    page.asks("a", number=1)  # the page does not know what came
    page.asks("b", number=3)
    assert [comm for comm in page.answered("b") if comm in {"a", "b"}] == ["a", "b"]


def test_a_page_that_connects_again_before_its_connection_stands_is_answered(site: Stack, person: Client) -> None:
    page, kernel = page_with_kernel(site, person)
    page.socket.close()
    kernel.suspend()  # so that the connection waits for it
    first = person.socket(page.kernel_id, query="session_id=again")
    second = person.socket(page.kernel_id, query="session_id=again")
    with first, second:
        kernel.resume()
        page.socket = second
        assert page.widgets()
        assert page.widgets()


def test_hub_and_proxy_may_die_together(site: Stack, page: OpenPage) -> None:
    kill(site.hub())
    kill(site.proxy())
    page.reconnect()
    assert page.widgets()
    works_again(site, LOGIN, HEALTH)
    assert Client.of(site, "sales").open_app()


def test_a_dead_service_ends_its_pages_says_so_and_serves_new_ones_though_the_hub_dies_after_it(
    site: Stack, page: OpenPage, person: Client, opens: Opens
) -> None:
    mine = site.kernels()
    assert mine
    kill_and_keep_its_port(site.service())
    assert not page.is_connected()
    works_again(site, HEALTH)
    # The new one knows nobody yet, and has to ask the Hub.
    kill(site.hub())
    answer = person.get(site.base)
    if answer.status_code != 200:
        assert answer.status_code == 503
        assert "versucht es alle drei Sekunden von selbst noch einmal" in text_of(answer.text)
    # A page that asks for its session must not learn where the Hub is.
    assert "Hub" not in text_of(person.get(page.session).text)
    assert set(states(person, page.session, until=404)) <= {503}
    psutil.wait_procs(mine, timeout=PATIENCE)
    assert not [kernel for kernel in mine if is_kernel(kernel)]
    assert opens(person).widgets()
    assert site.sessions() == 1


def test_a_dead_kernel_ends_its_own_page_only(site: Stack, page: OpenPage, person: Client, opens: Opens) -> None:
    mine, kernel = page_with_kernel(site, person)
    kill(kernel)
    assert mine.says_dead()
    eventually(lambda: status(person, mine.session) == 404, "the page's session has ended")
    assert page.widgets()
    assert opens(person).widgets()


def test_a_dead_zygote_ends_no_page_and_a_new_one_takes_over(
    site: Stack, page: OpenPage, person: Client, opens: Opens
) -> None:
    (before,) = eventually(lambda: site.named("ci-zygote"), "a zygote")
    kill(before)
    assert opens(person).widgets()
    eventually(lambda: site.named("ci-zygote") not in ([], [before]), "a new zygote")
    assert opens(person).widgets()
    assert page.is_connected()
