"""Running numbers stay unique and in their form, however large the dealership."""

import numpy as np
import polars as pl
import pytest
from stdnum.de import vat

from demo_dealership.invoices import invoice_numbers
from demo_dealership.orders import order_numbers
from demo_dealership.vat_numbers import vat_ids


def test_invoice_numbers_have_eight_digits_and_then_ten():
    numbers = invoice_numbers(np.array([0, 7_999_999, 8_000_000, 99_999_999]))
    assert numbers.to_list() == ["02000000", "09999999", "0208000000", "0299999999"]


def test_order_numbers_leave_the_reserved_ones_out():
    numbers = order_numbers(np.arange(6), (100_001, 100_002, 100_005))
    assert numbers.to_list() == ["100000", "100003", "100004", "100006", "100007", "100008"]


@pytest.mark.slow
def test_vat_ids_are_valid_and_unique_for_a_million_customers():
    ids = vat_ids(np.arange(1, 1_000_001))
    assert ids.is_duplicated().sum() == 0
    assert all(vat.is_valid(one) for one in ids.gather_every(997))
    assert not ids.is_in(pl.Series(["DE123456788", "DE123456789"]).implode()).any()
