"""How many pages there may be, and how each of them ends."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import nbformat
import psutil
import pytest
from playwright.sync_api import expect

from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.live.commands import Change, new_command_id
from clientinfo_kernel.live.tour_stops import TOUR_STOP
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import read_settings
from tests.chromium import PHONE, fill_login, leave, logged_in, network_stands_still
from tests.clientinfo_kernel.tours.house import DAY, tours_house
from tests.once import once_per_run
from tests.resilience.pages import page_with_kernel, status, text_of
from tests.stack import PATIENCE, Client, Stack, copy_notebooks, eventually, is_kernel, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import requests
    from playwright.sync_api import Browser, Locator

    from tests.resilience.pages import Opens

PER_PERSON, OF_ALL = 3, 5
APPS = {
    "quick": "import ipywidgets; ipywidgets.Label('da')",
    "slow": "import time; time.sleep(10_000)",
    "failing": "raise ValueError('Meier, 9.366,83')",
    "dying": "import os; os._exit(1)",
}


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped apps, and some that behave badly."""
    folder = copy_notebooks(tmp_path_factory.mktemp("apps"))
    for name, source in APPS.items():
        cells = [nbformat.v4.new_code_cell(source)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def strict(notebooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A publication with tiny limits, of a house that fetches and brings cars."""
    settings = house_settings(tmp_path_factory)
    limits = {
        "CLIENTINFO_HUB__SESSIONS_PER_USER": str(PER_PERSON),
        "CLIENTINFO_HUB__SESSIONS_AT_MOST": str(OF_ALL),
        "CLIENTINFO_HUB__IDLE_MINUTES": "0.5",
        "CLIENTINFO_HUB__WARN_SECONDS": "12",
        # On a busy machine seconds pass between a page's answer and its connection.
        "CLIENTINFO_HUB__ABANDONED_SECONDS": "8",
        "CLIENTINFO_HUB__START_SECONDS": "15",
    }
    with running(settings, tmp_path_factory.mktemp("strict"), notebooks, **limits) as stack:
        yield stack


def house_settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once_per_run(tmp_path_factory, "tours_house", make_tours_house) / "clientinfo.toml"


def make_tours_house(folder: Path) -> None:
    tours_house(folder).refresh()


@pytest.fixture
def person(strict: Stack) -> Client:
    return with_no_pages(strict, "controlling")


def with_no_pages(stack: Stack, user: str) -> Client:
    """Somebody who is logged in, on a server without open pages."""
    client = Client.of(stack, user)
    eventually(lambda: stack.sessions() == 0 and not stack.kernels(), "pages of before have ended")
    return client


def begin(client: Client, notebook: str) -> requests.Response:
    """Open a page and do not wait for more than its beginning."""
    answer = client.get(client.stack.page(f"{notebook}.ipynb"), stream=True)
    assert answer.status_code == 200
    return answer


def is_full(client: Client) -> bool:
    with client.get(client.stack.page("quick.ipynb"), stream=True) as answer:
        return answer.status_code == 503


def failure(client: Client, notebook: str) -> str:
    """The page that says that it could not start."""
    answer = client.get(client.stack.page(f"{notebook}.ipynb"))
    assert answer.status_code == 200  # its frame was on its way already
    assert answer.text.endswith("window.ci_page_failed()</script></div></body></html>")
    assert "Traceback" not in answer.text
    return answer.text


def refusal(client: Client) -> str:
    answer = client.get(client.stack.page("quick.ipynb"))
    assert answer.status_code == 503
    return text_of(answer.text)


def test_who_has_many_pages_is_told_so_and_gets_a_place_when_one_closes(person: Client, opens: Opens) -> None:
    pages = [opens(person, "quick.ipynb") for _ in range(PER_PERSON)]
    assert "Sie haben zu viele Seiten offen" in refusal(person)
    assert all(page.widgets() for page in pages)
    pages[0].leave()
    assert opens(person, "quick.ipynb").widgets()


def test_a_full_server_says_so_and_has_a_place_when_somebody_leaves(
    strict: Stack, person: Client, opens: Opens
) -> None:
    other, third = Client.of(strict, "sales"), Client.of(strict, "service")
    eventually(lambda: strict.sessions() == 0, "the pages of the logins have ended")
    pages = [opens(person, "quick.ipynb") for _ in range(PER_PERSON)]
    pages += [opens(other, "quick.ipynb") for _ in range(OF_ALL - PER_PERSON)]
    words = refusal(third)
    assert "Gerade sind alle Plätze belegt" in words
    pages[0].leave()
    assert opens(third, "quick.ipynb").widgets()


def test_a_page_that_says_farewell_ends_at_once(strict: Stack, person: Client) -> None:
    page, kernel = page_with_kernel(strict, person)
    page.leave()
    assert status(person, page.session) == 404
    psutil.wait_procs([kernel], timeout=PATIENCE)
    assert not is_kernel(kernel)


def test_who_leaves_before_his_page_is_there_gives_his_place_back(strict: Stack, person: Client, opens: Opens) -> None:
    starting = [begin(person, "slow") for _ in range(PER_PERSON)]
    assert "Sie haben zu viele Seiten offen" in refusal(person)
    for answer in starting:
        answer.close()
    eventually(lambda: not strict.kernels(), "their kernels have ended")
    pages = [opens(person, "quick.ipynb") for _ in range(PER_PERSON)]
    assert all(page.widgets() for page in pages)


def test_who_leaves_while_he_waits_for_his_turn_gives_his_place_back(strict: Stack, person: Client) -> None:
    other = Client.of(strict, "sales")
    eventually(lambda: strict.sessions() == 0, "the pages of the logins have ended")
    starting = [begin(person, "slow") for _ in range(PER_PERSON)] + [begin(other, "slow")]
    eventually(lambda: len(strict.kernels()) == len(starting), "everybody else starts")
    assert len(starting) == OF_ALL - 1
    last = begin(other, "quick")
    assert is_full(other)
    last.close()
    eventually(lambda: not is_full(other), "his place is free")
    for answer in starting:
        answer.close()
    eventually(lambda: not strict.kernels(), "their kernels have ended")


def test_a_page_that_starts_for_too_long_says_so_and_leaves_nothing(strict: Stack, person: Client) -> None:
    assert failure(person, "slow")
    assert not strict.kernels()


@pytest.mark.parametrize("app", ["failing", "dying"])
def test_a_page_that_cannot_start_says_so_and_leaves_nothing(strict: Stack, person: Client, app: str) -> None:
    assert "Meier" not in failure(person, app)
    assert not strict.kernels()
    assert strict.sessions() == 0


def test_a_page_whose_kernel_is_killed_while_it_starts_says_so_at_once(strict: Stack, person: Client) -> None:
    def kill_it() -> None:
        (kernel,) = eventually(strict.kernels, "a kernel")
        kernel.kill()

    killer = threading.Thread(target=kill_it)
    killer.start()
    assert failure(person, "slow")
    killer.join()
    assert not strict.kernels()


def test_a_page_that_nobody_looks_at_ends_and_one_with_a_connection_stays(person: Client, opens: Opens) -> None:
    shown = opens(person, "quick.ipynb")
    forgotten = person.open_app("quick.ipynb")
    path = f"/services/clientinfo/api/session/{forgotten}"
    eventually(lambda: status(person, path) == 404, "the forgotten page has ended")
    assert status(person, shown.session) == 200
    assert shown.widgets()


def test_an_idle_page_ends_and_one_that_somebody_uses_stays(person: Client, opens: Opens) -> None:
    idle, used = (opens(person, "quick.ipynb") for _ in range(2))

    def has_ended() -> bool:
        touched = person.request("POST", used.session, headers={"X-XSRFToken": person.xsrf})
        assert touched.status_code == 200
        assert touched.json()["seconds_left"] > 0
        return status(person, idle.session) == 404

    eventually(has_ended, "the idle page has ended")
    assert used.widgets()


@pytest.mark.browser
def test_a_driver_s_ticks_outlive_the_session_and_the_login(
    strict: Stack, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    eventually(lambda: strict.sessions() == 0, "pages of before have ended")
    settings = read_settings(house_settings(tmp_path_factory), state=strict.state)
    house = CustomerDirectory(settings, SHELL)
    live = house.live(house.customer("1"))
    plan = {"driver": "Anna", "arrives_at": datetime(2012, 10, 12, 6, 30, tzinfo=UTC)}
    live.do(Change(new_command_id(), "1", TOUR_STOP, "A:fetch", 0, plan))

    def row() -> dict[str, Any]:
        return next(each for each in live.rows(TOUR_STOP, "1") if each["stop_id"] == "A:fetch")

    planned = row()["version"]
    context = logged_in(chromium, strict, "service", **PHONE)
    phone = context.new_page()
    phone.goto(strict.page("tours.ipynb", f"?day={DAY}"))
    keys, inspected = (phone.get_by_role("checkbox", name=re.compile(each)) for each in ("Schlüssel", "Schäden"))
    expect(keys).to_be_visible()

    def offline(tick: Locator) -> None:
        context.set_offline(True)
        tick.check()
        expect(phone.get_by_text("1 nicht gesendet")).to_be_visible()

    offline(keys)
    with network_stands_still():
        eventually(lambda: not strict.kernels(), "the service has ended the page from which nothing comes")
    context.set_offline(False)
    # nobody touches the phone: the page opens itself again and hands over what waited
    eventually(lambda: row()["has_keys"], "the tick is written")
    expect(phone.get_by_text("nicht gesendet")).to_have_count(0)
    expect(keys).to_be_checked()
    offline(inspected)
    for kernel in strict.kernels():
        kernel.kill()
    context.clear_cookies()  # and meanwhile the login ended, too
    context.set_offline(False)
    phone.get_by_role("button", name="Neu anmelden").click()
    fill_login(phone, "service", strict.logins["service"])
    eventually(lambda: row()["is_inspected"], "the second tick is written")
    expect(inspected).to_be_checked()
    assert (row()["has_keys"], row()["version"]) == (True, planned + 2)  # each tick once
    # the driver and the desk wrote different mileages: both stand there, also after a reload, until the driver chooses
    context.set_offline(True)
    mileage = phone.get_by_role("textbox", name="Kilometerstand")
    mileage.fill("48210")
    mileage.blur()
    live.do(Change(new_command_id(), "1", TOUR_STOP, "A:fetch", planned + 2, {"mileage": 48120}))
    context.set_offline(False)
    mine, theirs = (phone.get_by_role("button", name=re.compile(each)) for each in ("Angabe.*48210", ": .*48120"))
    expect(theirs).to_be_visible()
    phone.reload()
    expect(theirs).to_be_visible()
    mine.dispatch_event("click")  # also below the notice that the session is over, which comes early here
    eventually(lambda: row()["mileage"] == 48210, "the driver's mileage is written")
    expect(theirs).to_have_count(0)
    leave(context)


@pytest.mark.browser
def test_an_idle_page_warns_ends_and_goes_on_where_it_was(strict: Stack, chromium: Browser) -> None:
    eventually(lambda: strict.sessions() == 0 and not strict.kernels(), "pages of before have ended")
    context = logged_in(chromium, strict, "sales")
    page = context.new_page()
    page.goto(strict.page(query="?customer=1&tab=vehicles"))
    shown = page.get_by_role("tabpanel", name="Fahrzeugstamm")
    expect(shown).to_be_visible()
    (kernel,) = strict.kernels()
    warning = page.get_by_role("alertdialog", name=re.compile(r"Ihre Sitzung endet in 0:\d\d"))
    warning.get_by_role("button", name="Weiterarbeiten").click()
    expect(warning).to_have_count(0)
    # It was given more time; nobody is there when it warns again.
    expect(warning).to_be_visible()
    ended = page.get_by_role("alertdialog", name="Ihre Sitzung wurde beendet")
    expect(ended).to_be_visible()
    assert not is_kernel(kernel)
    ended.get_by_role("button", name="Sitzung fortsetzen").click()
    expect(ended).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kunde 1")
    expect(shown).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?customer=1&tab=vehicles$"))
    leave(context)
