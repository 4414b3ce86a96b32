"""Calendars as RFC 5545 has them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from widgets.texts.calendar_text import Entry, calendar_text

NOW = datetime(2026, 11, 28, 7, 5, 9, tzinfo=UTC)
# The Union's summer time (directive 2000/84/EC) as RFC 5545 writes rules (3.6.5).
ZONE = (
    *("BEGIN:VTIMEZONE", "TZID:Europe/Berlin"),
    *("BEGIN:DAYLIGHT", "DTSTART:19960331T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
    *("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST", "END:DAYLIGHT"),
    *("BEGIN:STANDARD", "DTSTART:19961027T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
    *("TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "END:STANDARD"),
    "END:VTIMEZONE",
)


def test_a_day_is_an_event_without_a_time() -> None:
    written = calendar_text("Mein Tag; alles, auch\\das", [Entry("case-1@x", date(2026, 12, 31), "Zeile\nzwei")], NOW)
    assert written.decode() == "".join(
        f"{line}\r\n"
        for line in (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//clientinfo//follow-ups//DE",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            r"NAME:Mein Tag\; alles\, auch\\das",
            r"X-WR-CALNAME:Mein Tag\; alles\, auch\\das",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
            *ZONE,
            "BEGIN:VEVENT",
            "UID:case-1@x",
            "DTSTAMP:20261128T070509Z",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",  # the first day that is not part of it (3.6.1)
            r"SUMMARY:Zeile\nzwei",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
            "END:VCALENDAR",
        )
    )


def test_long_lines_are_folded_between_characters_and_nothing_ends_a_line_early() -> None:
    summary = "ä€😀" * 40 + "\r\nBEGIN:VEVENT\x00\x1b"
    written = calendar_text("x", [Entry("u", date(2026, 1, 1), summary)], NOW)
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75  # octets (3.1)
    assert all(line.decode() for line in lines[:-1])  # each by itself is UTF-8
    unfolded = written.decode().replace("\r\n ", "")
    assert f"SUMMARY:{'ä€😀' * 40}\\nBEGIN:VEVENT\r\n" in unfolded
    assert unfolded.count("\r\nBEGIN:VEVENT\r\n") == 1


def test_the_first_day_that_there_is_and_the_last_one_stand_there_like_every_other() -> None:
    """A day without an end lasts one day (RFC 5545, 3.6.1): after the last one there is none that could be written."""
    written = calendar_text("x", [Entry("u", date.min, "a"), Entry("v", date.max, "b")], NOW).decode()
    days = [line for line in written.split("\r\n") if ";VALUE=DATE:" in line]
    assert days == ["DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:00010102", "DTSTART;VALUE=DATE:99991231"]


def test_one_without_days_has_a_component_all_the_same() -> None:
    """``icalbody = calprops component``, where ``component = 1*(...)`` (RFC 5545, 3.6)."""
    lines = calendar_text("x", [], NOW).decode().split("\r\n")
    assert [line for line in lines if line.startswith("BEGIN:")][:2] == ["BEGIN:VCALENDAR", "BEGIN:VTIMEZONE"]
    assert "BEGIN:VEVENT" not in lines
