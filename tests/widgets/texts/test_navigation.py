"""The addresses that a click on navigation gives away, in the forms that the makers document."""

import pytest

from widgets.texts.language import session
from widgets.texts.navigation import destination, navigation_links
from widgets.view_models import Link

ADDRESS = "Meier-Hess-Anlage 4, 95119 Naila"
ENCODED = "Meier-Hess-Anlage%204%2C%2095119%20Naila"


def test_each_service_by_its_documented_form() -> None:
    with session("de"):
        links = navigation_links(ADDRESS, ("device", "google", "apple"))
    assert links == (
        ("Navigation öffnen", Link(href=f"geo:0,0?q={ENCODED}")),
        ("Google Maps", Link(href=f"https://www.google.com/maps/dir/?api=1&destination={ENCODED}")),
        ("Apple Karten", Link(href=f"https://maps.apple.com/?daddr={ENCODED}")),
    )


def test_only_what_the_settings_offer_and_only_with_an_address() -> None:
    assert [label for label, _ in navigation_links(ADDRESS, ("apple",))] == ["Apple Karten"]
    assert navigation_links(ADDRESS, ()) == ()
    assert navigation_links("", ("device", "google")) == ()


def test_nothing_of_an_address_ends_it_early_or_adds_to_the_query() -> None:
    ((_, link),) = navigation_links("Weg 1&dir=x#y, 95028 Hof/Saale?", ("google",))
    assert link.href.endswith("destination=Weg%201%26dir%3Dx%23y%2C%2095028%20Hof%2FSaale%3F")
    ((_, link),) = navigation_links("Straße {0}", ("device",))
    assert link.href == "geo:0,0?q=Stra%C3%9Fe%20%7B0%7D"


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("Ring 3", "95028", "Hof", "DE"), "Ring 3, 95028 Hof"),
        (("Ring 3", None, "Hof", None), "Ring 3, Hof"),
        ((None, "95028", "Hof", "D"), "95028 Hof"),
        (("Ring 3", None, None, "DE"), ""),
        (("Am Graben 1", "1010", "Wien", "AT"), "Am Graben 1, 1010 Wien, Österreich"),
        (("Am Graben 1", "1010", "Wien", "a "), "Am Graben 1, 1010 Wien, Österreich"),  # the letter of its plates
        (("X 1", "1", "Y", "QQ9"), "X 1, 1 Y, QQ9"),
        ((" ", " ", " Hof ", ""), "Hof"),
    ],
)
def test_the_whole_address_with_its_country_where_it_is_abroad(parts: tuple[str | None, ...], line: str) -> None:
    assert destination(*parts) == line
