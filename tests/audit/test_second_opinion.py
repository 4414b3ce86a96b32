"""The second opinion and the answer book agree, so that either can be trusted: files and events say the same."""

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
from tests.audit.product_figures import differences
from tests.audit.second_opinion import second_opinion

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.second_opinion import Figures

pytestmark = pytest.mark.slow


def test_the_demo_has_every_kind_of_figure(events: dict[str, Figures]) -> None:
    assert len(events) > CUSTOMERS / 2
    for kind in ("revenue", "warranty", "profit", "open_items", "days_to_pay"):
        assert any(getattr(figures, kind) for figures in events.values()), kind
    assert "" not in events, "no posting of the demo is nobody's"


def test_the_files_say_what_happened(events: dict[str, Figures]) -> None:
    assert without_brochure(differences(answers(CUSTOMERS, SEED), events)) == {}


@pytest.mark.parametrize("habit", EVERY_HABIT)
def test_a_habit_changes_rows_and_no_event(tmp_path: Path, plain: Path, events: dict[str, Figures], habit: str) -> None:
    folder = dealership(tmp_path, EVERY_HABIT[habit])
    assert rows(folder) != rows(plain)
    found = second_opinion(folder)
    assert differences(without_owners_of(habit, found), without_owners_of(habit, events)) == {}


def test_what_an_automatic_account_leaves_untaxed_is_reversed_by_key_untaxed(
    tmp_path: Path, events: dict[str, Figures]
) -> None:
    found = second_opinion(dealership(tmp_path, Habits(reversals_by_key=100, automatic_accounts=True)))
    assert differences(found, events) == {}


def rows(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((folder / "exports/datev").glob("EXTF_Buchungsstapel_*.csv"))]
