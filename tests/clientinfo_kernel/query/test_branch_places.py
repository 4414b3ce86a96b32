import pytest

from clientinfo_kernel.query.branch_places import branch_places
from clientinfo_kernel.settings import Branch

NAILA = Branch(name="Naila", street="Kronacher Straße 1", postal_code="95119", town="Naila")
HOF = Branch(name="Hof", latitude=50.32, longitude=11.92)


def test_a_branch_is_where_the_settings_say_or_in_the_middle_of_its_postal_code():
    naila, hof = branch_places((NAILA, HOF))
    assert (naila.name, naila.address) == ("Naila", "Kronacher Straße 1, 95119 Naila")
    # the town of Naila: 50° 20′ N, 11° 42′ E; its postal code reaches a few km beyond
    assert (naila.latitude, naila.longitude) == pytest.approx((50.33, 11.70), abs=0.05)
    assert (hof.latitude, hof.longitude) == (50.32, 11.92)


def test_the_viewers_own_stands_first_and_one_without_a_place_is_left_out():
    nowhere = Branch(name="Lager", town="Wien", postal_code="1010")
    assert [each.name for each in branch_places((NAILA, nowhere, HOF), first="Hof")] == ["Hof", "Naila"]
