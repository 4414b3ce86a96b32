"""The search says politely that it pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.access.audit import AUDIT_VARIABLE
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.access.shown_customers import ShownCustomers
from clientinfo_kernel.search import Hit
from widgets.app.search_box import SearchBox

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
