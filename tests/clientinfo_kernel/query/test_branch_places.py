import pytest

from clientinfo_kernel.query.branch_places import branch_places
from clientinfo_kernel.sections.places import Branch
from data_sources.places.postal_codes import reach_m

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


@pytest.mark.parametrize("written", ["Hof", "hof", " HOF "])
def test_the_viewers_own_is_known_however_the_account_spells_it(written):
    own, other = branch_places((NAILA, HOF), first=written)
    assert (own.name, own.is_own, other.is_own) == ("Hof", True, False)
    assert not any(each.is_own for each in branch_places((NAILA, HOF)))


def test_a_branch_without_degrees_is_only_as_exact_as_its_postal_code():
    naila, hof = branch_places((NAILA, HOF))
    assert hof.reach_m == 0
    assert 2000 < naila.reach_m < 12_000  # the next towns, Selbitz, Schauenstein and Bad Steben, are 5 to 8 km away


def test_a_postal_code_of_the_country_reaches_further_than_one_of_a_large_town():
    # Gardelegen is the third largest municipality of Germany (632 square km: a circle of 14 km), 10115 Berlin has 2.4
    # square km (a circle of 0.9 km)
    assert reach_m("39638") > 14_000
    assert 700 < reach_m("10115") < 3000
    assert reach_m("00000") is None
