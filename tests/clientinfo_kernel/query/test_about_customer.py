"""Whether one may advertise, and whether a source has what a colleague says is right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clientinfo_kernel.query.advertising import permissions
from clientinfo_kernel.query.corrections import is_taken_over


def said(channel: str, statement: str, day: int) -> dict[str, Any]:
    return {"channel": channel, "statement": statement, "stated_on": date(2012, 1, day)}


def allowed(*rows: dict[str, Any]) -> set[str]:
    return {each.channel for each in permissions(rows) if each.is_allowed}


def test_without_a_word_only_a_letter_is_allowed() -> None:
    assert allowed() == {"letter"}


def test_the_latest_statement_of_a_channel_counts_whenever_it_was_written_down() -> None:
    assert allowed(said("call", "given", 5), said("email", "given", 5)) == {"call", "email", "letter"}
    assert allowed(said("call", "refused", 9), said("call", "given", 5)) == {"letter"}
    assert allowed(said("call", "given", 5), said("call", "refused", 5)) == {"letter"}
    assert allowed(said("letter", "refused", 1)) == set()
    assert allowed(said("letter", "refused", 1), said("letter", "given", 2)) == {"letter"}


@pytest.mark.parametrize(
    ("subject", "value", "known"),
    [
        ("phone", "09282 / 555-11", ["+49 9282 55511"]),
        ("phone", "0049 9282 55511", ["09282-55511"]),
        ("email", "Info@Meier.example", ["info@meier.example"]),
        ("address", "Lange Str. 4a, 95111 Rehau", ["Lange Str. 4a 95111 Rehau"]),
        ("contact_person", "Sabine Kurz", ["Harald Meier", "Sabine Kurz"]),
    ],
)
def test_a_correction_is_over_when_the_source_has_it_in_any_way_of_writing(
    subject: str, value: str, known: list[str]
) -> None:
    assert is_taken_over(subject, value, known)


@pytest.mark.parametrize(
    ("subject", "value", "known"),
    [
        ("phone", "09282 55512", ["+49 9282 55511", ""]),
        ("phone", "gibt es nicht mehr", ["+49 9282 55511", ""]),
        ("contact_person", "???", ["Sabine Kurz"]),
        ("address", "Lange Str. 4b, 95111 Rehau", ["Lange Str. 4a 95111 Rehau"]),
        ("other", "holt nur freitags ab", []),
    ],
)
def test_until_then_it_stands_there(subject: str, value: str, known: list[str]) -> None:
    assert not is_taken_over(subject, value, known)
