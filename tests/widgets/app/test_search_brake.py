"""Pages say politely that they pause, and do not call anything broken."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import Mock

from clientinfo_kernel.access.audit import AUDIT_VARIABLE
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.access.shown_customers import ShownCustomers
from clientinfo_kernel.errors import AuditNotWritten, TooManyLines
from clientinfo_kernel.search import Hit
from widgets.app.caller_page import InsteadOfCustomer, who_calls
from widgets.app.opening import instead_of_opening
from widgets.app.search_box import SearchBox
from widgets.app.vat_check import said_of
from widgets.texts.language import session
from widgets.texts.unsaved import unsaved_words

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_search_pauses_with_a_reason_and_shows_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(AUDIT_VARIABLE, str(tmp_path))
    everybody = [Hit(str(number), f"Kunde {number}", "", (("name", "Kunde"),), 1.0, None) for number in range(300)]
    shown = ShownCustomers(tmp_path / "shown", Viewer("anna", frozenset({"service"})), 25, 1000)
    asked = iter(range(0, 300, 10))
    box = SearchBox(lambda _text, limit: everybody[(start := next(asked)) : start + limit], lambda _n, _h: None, shown)
    answers = [box.answer("kunde", number) for number in range(4)]
    assert [len(answer["hits"]) for answer in answers] == [10, 10, 10, 0]
    title, text = answers[3]["problem"]
    assert title == "Die Suche macht eine Pause"
    assert "In 60 Minuten geht es weiter" in text
    # The eleventh hit, which only says that there are more, is not one that was shown.
    lines = "".join(file.read_text() for file in tmp_path.glob("*.jsonl"))
    assert "3 searches, 30 customers" in lines
    assert "stopped for 60 min" in lines


FULL = "Sie haben in einer Stunde sehr viel geöffnet, heruntergeladen oder geändert. In 30 Minuten geht es weiter."


def test_whoever_fills_the_audit_log_reads_when_it_goes_on_and_not_that_it_is_broken() -> None:
    stop = TooManyLines(1800 - 59)  # the minute that has begun counts
    pages = [
        instead_of_opening(Mock(), Mock(side_effect=stop), "10012", "overview"),
        who_calls("0921", Mock(side_effect=stop)),
    ]
    for shown in pages:
        assert isinstance(shown, InsteadOfCustomer)
        assert shown.title == "Ihre Seiten machen eine Pause"
        assert FULL in shown.page
    box = SearchBox(Mock(side_effect=stop), Mock(), None)
    assert box.answer("kunde", 1)["problem"] == ("Ihre Seiten machen eine Pause", FULL)
    assert (unsaved_words(stop), said_of(stop)) == (FULL, FULL)
    with session("en"):
        assert unsaved_words(TooManyLines(1)).endswith("It goes on in 1 minute.")


def test_a_log_that_cannot_be_written_is_still_called_broken() -> None:
    shown = instead_of_opening(Mock(), Mock(side_effect=AuditNotWritten("disk full")), "10012", "overview")
    assert shown is not None
    assert shown.title == "Zugriffsprotokoll gestört"
    assert "Das Zugriffsprotokoll kann nicht geschrieben werden" in shown.page


def test_a_caller_s_number_counts_as_a_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(AUDIT_VARIABLE, str(tmp_path))
    hits = [Hit(str(number), "Kunde", "", (("phone", f"0928255{number:02}"),), 1.0, None) for number in range(12)]
    shown = ShownCustomers(tmp_path / "shown", Viewer("anna", frozenset({"service"})), 9, 1000)
    box = SearchBox(lambda _text, _limit: hits, lambda _n, _h: None, shown)
    first, second = (who_calls("+49928255", box.callers) for _call in range(2))
    assert isinstance(first, InsteadOfCustomer)
    assert "Wer ist es?" in first.page
    assert isinstance(second, InsteadOfCustomer)
    assert second.title == "Die Suche macht eine Pause"
    assert "1 searches, 10 customers" in "".join(file.read_text() for file in tmp_path.glob("*.jsonl"))
