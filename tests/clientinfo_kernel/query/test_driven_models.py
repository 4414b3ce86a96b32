from types import SimpleNamespace

import pytest

from clientinfo_kernel.query.driven_models import is_model

WORDS = {"make": ["Audi", "BMW"], "model": ["A4 Avant", "X5", "320d Touring"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("A4", True), ("bmw x5", True), ("320d", True), ("320", False), ("A5", False), ("Audi", True), ("", False)],
)
def test_letters_beside_figures_name_a_model(text: str, *, expected: bool) -> None:
    opened = SimpleNamespace(words_of=lambda _table, column: WORDS[column])
    assert is_model(text, opened) is expected  # type: ignore[arg-type]
