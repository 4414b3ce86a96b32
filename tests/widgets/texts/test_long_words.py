"""Long words are parted where they are put together, and no others."""

import pytest

from widgets.texts.long_words import partable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Änderungsmitteilungen", "Änderungs\N{SOFT HYPHEN}mitteilungen"),
        ("Buchungen ohne Kunden", "Buchungen ohne Kunden"),
        ("Leistungs-Nr.", "Leistungs-Nr."),
    ],
)
def test_a_long_word_can_be_parted_at_its_joint(text: str, shown: str) -> None:
    assert partable(text) == shown
