"""Whether a source has what a colleague says is right."""

from __future__ import annotations

import pytest

from clientinfo_kernel.query.taken_over import Said, is_taken_over

REHAU = Said("Lange Str. 4a", "95111 Rehau")
NAILA = Said("Meier-Hess-Anlage 4", "95119 Naila")


@pytest.mark.parametrize(
    ("subject", "value", "known"),
    [
        ("phone", "09282 / 555-11", [Said("+49 9282 55511")]),
        ("phone", "0049 9282 55511", [Said("09282-55511")]),
        ("mobile", "+49 0171 1234567", [Said("0171 1234567")]),
        ("email", "Info@Meier.example", [Said("info@meier.example")]),
        ("vat_id", "DE 136 695 976", [Said("DE136695976")]),
        ("address", "Lange Str. 4a, 95111 Rehau", [REHAU]),
        ("address", "Lange Straße 4 a, D-95111 Rehau", [REHAU]),
        ("address", "LANGESTRASSE 4A, Rehau, Deutschland", [REHAU]),
        ("address", "Lange Str. 4a", [REHAU]),
        ("address", "Rehau", [REHAU]),
        ("contact_person", "Sabine Kurz", [Said("Meier", "Harald"), Said("Kurz", "Sabine")]),
        ("contact_person", "Frau Dr. Kurz", [Said("Kurz", "Sabine")]),
    ],
)
def test_a_correction_is_over_when_the_source_has_it_in_any_way_of_writing(
    subject: str, value: str, known: list[Said]
) -> None:
    assert is_taken_over(subject, value, known)


@pytest.mark.parametrize(
    ("subject", "value", "known"),
    [
        ("phone", "09282 55512", [Said("+49 9282 55511"), Said("")]),
        ("phone", "gibt es nicht mehr", [Said("+49 9282 55511"), Said("")]),
        ("contact_person", "???", [Said("Kurz", "Sabine")]),
        ("contact_person", "Anna Meier", [Said("Meier Schmidt", "Anna")]),
        ("contact_person", "Anna Meier", [Said("Meier", "Harald")]),
        ("address", "Lange Str. 4b, 95111 Rehau", [REHAU]),
        ("address", "Lange Str. 4, 95111 Rehau", [REHAU]),
        ("address", "Lange Str. 4a, 95119 Naila", [REHAU]),
        ("address", "Meier-Hess-Anlage, 95119 Naila", [NAILA]),
        ("address", "Naila", [REHAU]),
        ("address", "", [REHAU]),
        ("other", "holt nur freitags ab", []),
    ],
)
def test_until_then_it_stands_there(subject: str, value: str, known: list[Said]) -> None:
    """Also where somebody only takes something away: a house number, a second name."""
    assert not is_taken_over(subject, value, known)
