from datetime import datetime, timedelta

import pytest
from jupyterhub import orm
from sqlalchemy import func, select

from hub.accounts.account_tables import LOGIN_FAILURES
from hub.accounts.lockout import AddressThrottle, Lockout, LoginPlace

pytestmark = pytest.mark.slow

HERE, ELSEWHERE, DESK = LoginPlace("10.0.0.1"), LoginPlace("10.0.0.2"), LoginPlace("browser", is_known=True)


class Clock:
    def __init__(self):
        self.at = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001  # as the tables keep it

    def __call__(self):
        return self.at

    def go(self, **difference):
        self.at += timedelta(**difference)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sessions(tmp_path):
    factory = orm.new_session_factory(f"sqlite:///{tmp_path}/hub.sqlite")
    yield factory
    factory.kw["bind"].dispose()


def fail(lockout, name, times):
    for _ in range(times):
        lockout.note_failure(name, HERE)


def test_the_fifth_failure_locks_for_ten_minutes_and_a_restart_changes_nothing(sessions, clock):
    with sessions() as db:
        fail(Lockout(db, clock), "anna", 4)
        assert Lockout(db, clock).minutes_left("anna", HERE) == 0
        fail(Lockout(db, clock), "anna", 1)
        assert Lockout(db, clock).minutes_left("anna", HERE) == 10
    clock.go(minutes=3)
    with sessions() as db:
        assert Lockout(db, clock).minutes_left("anna", HERE) == 7
        assert Lockout(db, clock).minutes_left("otto", HERE) == 0
        clock.go(minutes=8)
        assert Lockout(db, clock).minutes_left("anna", HERE) == 0


def test_who_goes_on_guessing_waits_longer_but_never_more_than_an_hour(sessions, clock):
    with sessions() as db:
        lockout, waits = Lockout(db, clock), []
        for _ in range(5):
            fail(lockout, "anna", 5)
            waits.append(lockout.minutes_left("anna", HERE))
            clock.go(minutes=61)
    assert waits == [10, 20, 40, 60, 60]


def test_a_success_or_a_quiet_day_forgets(sessions, clock):
    with sessions() as db:
        lockout = Lockout(db, clock)
        fail(lockout, "anna", 4)
        lockout.forget("anna")
        fail(lockout, "anna", 4)
        assert lockout.minutes_left("anna", HERE) == 0
        clock.go(days=1, minutes=1)
        assert lockout.failures(["anna"]) == {"anna": 0}
        fail(lockout, "anna", 4)
        assert lockout.minutes_left("anna", HERE) == 0


def test_what_was_typed_as_a_name_is_not_kept(sessions, clock):
    with sessions() as db:
        Lockout(db, clock).note_failure("mein geheimes kennwort", HERE)
        rows = [dict(row) for row in db.execute(select(LOGIN_FAILURES)).mappings()]
    assert "geheim" not in str(rows)


def test_made_up_names_do_not_fill_the_disk(sessions, clock, monkeypatch):
    monkeypatch.setattr("hub.accounts.lockout._MOST_ROWS", 50)
    with sessions() as db:
        lockout = Lockout(db, clock)
        for number in range(200):
            clock.go(seconds=1)
            lockout.note_failure(f"name{number}", HERE)
        assert db.scalar(select(func.count()).select_from(LOGIN_FAILURES)) <= 50
        assert lockout.failures(["name199"]) == {"name199": 1}


def test_an_address_gets_so_many_attempts_and_new_ones_with_time():
    now = [0.0]
    throttle = AddressThrottle(capacity=3, seconds_each=5, clock=lambda: now[0])
    assert [throttle.take("10.0.0.1") for _ in range(4)] == [True, True, True, False]
    assert throttle.take("10.0.0.2")
    now[0] += 5
    assert [throttle.take("10.0.0.1") for _ in range(2)] == [True, False]
    throttle.give_back("10.0.0.1")
    assert throttle.take("10.0.0.1")


def test_an_ipv6_subscriber_has_one_bucket_and_memory_stays_bounded():
    throttle = AddressThrottle(capacity=1, most_addresses=10)
    assert throttle.take("2001:db8:1:2::1")
    assert not throttle.take("2001:db8:1:2:ffff::9")
    for number in range(100):
        throttle.take(f"10.0.0.{number}")
    assert len(throttle._buckets) == 10


def test_a_clock_that_is_set_back_does_not_lock_for_a_year(sessions, clock):
    with sessions() as db:
        clock.go(days=400)
        fail(Lockout(db, clock), "anna", 5)
        assert Lockout(db, clock).minutes_left("anna", HERE) == 10
        clock.go(days=-400)
        assert Lockout(db, clock).minutes_left("anna", HERE) == 0


def test_a_lock_is_for_the_place_where_the_failures_came_from(sessions, clock):
    """An outsider who guesses locks the outsider, and neither another address nor the person's own browser."""
    with sessions() as db:
        lockout = Lockout(db, clock)
        fail(lockout, "anna", 5)
        assert lockout.minutes_left("anna", HERE) == 10
        assert lockout.minutes_left("anna", ELSEWHERE) == lockout.minutes_left("anna", DESK) == 0
        assert lockout.failures(["anna"]) == {"anna": 5}


def test_guesses_from_ever_new_places_lock_all_but_the_person_s_own_browser(sessions, clock):
    with sessions() as db:
        lockout = Lockout(db, clock)
        for number in range(50):
            assert lockout.minutes_left("anna", ELSEWHERE) == 0
            lockout.note_failure("anna", LoginPlace(f"10.1.0.{number}"))
        assert (lockout.minutes_left("anna", ELSEWHERE), lockout.minutes_left("anna", DESK)) == (10, 0)
        # Who sits at that browser has five tries like everybody.
        for _ in range(5):
            lockout.note_failure("anna", DESK)
        assert lockout.minutes_left("anna", DESK) == 10
        lockout.forget("anna")
        assert lockout.minutes_left("anna", ELSEWHERE) == lockout.minutes_left("anna", DESK) == 0


def test_nobody_takes_an_address_for_a_browser(sessions, clock):
    with sessions() as db:
        lockout = Lockout(db, clock)
        for _ in range(5):
            lockout.note_failure("anna", LoginPlace("10.0.0.1", is_known=True))
        assert lockout.minutes_left("anna", HERE) == 0
