"""Whom the audit log means: login names stand in it, people know each other by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.account_names import (
    ACCOUNT_NAMES_FILE,
    account_names,
    account_names_of,
    logins_meant,
)
from tests.clientinfo_kernel.access.test_colleagues import account

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = {"u1": "Anna Berg", "u2": "Anna Bergmann", "u3": "Dora Über", "u4": "Dora Über"}


def test_everybody_is_in_the_file_whatever_they_are_allowed_to_do(tmp_path: Path) -> None:
    written = account_names_of(
        [
            account("left", "service", full_name="Lena Fort", locked=True),
            account("dpo", "privacy", full_name="Dora Über"),
            account("root", full_name="Rolf Amt", admin=True),
            account("nameless", "sales"),
        ]
    )
    (tmp_path / ACCOUNT_NAMES_FILE).write_text(written, "utf-8")
    called = {login: each.name for login, each in account_names(tmp_path).items()}
    assert called == {"dpo": "Dora Über", "left": "Lena Fort", "nameless": "", "root": "Rolf Amt"}


@pytest.mark.parametrize("content", [b"", b"[", b'["anna"]', b'{"anna": 7}', b'{"anna": "Anna Berg"}', b"\xff\xfe"])
def test_a_file_that_is_missing_or_broken_leaves_the_login_names(tmp_path: Path, content: bytes) -> None:
    assert account_names(tmp_path) == {}
    (tmp_path / ACCOUNT_NAMES_FILE).write_bytes(content)
    assert account_names(tmp_path) == {}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("u2", {"u2"}),
        ("anna berg", {"u1"}),
        ("Berg Anna", {"u1", "u2"}),
        ("DORA ÜBER", {"u3", "u4"}),
        ("bergm", {"u2"}),
        ("typed by nobody", {"typed by nobody"}),
        ("nobody", set()),
        ("gone", set()),
    ],
)
def test_a_text_means_a_login_else_a_whole_name_else_words_of_one(typed: str, meant: set[str]) -> None:
    logins = ("u1", "u2", "u3", "u4", "typed by nobody")
    assert logins_meant(typed, logins, PEOPLE | {"gone": "Gerda Gone"}) == meant
