"""All figures of all customers, as the product shows them, against what did not go through it.

That is the demo's answer book, worked out from its business events, and sums over the raw files in plain Python. The same
business is written down by several houses: reversals on either side, opened years, collective debtors. Whoever reads them
rightly finds the same figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from demo_dealership.habits import Habits
from tests.audit.answers import answers
from tests.audit.dealership import (
    CUSTOMERS,
    EVERY_HABIT,
    SEED,
    dealership,
    without_brochure,
    without_owners_of,
)
from tests.audit.months import different_cells, months_of_product
from tests.audit.product_figures import differences, product_figures

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.second_opinion import Figures

pytestmark = pytest.mark.slow


def test_every_figure_equals_the_answer_book_and_the_second_opinion(plain: Path, events: dict[str, Figures]) -> None:
    found = product_figures(plain)
    assert differences(found, events) == {}
    assert without_brochure(differences(found, answers(CUSTOMERS, SEED))) == {}
    assert months_of_product(plain)
    assert different_cells(plain) == {}


# Each habit once, with others that write other rows or fields in another way: what is misread of one shows as if alone.
HOUSES = (
    ("turned_reversals", "carry_forwards", "discount_beside_payment"),
    ("reversals_by_key", "early_supply", "automatic_accounts"),
    ("collective_debtor",),
)


@pytest.mark.parametrize("names", HOUSES, ids=" and ".join)
def test_a_house_s_way_of_writing_changes_no_figure(
    tmp_path: Path, events: dict[str, Figures], names: tuple[str, ...]
) -> None:
    habits = Habits(**{name: getattr(EVERY_HABIT[name], name) for name in names})
    found = product_figures(dealership(tmp_path, habits))
    for name in names:
        found, events = without_owners_of(name, found), without_owners_of(name, events)
    assert differences(found, events) == {}


def test_the_houses_have_every_habit() -> None:
    assert sorted(name for names in HOUSES for name in names) == sorted(EVERY_HABIT)


def test_a_direct_debit_that_comes_back_after_the_key_date_has_paid_until_then() -> None:
    # Invoice 02002434 of 511.32 (seed 6) is paid on 10 October 2012, the eve of the key date; the bank takes the money
    # back on the 18th. Today it is the 23rd invoice that this customer has paid.
    assert answers(300, 6)["10257"].paid_invoices == 23
