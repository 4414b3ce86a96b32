"""Buttons that hand over a file: what leaves is recorded, and what cannot be made is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.errors import AuditNotWritten, TooManyLines
from tests.widgets.clicks import click, shown
from widgets.view_models import Actions, Download
from widgets.views import ViewContext, draw

if TYPE_CHECKING:
    from widgets.views.markup_view import MarkupView


def page(make: Any, record: Any) -> tuple[MarkupView, list[tuple[str, bytes]]]:
    handed: list[tuple[str, bytes]] = []
    context = ViewContext(print, record=record, file_name_parts=("10012", "2012-10-11"))
    drawn = draw(Actions((Download("Als PDF", "posten", "application/pdf", make),)), context)
    drawn.deliver = lambda name, _media_type, content: handed.append((name, content))
    return drawn, handed


def test_a_file_is_made_at_the_click_and_recorded_before_it_leaves() -> None:
    recorded: list[tuple[str, object]] = []
    drawn, handed = page(lambda: b"%PDF", lambda action, detail: recorded.append((action, detail)))
    assert recorded == []
    click(drawn, "Als PDF")
    assert handed == [("10012_posten_2012-10-11.pdf", b"%PDF")]
    assert recorded == [("export", AuditSubject("document", "10012_posten_2012-10-11.pdf, application/pdf"))]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("make", "Vorfallnummer: V-"),
        (AuditNotWritten("disk full"), "Zugriffsprotokoll kann nicht geschrieben werden"),
        (TooManyLines(1800), "In 30 Minuten geht es weiter"),
    ],
)
def test_what_cannot_be_made_or_recorded_does_not_leave_and_says_so(broken: str | AuditNotWritten, said: str) -> None:
    def make() -> bytes:
        if broken == "make":
            raise ValueError("Kunde Meier")
        return b"%PDF"

    def record(_action: object, _detail: object) -> None:
        assert isinstance(broken, AuditNotWritten)
        raise broken

    drawn, handed = page(make, record)
    click(drawn, "Als PDF")
    assert handed == []
    assert said in shown(drawn)
    assert "Meier" not in shown(drawn)
