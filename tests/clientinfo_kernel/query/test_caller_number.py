"""However a number is written, it is one number."""

from __future__ import annotations

import pytest

from clientinfo_kernel.query.caller_number import caller_number


@pytest.mark.parametrize("given", ["+49928255510", " 49928255510", "0049928255510", "+49 9282 555-10"])
def test_plus_blank_and_two_zeros_are_one(given: str) -> None:
    assert caller_number(given) == "+49928255510"


@pytest.mark.parametrize("given", ["", "12", "<script>", "9" * 40, "anonym"])
def test_what_is_no_number_is_none(given: str) -> None:
    assert caller_number(given) is None


@pytest.mark.parametrize("given", ["tel://+4971411234567", "callto://+4971411234567", "sip:+4971411234567@10.0.0.5"])
def test_an_address_of_a_call_keeps_the_plus(given: str) -> None:
    assert caller_number(given) == "+4971411234567"


@pytest.mark.parametrize("given", ["tel: 09282/55510", "Hotel: 09282/55510", "callto:09282 55510"])
def test_a_blank_before_a_number_is_a_plus_only_where_the_query_begins_with_it(given: str) -> None:
    assert caller_number(given) == "0928255510"
