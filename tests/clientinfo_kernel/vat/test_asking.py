"""A VAT ID that is no customer's: who may ask about it, and what the audit log says of it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.audit import AUDIT_VARIABLE, AuditLog
from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.errors import ChangeNotPermitted
from clientinfo_kernel.sections.vat import VatServices
from clientinfo_kernel.vat.asking import ask_only
from tests.data_sources.vat_ids.scripted_service import http, service

if TYPE_CHECKING:
    from pathlib import Path

AUSTRIAN = "ATU13585627"
TODAY = date(2026, 11, 28)


def asked_by(viewer: Viewer, vat_id: str, folder: Path) -> tuple[int, list[dict[str, Any]]]:
    """Ask about a VAT ID; return how many questions left the house, and the lines of the audit log."""
    with service(lambda _path, _asked: http(200, {"status": "evatr-0000"})) as running:
        services = VatServices("DE136695976", running.url, "", seconds=30.0)
        try:
            ask_only(viewer, vat_id, services, TODAY)
        finally:
            lines = [json.loads(line) for each in AuditLog(folder).files() for line in each.read_text().splitlines()]
    return len(running.asked), lines


def test_a_question_in_an_accounts_name_is_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(AUDIT_VARIABLE, str(tmp_path))
    carla = Viewer("carla", frozenset({"accounting"}), at_shell="ops")
    count, (line,) = asked_by(carla, "AT U13585627", tmp_path)
    assert count == 1
    assert [line[name] for name in ("user", "action", "subject", "detail")] == [
        *("carla", "export", f"vat_id {AUSTRIAN}", "vat_check (shell:ops)"),
    ]
    # a check digit is reckoned here: nobody is asked, and nothing more is noted
    assert asked_by(carla, "DE136695977", tmp_path) == (0, [line])


def test_an_account_asks_with_its_own_rights_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(AUDIT_VARIABLE, str(tmp_path))
    with pytest.raises(ChangeNotPermitted):
        asked_by(Viewer("sina", frozenset({"service"})), AUSTRIAN, tmp_path)
    assert asked_by(SHELL, AUSTRIAN, tmp_path) == (1, [])
