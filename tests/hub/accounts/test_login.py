"""Logging in at a real Hub."""

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from urllib.parse import urlencode

import pytest

from tests.hub.accounts.conftest import PASSWORD, add_account
from tests.hub.accounts.hub_process import running_hub, write_settings
from tests.hub.accounts.visitor import Answer, Visitor
from tests.stack import PATIENCE, eventually

WRONG = "Benutzername oder Kennwort stimmt nicht."


def test_the_right_password_leads_where_one_wanted_to_go(visitor, account):
    name = account(roles=("sales",))
    browser = visitor()
    asked = browser.get("/hub/password")
    assert asked.location == "/hub/login?next=%2Fhub%2Fpassword"
    answer = browser.login(name.upper(), PASSWORD, "?next=%2Fhub%2Fpassword")
    assert (answer.status, answer.location) == (302, "/hub/password")
    assert browser.is_in
    assert visitor().login(name, PASSWORD).location == "/services/clientinfo/"


def test_nobody_is_led_to_another_host(visitor, account):
    name = account()
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        answer = visitor().login(name, PASSWORD, f"?next={target}")
        assert answer.status == 302
        assert answer.location.startswith("/")
        assert not answer.location.startswith("//")


def test_a_wrong_password_and_an_unknown_name_read_alike_and_the_name_stays(visitor, account):
    wrong, unknown = visitor().login(account(), "falsch falsch"), visitor().login("niemand.da", "falsch falsch")
    assert (wrong.status, wrong.alert) == (unknown.status, unknown.alert) == (403, WRONG)
    assert unknown.value("username") == "niemand.da"
    assert "falsch falsch" not in unknown.text


def test_a_password_over_72_bytes_is_an_ordinary_one(visitor, account):
    long = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. " * 3
    name = account(password=long)
    assert visitor().login(name, long[:72]).alert == WRONG
    assert visitor().login(name, "x" * 100_000).alert == WRONG
    assert visitor().login(name, long).status == 302


def test_five_wrong_passwords_lock_a_name_whether_it_exists_or_not(visitor, account):
    for name in (account(), "gibt.es.nicht"):
        here = visitor()
        answers = [Visitor(here.port, here.address).login(name, "falsch falsch") for _ in range(5)]
        assert [answer.alert for answer in answers[:4]] == [WRONG] * 4
        assert (answers[4].status, answers[4].alert) == (429, "Zu viele Versuche. Bitte warten Sie 10 Minuten.")
        refused = Visitor(here.port, here.address).login(name, PASSWORD)
        assert (refused.status, refused.alert) == (429, "Zu viele Versuche. Bitte warten Sie 10 Minuten.")
        assert refused.headers["Retry-After"] == "600"


def test_nobody_locks_somebody_else_out(visitor, account):
    """Review of security, attack 14: five wrong passwords by anybody, and the right one was refused."""
    name, outsider = account(), visitor()
    desk = visitor()
    assert desk.login(name, PASSWORD).status == 302
    desk.log_out()
    for _ in range(5):
        outsider.login(name, "falsch falsch")
    assert outsider.login(name, PASSWORD).status == 429
    assert visitor().login(name, PASSWORD).status == 302, "from another address"
    # Even at the outsider's address, in a browser where the person logged in before.
    desk.address = outsider.address
    assert desk.login(name, PASSWORD).status == 302
    # And that browser's cookie is good for no other name, and opens nothing.
    assert desk.login("gibt.es.nicht", PASSWORD).status == 403


def test_guesses_in_parallel_are_all_counted(visitor, account):
    name = account()
    here = visitor()
    browsers = [Visitor(here.port, here.address) for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda browser: browser.login(name, "falsch falsch"), browsers))
    assert sorted(answer.status for answer in answers) == [403] * 4 + [429] * 8


def test_the_lock_survives_a_restart_and_the_shell_lifts_it(tmp_path):
    settings = write_settings(tmp_path / "locked")
    add_account(settings, "anna")
    with running_hub(settings) as first:
        for _ in range(5):
            Visitor(first.port, "10.9.9.9").login("anna", "falsch falsch")
    with running_hub(settings) as second:
        assert Visitor(second.port, "10.9.9.9").login("anna", PASSWORD).status == 429
        unlock = Visitor(second.port).api("PATCH", "/anna", {"locked": False}, token=second.shell_token)
        assert unlock.json["failed_logins"] == 0
        assert Visitor(second.port, "10.9.9.9").login("anna", PASSWORD).status == 302


def test_a_locked_account_reads_so_only_with_the_right_password(visitor, account, chef):
    name = account()
    assert chef.api("PATCH", f"/{name}", {"locked": True}).json["locked"]
    assert visitor().login(name, "falsch falsch").alert == WRONG
    refused = visitor().login(name, PASSWORD)
    assert (refused.status, refused.alert) == (
        403,
        "Ihr Zugang ist gesperrt. Wenden Sie sich an Ihre Administration.",
    )


def test_a_start_password_opens_nothing_but_the_form_for_the_own_one(visitor, chef):
    start = chef.api("POST", body={"name": "neu.hier", "roles": ["sales"]}).json["password"]
    browser = visitor()
    form = browser.login("neu.hier", start, "?next=%2Fhub%2Fpassword")
    assert (form.status, form.heading) == (200, "Neues Kennwort")
    assert not browser.is_in
    assert {cookie.name for cookie in browser.jar} == {"_xsrf", "clientinfo-form"}
    path, ticket = "/hub/first-password?next=%2Fhub%2Fpassword", form.value("ticket")

    def choose(new: str, again: str | None = None):
        return browser.submit(path, ticket=ticket, new_password=new, new_password_again=again or new)

    assert "mindestens 10" in choose("kurz").alert
    assert "verschieden" in choose("ein eigener Satz", "ein anderer Satz").alert
    assert "Startkennwort" in choose(start).alert
    assert not browser.is_in
    assert choose("ein eigener Satz").location == "/hub/password"
    assert browser.is_in
    assert visitor().login("neu.hier", start).alert == WRONG
    assert visitor().login("neu.hier", "ein eigener Satz").status == 302
    again = choose("noch ein eigener Satz")
    assert (again.status, again.location) == (403, "")


def test_a_made_up_ticket_sets_no_password(visitor, account):
    name = account()
    browser = visitor()
    browser.get("/hub/login")
    for ticket in ("", f'["{name}", "0000000000000000"]', "2|1:0|10:1|3:abc|4:eA==|" + "0" * 64):
        answer = browser.submit(
            "/hub/first-password",
            ticket=ticket,
            username=name,
            new_password="ein fremder Satz",
            new_password_again="ein fremder Satz",
        )
        assert answer.status == 403
    assert visitor().login(name, PASSWORD).status == 302


def test_without_the_form_s_token_nothing_happens(visitor, account):
    name = account()
    browser = visitor()
    browser.get("/hub/login")
    forged = browser.ask("POST", "/hub/login", f"username={name}&password={PASSWORD}".encode())
    assert (forged.status, forged.alert) == (
        403,
        "Das Formular war zu lange offen. Bitte versuchen Sie es noch einmal.",
    )
    assert not browser.is_in
    browser.login(name, PASSWORD)
    changed = browser.ask("POST", "/hub/password", b"password=x&new_password=y&new_password_again=y")
    assert changed.status == 403


def test_a_login_form_is_one_browser_s_even_if_its_token_was_planted_in_another(visitor, account):
    """All of an office come from one address by the same program; a sibling name can set the cookie with the token."""
    name, somebody, person = account(), visitor(), visitor()
    person.address = somebody.address
    somebody.get("/hub/login")
    person.get("/hub/login")
    form = urlencode({"_xsrf": somebody.xsrf, "username": name, "password": PASSWORD}).encode()
    own = "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.jar if cookie.name != "_xsrf")
    for planted in ({}, {"Cookie": f"_xsrf={somebody.xsrf}; {own}"}):
        sent = person.ask("POST", "/hub/login", form, **planted)
        assert (sent.status, person.is_in) == (403, False)
    assert person.login(name, PASSWORD).status == 302


@pytest.fixture(scope="module")
def busy_hub(tmp_path_factory):
    """A Hub whose hashes of passwords take as long as a test wants."""
    with running_hub(write_settings(tmp_path_factory.mktemp("busy")), hashes_can_be_held=True) as hub:
        yield hub


def test_a_flood_of_logins_does_not_hold_up_the_others(busy_hub):
    calm = Visitor(busy_hub.port)
    browsers = [Visitor(busy_hub.port) for _ in range(20)]
    for browser in browsers:
        browser.get("/hub/login")

    def attack(number: int) -> int:
        return browsers[number].submit("/hub/login", username=f"flut{number}", password="falsch falsch").status

    with ThreadPoolExecutor(20) as pool, busy_hub.held_hashes() as waits:
        flood = [pool.submit(attack, number) for number in range(20)]
        eventually(waits.exists, "a hash is computed")
        answers = [calm.get(path).status for path in ("/hub/health", "/hub/login", "/hub/health")]
        assert not any(attempt.done() for attempt in flood)
    assert answers == [200, 200, 200]
    assert {attempt.result() for attempt in flood} == {403}


def test_too_many_at_once_are_asked_to_come_back(busy_hub):
    browsers = [Visitor(busy_hub.port) for _ in range(50)]
    for browser in browsers:
        browser.get("/hub/login")

    def come(number: int) -> Answer:
        return browsers[number].submit("/hub/login", username=f"viele{number}", password="falsch falsch")

    with ThreadPoolExecutor(50) as pool, busy_hub.held_hashes():
        crowd = [pool.submit(come, number) for number in range(50)]
        wait(crowd, PATIENCE, FIRST_COMPLETED)
    answers = [each.result() for each in crowd]
    busy = [answer for answer in answers if answer.status == 503]
    assert busy
    assert {answer.alert for answer in busy} == {
        "Gerade melden sich sehr viele an. Bitte versuchen Sie es gleich noch einmal."
    }
    assert all(answer.headers["Retry-After"] for answer in busy)


def test_one_address_is_slowed_down_and_cannot_pretend_to_be_another(visitor):
    first = visitor()
    browsers = [Visitor(first.port, f"203.0.113.{number}, {first.address}") for number in range(8)]
    for browser in browsers:
        browser.get("/hub/login")
    answers = []
    for attempt in range(70):
        # a locked name costs the Hub nothing, so that the test is quick
        answers.append(browsers[attempt % 8].submit("/hub/login", username="raten", password="falsch falsch"))
        if "Anschluss" in answers[-1].alert:
            break
    assert (answers[-1].status, len(answers) > 60) == (429, True)
    assert "Anschluss" in answers[-1].alert
    assert visitor().login("noch.jemand", "falsch falsch").alert == WRONG


def test_logging_out_ends_this_browser_and_tells_the_pages_which(visitor, account, pages_process):
    name = account(roles=("sales",))
    here, there = visitor(), visitor()
    for browser in (here, there):
        browser.login(name, PASSWORD)
    session = next(cookie.value for cookie in here.jar if cookie.name == "jupyterhub-session-id")
    token = here.page_token()
    left = here.log_out()
    assert left.location == "/hub/login?logged-out=1"
    assert "Sie sind abgemeldet." in here.get(left.location).text
    assert not here.is_in
    assert there.is_in
    assert pages_process.told_about(name) == [session]
    assert here.ask("GET", "/hub/api/user", Authorization=f"token {token}").status == 403


def test_what_happens_at_the_door_is_written_down(hub, visitor, account):
    name = account(roles=("service", "sales"))
    visitor().login(name, "falsch falsch")
    browser = visitor()
    browser.login(name, PASSWORD)
    browser.log_out()
    visitor().login("x" * 5000, "falsch falsch")
    lines = "".join(file.read_text() for file in (hub.state / "audit").glob("*.jsonl")).splitlines()
    mine = [line for line in lines if f'"user": "{name}"' in line]
    assert ['"login_failed"' in mine[0], '"login"' in mine[1], '"logout"' in mine[2]] == [True] * 3
    assert '["service", "sales"]' in mine[1]
    assert max(len(line) for line in lines) < 400
    assert "falsch falsch" not in "".join(lines)
    # Review, attack 12: people type their password into the field of the name.
    visitor().login("MyS3cret-Kennwort", "x")
    lines = "".join(file.read_text() for file in (hub.state / "audit").glob("*.jsonl"))
    assert "mys3cret" not in lines.lower()
    assert '"user": "?"' in lines
