"""Both directions between a page and its kernel: once, in order, and with a limit."""

from __future__ import annotations

import pytest

from hub.service.deliveries import Deliveries, read_count


def test_a_page_s_message_that_came_already_is_not_taken_again() -> None:
    page = Deliveries()
    first = [page.is_new(f"page_{number}") for number in (1, 2)]
    # The connection died under the third; the page does not know which ones came.
    assert (first, [page.is_new(f"page_{number}") for number in (1, 2, 3)]) == ([True, True], [False, False, True])


@pytest.mark.parametrize("name", [None, "", "a1b2", "page_", "page_x", "page_-1", "page_²", "page_" + "9" * 16])
def test_a_message_without_a_number_always_counts_as_new(name: str | None) -> None:
    page = Deliveries()
    assert [page.is_new(name), page.is_new(name), page.is_new("page_1")] == [True, True, True]


@pytest.mark.parametrize(
    ("digits", "count"), [("0", 0), ("12", 12), ("", None), ("-1", None), ("²", None), ("٣", None)]
)
def test_a_count_that_a_page_names_is_digits(digits: str, count: int | None) -> None:
    assert read_count(digits) == count
    assert read_count("9" * 5000) is None  # Python itself refuses to read so many (int, 4300 digits), with a traceback


def test_a_page_is_told_again_what_it_did_not_hear() -> None:
    page = Deliveries()
    for message in (b"a", b"b", b"c"):
        page.tell(message)
    assert (page.missed(1), page.missed(3)) == ((b"b", b"c"), ())
    # It cannot have heard more than was said.
    assert page.missed(7) == ()


def test_what_a_page_has_heard_for_certain_is_forgotten() -> None:
    page = Deliveries()
    page.tell(b"before the first ping")
    page.answered()
    page.tell(b"perhaps behind the second ping")
    assert page.missed(0) == (b"before the first ping", b"perhaps behind the second ping")
    page.answered()
    assert (page.missed(0), page.missed(1)) == (None, (b"perhaps behind the second ping",))


def test_no_more_is_kept_than_the_limit_but_the_newest_message() -> None:
    page = Deliveries(kept_at_most=10)
    page.tell(bytes(6))
    page.tell(bytes(6))
    assert (page.missed(0), page.missed(1)) == (None, (bytes(6),))
    page.tell(bytes(99))
    assert (page.missed(1), page.missed(2)) == (None, (bytes(99),))
