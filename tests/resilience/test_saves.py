"""A few saves under fire in the suite; ``python -m tests.resilience.saves`` does a hundred, and kills a PostgreSQL, too."""

from __future__ import annotations

import random
import secrets
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.live.database import LiveDatabase
from tests.chromium import leave, logged_in
from tests.resilience.saves import SavesUnderFire, notes_of, parts_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.stack import Stack

pytestmark = pytest.mark.browser
MEIER = "10012"


def test_whatever_dies_around_a_save_what_was_confirmed_is_there_once_and_the_rest_is_in_the_form(
    chromium: Browser, site: Stack
) -> None:
    context = logged_in(chromium, site, "service")
    seed = secrets.randbits(32)  # another moment in each run; a red one can be repeated
    print(f"moments drawn with seed {seed}")  # noqa: T201
    database, breaks = LiveDatabase.at(site.state / "live" / "live.sqlite"), parts_of(site)
    fire = SavesUnderFire(
        context.new_page(),
        site.page_address(f"?customer={MEIER}"),
        breaks,
        lambda: None,
        lambda: notes_of(database, MEIER),
        random.Random(seed),  # noqa: S311  # no secret
    )
    for number, victim in enumerate(breaks):
        fire.save(victim, f"Unter Beschuss {number}")
    assert len(fire.rounds) == len(breaks)
    leave(context)
