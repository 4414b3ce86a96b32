"""Kölner Phonetik against codes published for it: Wikipedia's examples and those that Commons Codec is held to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.search.sound import sound_code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("mullerludenscheidt", "65752682"),
        ("wikipedia", "3412"),
        ("breschnew", "17863"),
        ("muller", "657"),
        ("schmidt", "862"),
        ("schneider", "8627"),
        ("fischer", "387"),
        ("weber", "317"),
        ("wagner", "3467"),
        ("becker", "147"),
        ("hoffmann", "0366"),
        ("schafer", "837"),
        ("hamburg", "06174"),
        ("hannover", "0637"),
        ("monchengladbach", "664645214"),
        ("christstollen", "478256"),
        ("xanthippe", "48621"),
        ("zacharias", "8478"),
        ("pharma", "376"),
        ("deutsch", "28"),
        ("deutz", "28"),
        ("peter", "127"),
        ("heinz", "068"),
        ("classen", "4586"),
        ("aaclan", "0856"),
        ("aychlmajr", "04567"),
        ("bergischgladbach", "174845214"),
        ("cx", "48"),
        ("ha", "0"),
        ("h", ""),
    ],
)
def test_published_codes(word: str, code: str) -> None:
    assert sound_code(word) == int("1" + code)


def test_one_sound_in_all_spellings() -> None:
    assert len({sound_code(word) for word in ("meier", "meyer", "maier", "mayer", "mayr", "meyr", "mair")}) == 1
    assert len({sound_code(word) for word in ("schmidt", "schmitt", "schmid", "schmied")}) == 1


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_any_word_has_a_code_without_runs(word: str) -> None:
    assert 1 <= sound_code(word) < 2 * 10**18
