"""How near a name and a town are to what was typed, counted letter by letter on paper."""

import polars as pl
import pytest

from clientinfo_kernel.search.closeness import closeness, own_text, typed_text


def own(name: str, town: str) -> str:
    return str(own_text(pl.Series([name]), pl.Series([town]))[0])


@pytest.mark.parametrize(
    ("typed", "name", "town", "expected"),
    [
        # All letters are there, and nothing else is: 0 of 100 per cent are missing.
        ("meier naila", "Meier", "Naila", (0, 0)),
        ("naila meier", "Meier", "Naila", (0, 0)),
        ("meier vakuum hof", "Meier-Vakuum", "Hof", (0, 0)),
        ("meier vakuum hof", "Meier -  Vakuum", "Hof", (0, 0)),
        # 10 letters beside 11, all 10 in order: 20 of 21 are the same, 95 per cent.
        ("meier nail", "Meier", "Naila", (0, 5)),
        # The x is explained by nobody; 18 of 20 are the same, which is still "nothing else".
        ("meier hofx", "Meier", "Hofy", (1, 10)),
        # 16 of 18 are 88 per cent, so the best piece decides: the name, with which 16 of 17 letters agree (94 per cent).
        ("abcdefghx", "Abcdefgh", "", (1, 200 - 94)),
        # One piece of a longer name.
        ("muller", "Alexander Müller", "Hof", (0, 100)),
        ("muller", "Ute Müller", "Selbitz", (0, 100)),
        # Not one letter.
        ("xyz", "Meier", "Hof", (3, 200)),
    ],
)
def test_letters_that_nothing_explains_come_first_then_what_stands_between(
    typed: str, name: str, town: str, expected: tuple[int, int]
) -> None:
    assert closeness(typed, own(name, town)) == expected


def test_a_name_is_compared_in_the_form_in_which_it_is_typed() -> None:
    assert own("Müller-Straße", "Köln") == "muller str\tkoln"
    assert typed_text(["mueller", "strasse", "koeln"]) == "muller str koln"


def test_each_customer_has_one_text_in_their_order() -> None:
    texts = own_text(pl.Series(["Meier", "Ärzte GmbH"]), pl.Series(["Hof", ""]))
    assert texts.to_list() == ["meier\thof", "arzte gmbh\t"]
