"""A click asks a service in the background; what came is kept, and the header says it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import lxml.html
import msgspec
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import read_settings
from clientinfo_kernel.vat.standing import standing_of
from tests.data_sources.vat_ids.scripted_service import Service, http, service
from tests.house import House
from tests.loops import finish
from tests.stack import own_state
from widgets.app.header_card import header_card
from widgets.app.vat_check import VatCheck

if TYPE_CHECKING:
    from pathlib import Path

AUSTRIAN, WITHOUT = "30001", "30002"
YES = {"status": "evatr-0000", "ergFirmenname": "A", "ergOrt": "B"}


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = House.at(tmp_path_factory.mktemp("vat") / "house")
    house.dealer_system(
        "customers",
        {"customer_number": AUSTRIAN, "kind": "company", "name": "Test GmbH", "town": "Wien", "vat_id": "ATU13585627"},
        {"customer_number": WITHOUT, "kind": "person", "name": "Otto Ohne"},
    )
    house.refresh()
    return house.folder / "clientinfo.toml"


@pytest.fixture
def directory(refreshed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    settings = read_settings(refreshed, state=own_state(refreshed, tmp_path))
    return CustomerDirectory(settings, viewer=Viewer("carla", frozenset({"accounting"}), "Carla Konto"))


def asking(directory: CustomerDirectory, running: Service) -> CustomerDirectory:
    services = {"vat": {"own_vat_id": "DE136695976", "evatr_url": running.url, "vies_url": "", "seconds": 30}}
    return replace(directory, settings=msgspec.structs.replace(directory.settings, services=services))


def click(directory: CustomerDirectory, number: str = AUSTRIAN, times: int = 1) -> tuple[VatCheck, int]:
    """Click the button, and wait until the widget waits for nothing; return it, and how often it said that it is done."""
    answered = 0

    def count() -> None:
        nonlocal answered
        answered += 1

    async def clicking() -> VatCheck:
        widget = VatCheck(directory, count)
        widget.show(directory.customer(number))
        done = asyncio.Event()
        widget.observe(lambda change: None if change["new"]["is_running"] else done.set(), "line")
        for _ in range(times):
            widget._receive(None, {"do": "check"}, [])
        if widget.line["is_running"]:
            await done.wait()
        return widget

    return finish(clicking()), answered


def header(directory: CustomerDirectory) -> str:
    file = directory.customer(AUSTRIAN)
    drawn = lxml.html.fromstring(header_card(file.header(), vat=standing_of(file), checks_vat=True))
    return " ".join(drawn.find_class("ci-vat")[0].text_content().split())


def test_a_click_asks_once_keeps_the_answer_and_the_header_says_it(directory: CustomerDirectory) -> None:
    with service(lambda _path, _asked: http(200, YES)) as running:
        house = asking(directory, running)
        assert "formal gültig noch nicht abgefragt" in header(house)
        widget, answered = click(house, times=2)  # a double click
        assert (answered, widget.line["text"], len(running.asked)) == (1, "", 1)
        assert running.asked[0][1]["firmenname"] == "Test GmbH"
    said = header(house)
    assert said.startswith("gültig")
    assert "Name stimmt, Ort stimmt nicht" in said
    assert "Bundeszentralamt für Steuern, geprüft am" in said
    assert "von Carla Konto" in said


def test_a_service_that_fails_is_said_and_is_no_no(directory: CustomerDirectory) -> None:
    with service(lambda _path, _asked: http(503, b"<html>", kind="text/html")) as running:
        house = asking(directory, running)
        click(house)
    assert header(house).startswith("formal gültig bisher keine Antwort Nicht beantwortet am")
    assert "ungültig" not in header(house)


@pytest.mark.parametrize("role", ["service", "sales", "privacy"])
def test_who_does_not_see_receivables_asks_nobody(directory: CustomerDirectory, role: str) -> None:
    with service(lambda _path, _asked: http(200, YES)) as running:
        house = replace(asking(directory, running), viewer=Viewer("s", frozenset({role})))
        assert click(house)[1] == 0
        assert running.asked == []
    assert standing_of(house.customer(AUSTRIAN)) is None


def test_without_a_vat_id_or_with_nonsense_nobody_is_asked(directory: CustomerDirectory) -> None:
    with service(lambda _path, _asked: http(200, YES)) as running:
        house = asking(directory, running)
        assert click(house, WITHOUT)[1] == 0
        widget = VatCheck(house, lambda: None)
        widget.show(house.customer(AUSTRIAN))
        nonsense: tuple[Any, ...] = (None, "check", {"do": ["check"]}, {"do": "chec"}, {})
        for message in nonsense:
            widget._receive(None, message, [])
        assert running.asked == []
