"""How often somebody may ask."""

from hub.service.call_limit import CallLimit


def test_each_caller_has_so_many_calls_in_a_while() -> None:
    now = [0.0]
    limit = CallLimit(2, 60, clock=lambda: now[0])
    limit.note("a")
    now[0] = 30
    limit.note("a")
    assert (limit.is_left("a"), limit.is_left("b")) == (False, True)
    now[0] = 60  # the first one was a minute ago
    assert limit.is_left("a")
    limit.note("a")
    assert not limit.is_left("a")


def test_what_is_remembered_of_callers_has_an_end() -> None:
    limit = CallLimit(1, 60, clock=lambda: 0)
    for number in range(10_001):
        limit.note(str(number))
    assert (limit.is_left("0"), limit.is_left("1"), limit.is_left("10000")) == (True, False, False)
