"""A click asks a service in the background; what came is kept, and the header says it."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import lxml.html
import msgspec
import pytest

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.commands import Add, Change, Saved, new_command_id
from clientinfo_kernel.query.corrections import reported_address
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.written_rows import WrittenRows
from clientinfo_kernel.settings import BERLIN, read_settings
from clientinfo_kernel.vat.standing import VatStanding, standing_of
from tests.data_sources.vat_ids.scripted_service import Service, http, service
from tests.house import House
from tests.loops import finish
from tests.stack import own_state
from widgets.app.customer_head import CustomerHead
from widgets.app.header_card import header_card
from widgets.app.vat_check import VatCheck
from widgets.app.vat_fact import vat_fact
from widgets.texts.audit_details import detail_in_words

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


def is_running(widget: VatCheck) -> bool:
    return any(line["is_running"] for line in widget.lines.values())


def lines_of_the_log(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for each in AuditLog(tmp_path / "audit").files() for line in each.read_text().splitlines()]


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
        widget.observe(lambda _change: None if is_running(widget) else done.set(), "lines")
        for _ in range(times):
            widget._receive(None, {"do": "check"}, [])
        if is_running(widget):
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
        assert (answered, widget.lines, len(running.asked)) == (1, {}, 1)
        assert running.asked[0][1]["firmenname"] == "Test GmbH"
    said = header(house)
    # § 6a UStG: a number that is somebody else's is not proof, so that it does not stand there in green
    assert said.startswith("gültig, aber Ort stimmt nicht")
    assert "Name stimmt, Ort stimmt nicht" in said
    assert "Bundeszentralamt für Steuern, geprüft am" in said
    assert "von Carla Konto" in said


def test_a_browser_that_writes_into_the_line_asks_nobody_twice(directory: CustomerDirectory) -> None:
    """What is waited for stood in a trait, which a page can set: each message was a question to the tax office."""

    async def pressing(house: CustomerDirectory) -> None:
        widget = VatCheck(house, lambda: None)
        widget.show(house.customer(AUSTRIAN))
        done = asyncio.Event()
        for _ in range(3):
            widget._receive(None, {"do": "check"}, [])
            widget.lines = {}
        widget.observe(lambda _change: done.set(), "lines")
        widget.lines = {AUSTRIAN: {}}
        done.clear()
        await done.wait()

    with service(lambda _path, _asked: http(200, YES)) as running:
        finish(pressing(asking(directory, running)))
        assert len(running.asked) == 1


def test_nobody_is_asked_whose_answer_could_not_be_kept_today(directory: CustomerDirectory) -> None:
    with service(lambda _path, _asked: http(200, YES)) as running:
        house = asking(directory, running)
        house = replace(house, settings=msgspec.structs.replace(house.settings, changes_per_day=1))
        assert click(house)[0].lines == {}
        widget, _answered = click(house)
        assert len(running.asked) == 1
    line = widget.lines[AUSTRIAN]
    assert "In 24 Stunden geht es weiter" in line["text"]
    assert not line["is_running"]


def test_the_answer_about_one_customer_is_not_said_at_another(directory: CustomerDirectory) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slowly(_path: str, _asked: object) -> bytes:
        asked.set()
        go_on.wait(30)
        return http(200, YES)

    async def turning(house: CustomerDirectory) -> tuple[VatCheck, list[str]]:
        answered: list[str] = []
        widget = VatCheck(house, lambda: answered.append(widget.customer))
        done = asyncio.Event()
        widget.observe(lambda _change: None if is_running(widget) else done.set(), "lines")
        widget.show(house.customer(AUSTRIAN))
        widget._receive(None, {"do": "check"}, [])
        await asyncio.to_thread(asked.wait, 30)
        widget.show(house.customer(WITHOUT))
        assert (widget.customer, list(widget.lines)) == (WITHOUT, [AUSTRIAN])
        widget.show(house.customer(AUSTRIAN))  # opened again: the header still waits for the answer
        go_on.set()
        await done.wait()
        return widget, answered

    with service(slowly) as running:
        widget, answered = finish(turning(asking(directory, running)))
    assert (widget.lines, answered) == ({}, [AUSTRIAN])


def test_where_nobody_is_asked_it_is_said_and_nothing_is_kept(directory: CustomerDirectory, tmp_path: Path) -> None:
    widget, answered = click(directory)  # the settings name no service
    assert (answered, widget.lines[AUSTRIAN]["text"]) == (
        0, "In den Einstellungen steht kein Dienst, der gefragt werden kann.",
    )  # fmt: skip
    assert header(directory) == "formal gültig noch nicht abgefragt prüfen"
    assert lines_of_the_log(tmp_path) == []


def test_that_a_service_was_asked_is_in_the_audit_log_whatever_it_said(
    directory: CustomerDirectory, tmp_path: Path
) -> None:
    with service(lambda _path, _asked: http(503, b"<html>", kind="text/html")) as running:
        click(asking(directory, running))
    (question, proof) = lines_of_the_log(tmp_path)
    assert [each["action"] for each in (question, proof)] == ["export", "change"]
    assert AUSTRIAN in question["subject"]
    assert detail_in_words(question["detail"]) == "Abfrage der USt-IdNr. bei einem Dienst"
    assert detail_in_words(proof["detail"]).startswith("USt-IdNr.-Prüfung ")


def test_a_store_that_does_not_answer_is_no_customer_that_was_never_checked(directory: CustomerDirectory) -> None:
    away = WrittenRows(is_known=False)
    file = replace(directory.customer(AUSTRIAN), _read_written=lambda: away)
    standing = standing_of(file)
    assert standing is not None
    drawn = str(vat_fact(standing, AUSTRIAN, form="valid", can_check=True))
    assert "ob geprüft wurde, ist nicht bekannt" in drawn
    assert "noch nicht" not in drawn


def test_another_address_that_people_told_stands_beside_the_answer_until_it_is_settled(
    directory: CustomerDirectory,
) -> None:
    def told(subject: str, value: str) -> str:
        notice = Add(new_command_id(), AUSTRIAN, CHANGE_NOTICE, {"subject": subject, "value": value})
        saved = directory.live(directory.customer(AUSTRIAN)).do(notice)
        assert isinstance(saved, Saved)
        return saved.entity_id

    differs = f"Die Anschrift laut Änderungsmitteilung vom {datetime.now(BERLIN):%d.%m.%Y} weicht ab."
    told("phone", "01 5550")
    told("address", "wien")  # which is what the source says
    assert "weicht ab" not in header(directory)
    notice_id = told("address", "Neugasse 7, 1010 Wien")
    assert header(directory) == f"formal gültig noch nicht abgefragt {differs} prüfen"
    with service(lambda _path, _asked: http(200, YES)) as running:
        click(asking(directory, running))
        assert running.asked[0][1]["ort"] == "Wien"  # asked is what the master data say
        assert "strasse" not in running.asked[0][1]
    said = header(directory)
    assert said.endswith(f"{differs} prüfen")
    assert "neu prüfen" not in said  # that is due once the source has it
    settled = Change(new_command_id(), AUSTRIAN, CHANGE_NOTICE, notice_id, 1, {"is_done": True})
    directory.live(directory.customer(AUSTRIAN)).do(settled)
    assert "weicht ab" not in header(directory)


def test_an_address_that_was_asked_about_does_not_differ_from_the_answer(directory: CustomerDirectory) -> None:
    """The source went back to an older address meanwhile: the check is due, but it is about the right one."""
    file = directory.customer(AUSTRIAN)
    told = {"subject": "address", "value": "Neugasse 7, 1010 Wien"}
    directory.live(file).do(Add(new_command_id(), AUSTRIAN, CHANGE_NOTICE, told))
    asked = {"street": "Neugasse 7", "postal_code": "1010", "town": "Wien"}
    assert reported_address(directory.customer(AUSTRIAN), asked) is None
    found = reported_address(directory.customer(AUSTRIAN), asked | {"street": None})
    assert found is not None
    assert found["value"] == "Neugasse 7, 1010 Wien"


def test_the_days_of_an_answer_stand_in_the_header() -> None:
    check = {
        **{f"{name}_match": None for name in ("name", "street", "postal_code", "town")},
        "source": "evatr", "result": "invalid", "code": "evatr-2002", "text": "", "checked_by": "Carla", "check_id": "1",
        "created_at": datetime(2026, 11, 28, 9, tzinfo=UTC), "valid_from": date(2026, 12, 1), "valid_until": None,
    }  # fmt: skip
    drawn = str(vat_fact(VatStanding(check, "invalid", None, ""), AUSTRIAN, form="valid", can_check=False))
    assert "gültig ab 01.12.2026" in drawn


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


@pytest.mark.parametrize(
    ("role", "numbers"),
    [("accounting", [AUSTRIAN]), ("controlling", [AUSTRIAN]), ("sales", []), ("service", [])],
)
def test_who_decides_about_claims_finds_the_button_in_the_header(
    directory: CustomerDirectory, role: str, numbers: list[str]
) -> None:
    house = replace(directory, viewer=Viewer("carla", frozenset({role}), "Carla Konto"))
    head, found = CustomerHead(house, lambda: None), []
    for number in (AUSTRIAN, WITHOUT):  # without a VAT ID there is nothing to ask about
        head.show(house.customer(number))
        drawn = lxml.html.fromstring(f"<div>{head.parts[0].value}</div>")
        found += [(each.text_content(), each.get("data-ci-vat")) for each in drawn.xpath("//button[@data-ci-vat]")]
    assert found == [("prüfen", number) for number in numbers]
