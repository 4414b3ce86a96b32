"""The privacy officer reads who opened a customer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from clientinfo_kernel.access.audit import AuditEvent, AuditLog
from clientinfo_kernel.access.audit_reading import read_log
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.settings import BERLIN
from tests.chromium import leave

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext

    from tests.stack import Stack

HOSTILE = "<img src=x onerror=\"document.title='broken'\">"


@pytest.fixture(scope="module")
def log(site: Stack) -> AuditLog:
    """The publication's log, in which two customers were opened by some people, one of them long ago."""
    log = AuditLog(site.state / "audit")
    now = datetime.now(UTC)
    for days, user, subject in (
        (90, "carla", "customer 77012"),
        (2, "anna", "customer 77012"),
        (1, "berta", "customer 77011"),
        (1, HOSTILE, "customer 77011"),
    ):
        log.write(
            AuditEvent(now - timedelta(days=days), user, ("sales",), "open", AuditSubject.of(subject), "open_items")
        )
    return log


@pytest.fixture
def page(session_of: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A tab of the privacy officer."""
    opened = session_of("privacy")
    yield opened.new_page()
    leave(opened)


def test_who_opened_a_customer(page: Page, site: Stack, log: AuditLog) -> None:
    page.goto(site.page_address(notebook="audit"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Zugriffsprotokoll")
    grid = page.get_by_role("grid", name="Einträge")
    number = page.get_by_label("Kunde (Nummer oder Name)")
    number.fill("77011")
    expect(grid).to_contain_text(HOSTILE)
    expect(page).to_have_title("Zugriffsprotokoll · clientinfo")
    number.fill("77012")
    expect(grid.get_by_role("link", name="Kunde 77012")).to_have_count(1)

    # Days are written as the page writes them, whatever the browser speaks; half a day is none.
    since, today = page.get_by_label("von", exact=True), datetime.now(BERLIN).date()
    expect(since).to_have_value(f"{today - timedelta(days=30):%d.%m.%Y}")
    since.fill("31.02.2026")
    since.press("Tab")
    expect(page.get_by_text("Kein Datum")).to_be_visible()
    expect(since).to_have_value("31.02.2026")
    yesterday = today - timedelta(days=1)
    since.fill(f"{yesterday:%d%m%y}")
    since.press("Tab")
    expect(since).to_have_value(f"{yesterday:%d.%m.%Y}")
    expect(page.get_by_text("Kein Datum")).to_have_count(0)
    expect(grid.get_by_role("link", name="Kunde 77012")).to_have_count(0)

    # The period began later; without it, the customer's number leads to all who opened that customer.
    page.get_by_role("button", name="Filter löschen").click()
    expect(number).to_have_value("")
    number.fill("77012")
    expect(grid.get_by_role("link", name="Kunde 77012")).to_have_count(2)
    persons = page.get_by_role("grid", name="Wer hat Kunde 77012 geöffnet?")
    expect(persons).to_contain_text("anna")
    expect(persons).to_contain_text("carla")
    expect(persons).not_to_contain_text("berta")

    with page.expect_download() as download:
        page.get_by_role("button", name="Herunterladen").first.click()
        page.get_by_role("menuitem", name="CSV-Datei").first.click()
    assert "carla" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    newest = read_log(log, SHELL).rows.row(0, named=True)
    assert (newest["user"], newest["action"], newest["detail"]) == (
        "privacy",
        "export",
        "customer 77012, Wer hat Kunde 77012 geöffnet?, CSV, 2 Zeilen",
    )


@pytest.mark.usefixtures("log")
def test_a_customer_in_the_address_and_a_click_on_another(page: Page, site: Stack) -> None:
    page.goto(site.page_address("?customer=77012", notebook="audit"))
    expect(page.get_by_label("Kunde (Nummer oder Name)")).to_have_value("77012")
    expect(page.get_by_role("grid", name="Einträge")).to_contain_text("carla")
    page.get_by_label("Kunde (Nummer oder Name)").fill("")
    page.get_by_label("Benutzer").fill("berta")
    page.get_by_role("grid", name="Einträge").get_by_role("link", name="Kunde 77011").click()
    expect(page.get_by_label("Kunde (Nummer oder Name)")).to_have_value("77011")
    expect(page.get_by_role("grid", name="Wer hat Kunde 77011 geöffnet?")).to_contain_text("berta")
