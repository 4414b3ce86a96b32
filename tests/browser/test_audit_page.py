"""The privacy officer reads who opened a customer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from clientinfo_kernel.access import SHELL
from clientinfo_kernel.audit import AuditEvent, AuditLog
from tests.browser.conftest import REPOSITORY, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.conftest import Site

NOTEBOOKS = REPOSITORY / "notebooks"
HOSTILE = "<img src=x onerror=\"document.title='broken'\">"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> AuditLog:
    """A log in which one customer was opened by two people, one of them long ago."""
    log = AuditLog(tmp_path_factory.mktemp("privacy") / "audit")
    now = datetime.now(UTC)
    for days, user, subject in (
        (90, "carla", "customer 10012"),
        (2, "anna", "customer 10012"),
        (1, "berta", "customer 4711"),
        (1, HOSTILE, "customer 4711"),
    ):
        log.write(AuditEvent(now - timedelta(days=days), user, ("sales",), "open", subject, "open_items"))
    return log


@pytest.fixture(scope="module")
def as_privacy(log: AuditLog, settings_file: Path) -> Iterator[Site]:
    """The server whose kernels belong to somebody with the role privacy."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CLIENTINFO_USER", "petra")
        environment.setenv("CLIENTINFO_ROLES", "privacy")
        environment.setenv("CLIENTINFO_AUDIT", str(log.folder))
        with serving(settings_file, NOTEBOOKS) as running:
            yield running


def test_who_opened_a_customer(page: Page, as_privacy: Site, log: AuditLog) -> None:
    page.goto(as_privacy.page_address(notebook="audit"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Protokoll")
    grid = page.get_by_role("grid", name="Einträge")
    expect(grid.get_by_role("link", name="Kunde 10012")).to_have_count(1)
    expect(grid).to_contain_text(HOSTILE)
    expect(page).to_have_title("Protokoll · clientinfo")

    # The period ends 30 days back; cleared, it is all there, and the customer's number leads to all who opened him.
    page.get_by_role("button", name="Filter löschen").click()
    expect(grid.get_by_role("link", name="Kunde 10012")).to_have_count(2)
    page.get_by_label("Kundennummer").fill("10012")
    persons = page.get_by_role("grid", name="Wer hat Kunde 10012 geöffnet?")
    expect(persons).to_contain_text("anna")
    expect(persons).to_contain_text("carla")
    expect(persons).not_to_contain_text("berta")

    with page.expect_download() as download:
        page.get_by_role("button", name="Herunterladen").first.click()
        page.get_by_role("menuitem", name="CSV-Datei").first.click()
    assert "carla" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    newest = log.read(SHELL).row(0, named=True)
    assert (newest["user"], newest["action"], newest["detail"]) == (
        "petra",
        "export",
        "customer 10012, Wer hat Kunde 10012 geöffnet?, CSV, 2 Zeilen",
    )


def test_a_customer_in_the_address_and_a_click_on_another(page: Page, as_privacy: Site) -> None:
    page.goto(as_privacy.page_address("?customer=10012", notebook="audit"))
    expect(page.get_by_label("Kundennummer")).to_have_value("10012")
    expect(page.get_by_role("grid", name="Einträge")).to_contain_text("carla")
    page.get_by_label("Kundennummer").fill("")
    page.get_by_label("Benutzer").fill("berta")
    page.get_by_role("grid", name="Einträge").get_by_role("link", name="Kunde 4711").click()
    expect(page.get_by_label("Kundennummer")).to_have_value("4711")
    expect(page.get_by_role("grid", name="Wer hat Kunde 4711 geöffnet?")).to_contain_text("berta")
