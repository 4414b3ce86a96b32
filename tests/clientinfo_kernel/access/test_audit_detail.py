"""What is said often of a subject of the audit log: the text of its lines, which later versions read, too."""

import pytest

from clientinfo_kernel.access.audit_detail import (
    AtShell,
    AuditDetail,
    FormRefused,
    Phrase,
    RowChanged,
    by_whose_hands,
    detail_of,
)


@pytest.mark.parametrize(
    ("detail", "text"),
    [
        (Phrase("shown", (5,)), "5 shown"),
        (Phrase("searched", (3, 41)), "3 searches, 41 customers"),
        (Phrase("bulk", (23,)), "bulk of 23"),
        (Phrase("calendar", (12,)), "calendar of 12"),
        (Phrase("calendar_made"), "calendar subscription made"),
        (Phrase("calendar_ended"), "calendar subscription ended"),
        (Phrase("geocoder"), "geocoder"),
        (Phrase("vat_check"), "vat_check"),
        (Phrase("stopped_searching", (60, 700)), "stopped for 60 min: 700 customers in a day"),
        (Phrase("stopped_opening", (9, 601)), "stopped for 9 min: 601 customers opened in a day"),
        (Phrase("stopped_writing", (30, 5000)), "stopped for 30 min: 5000 changes in a day"),
        (Phrase("stopped_lines", (1, 2000)), "stopped for 1 min: 2000 lines of the audit log in an hour"),
        (FormRefused("open_item"), "form open_item"),
        (RowChanged("case", "0a1b", "add"), "case 0a1b: add, new"),
        (AtShell(RowChanged("case", "0a1b", "add"), "ops"), "case 0a1b: add, new (shell:ops)"),
        (AtShell(Phrase("vat_check"), "ops"), "vat_check (shell:ops)"),
        (RowChanged("open_item", "7|10|R 1|", "undo", ("note", "blocked_until")), "open_item 7|10|R 1|: undo, note, blocked_until"),
    ],
)  # fmt: skip
def test_a_detail_is_written_as_text_and_read_again(detail: AuditDetail, text: str) -> None:
    assert str(detail) == text
    assert detail_of(text) == detail


@pytest.mark.parametrize(
    "text",
    ["", "open_items", "Offene Posten, CSV, 3 Zeilen", "{} shown", "bulk of 2 ", "bulk of", "Offene Posten (shell:ops)", f"bulk of {'9' * 5000}", "form", "case 7: delete, note"],
)  # fmt: skip
def test_what_somebody_said_in_other_words_is_no_such_detail(text: str) -> None:
    assert detail_of(text) is None


def test_what_somebody_does_themselves_names_no_shell() -> None:
    assert [str(by_whose_hands(Phrase("vat_check"), user)) for user in ("", "ops")] == [
        "vat_check",
        "vat_check (shell:ops)",
    ]
