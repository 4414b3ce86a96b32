import pytest

from widgets.texts.distance import bearing, distance_km, far_from

HOF, NAILA = (50.3219, 11.9178), (50.3294, 11.7050)


# Great circles: a degree of a meridian is 111.19 km on the mean sphere; Berlin to Munich is 504 km, to New York 6,385 km.
@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        ((50.0, 11.0), (51.0, 11.0), 111.19),
        ((0.0, 0.0), (0.0, 1.0), 111.19),
        ((52.52, 13.405), (48.137, 11.575), 504.4),
        ((52.52, 13.405), (40.7128, -74.006), 6385.0),
        (HOF, HOF, 0.0),
    ],
)
def test_how_far(start, end, km):
    assert distance_km(start, end) == pytest.approx(km, rel=0.001, abs=0.001)
    assert distance_km(end, start) == pytest.approx(distance_km(start, end))


@pytest.mark.parametrize(
    ("end", "degrees", "words"),
    [
        ((50.4, 11.0), 0, "nördlich"),
        ((49.8, 11.0), 180, "südlich"),
        ((50.0, 11.2), 90, "südöstlich|östlich"),
        ((50.3, 11.4687), 45, "nordöstlich"),
        ((50.3, 10.5313), 315, "nordwestlich"),
    ],
)
def test_which_way(end, degrees, words):
    start = (50.0, 11.0)
    assert bearing(start, end) == pytest.approx(degrees, abs=0.5)
    assert any(f" {word} von Hof" in far_from("Hof", start, end) for word in words.split("|"))


def test_in_words_with_as_many_digits_as_mean_something():
    assert far_from("Hof", HOF, NAILA) == "15 km westlich von Hof (Luftlinie)"
    assert far_from("Hof", HOF, (50.3219, 11.8178)) == "7,1 km westlich von Hof (Luftlinie)"  # 0.1 degrees
    assert far_from("Hof", HOF, (50.3229, 11.9178)) == "weniger als 1 km von Hof"


def test_no_digit_and_no_way_that_the_points_do_not_bear():
    # the middle of a postal code, 4 km wide, and a branch at its address: 15.1 km apart
    assert far_from("Hof", HOF, NAILA, blur_km=4.0) == "etwa 15 km westlich von Hof (Luftlinie)"
    # both are the middle of one postal code that reaches 8 km: they can be 16 km apart
    assert far_from("Hof", HOF, HOF, blur_km=16.0) == "höchstens etwa 16 km von Hof"
    assert far_from("Hof", HOF, (50.3219, 11.8178), blur_km=8.0) == "höchstens etwa 15 km von Hof"
