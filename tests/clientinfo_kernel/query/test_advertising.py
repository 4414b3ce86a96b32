"""Whether one may advertise."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientinfo_kernel.query.advertising import permissions


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
