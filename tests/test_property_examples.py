"""What a property test tries: ``make quick`` never looks for words in the code, ``make test`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _profile_of_the_run() -> Iterator[None]:
    name = settings.get_current_profile_name()
    yield
    settings.load_profile(name)


@pytest.mark.parametrize(
    ("profile", "is_tried"), [("quick", False), pytest.param("untimed", True, marks=pytest.mark.slow)]
)
def test_words_of_the_code_are_tried_in_make_test_alone(profile: str, *, is_tried: bool) -> None:
    settings.load_profile(profile)
    assert bool(providers._get_local_constants().strings) == is_tried
