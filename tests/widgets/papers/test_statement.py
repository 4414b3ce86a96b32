"""The statement of open items against what was written by hand; the oracle of its form is a PDF reader of others."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pypdf
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import NotPermitted, SettingsError
from clientinfo_kernel.live.commands import Change
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.sections.letters import LetterSettings
from tests.command import clientinfo
from tests.widgets.papers.conftest import COMPANY, LETTERS, WOMAN, with_settings
from widgets.papers.statement import statement, statement_values
from widgets.papers.typesetting import Letterhead, typeset
from widgets.texts.language import session

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory

POINTS = 72 / 25.4  # of PDF, in a millimetre
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def decide(house: CustomerDirectory, number: str, **values: object) -> None:
    file = house.customer(COMPANY)
    (item,) = (row for row in file.open_items().to_dicts() if row["number"] == number)
    command = Change(f"d-{number}", COMPANY, OPEN_ITEM_DECISION, item["item_id"], item["version"], values)
    house.live(file).do(command)


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_each_item_with_what_is_agreed_and_the_sums_by_age(house: CustomerDirectory) -> None:
    decide(house, "R1", promised_on="2012-10-01", promised_amount="100.00", promised_balance="119.00")
    decide(house, "R2", is_disputed="yes", blocked_until="2012-10-11")
    with session("en"):  # a letter to the customer is German, whoever makes it
        values = statement_values(house.customer(COMPANY))
    shown = [(each["number"], each["overdue"], each["level"], each["balance"]) for each in values["items"]]
    # 1 July to 11 October: 30 + 31 + 30 + 11 days
    assert shown == [("R1", "102", "1", "119,00"), ("R2", "", "0", "1.050,00"), ("G1", "", "0", "−20,00")]
    assert values["total"] == "1.149,00"
    aged = [each for each in values["ageing"] if each[1] != "0,00"]
    assert (aged, values["credit"]) == ([("nicht fällig", "1.050,00"), ("91–120 Tage", "119,00")], "−20,00")
    text = " ".join(pages(statement(house.customer(COMPANY), Letterhead.of(house.settings)))[0].split())
    assert "01.07.2012 102 1 zugesagt bis 01.10.2012 100,00 EUR (nicht eingehalten) 119,00" in text
    assert "31.10.2012 – 0 strittig; Mahnsperre bis 11.10.2012 1.050,00" in text


def test_later_pages_say_whose_they_are_and_go_on_with_the_table(house: CustomerDirectory) -> None:
    values = statement_values(house.customer(COMPANY))
    numbers = [f"RE{number:03}" for number in range(100)]
    items = [{**values["items"][0], "number": number} for number in numbers]
    first, *later = pages(typeset("statement", values | {"items": items}, Letterhead("Autohaus Probe")))
    said = f"Autohaus Probe · Offene-Posten-Aufstellung · Kundennummer: {COMPANY} · "
    assert said not in first
    assert len(later) == 2
    for page in later:
        assert page.startswith(said)
        assert f"Stichtag: {values['day']}" in page
        assert "Tage überfällig" in page
    there = " ".join([first, *later]).split()
    assert [each for each in there if each.startswith("RE")] == numbers  # each once, in their order


def test_it_is_a_tagged_pdf_with_the_address_in_the_window(house: CustomerDirectory) -> None:
    reader = pypdf.PdfReader(io.BytesIO(statement(house.customer(COMPANY), Letterhead.of(house.settings))))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], reader.metadata.title) == (
        "de-DE",
        True,
        "Offene-Posten-Aufstellung",
    )
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode("utf-8")
    places: dict[str, tuple[float, float]] = {}

    def note(text: str, ctm: list[float], matrix: list[float], _font: object, _size: object) -> None:
        x, y = matrix[4], matrix[5]
        if text.strip():
            across, up = x * ctm[0] + y * ctm[2] + ctm[4], x * ctm[1] + y * ctm[3] + ctm[5]
            places.setdefault(text.strip(), (across / POINTS, 297 - up / POINTS))

    text = reader.pages[0].extract_text(visitor_text=note)
    # what the customer is called is never read as markup
    for said in ("Söhne & #Rad *GmbH*", "95119 Naila", "Autohaus Probe GmbH · Industriestraße 12 · 95028 Hof"):
        assert said in text
    for said in ("IBAN DE02 1203 0000 0000 2020 51", "Saldo: 1.149,00 EUR", "Kundennummer: 10001", "Seite 1 von 1"):
        assert said in text
    # DIN 5008 form B: the address begins 25 mm from the left, between 62.7 and 90 mm from above
    window = [at for said, at in places.items() if "Am Markt" in said or "Söhne" in said]
    assert window
    assert [at for at in window if not (24.5 <= at[0] <= 25.5 and 62.7 <= at[1] <= 90)] == []


def test_nothing_open_is_said_and_another_day_is_another_statement(house: CustomerDirectory) -> None:
    values = statement_values(house.customer(WOMAN))
    assert values["items"] == []
    (page,) = pages(typeset("statement", values, Letterhead.of(house.settings)))
    assert "Zum 11.10.2012 ist auf Ihrem Konto nichts offen." in page
    assert values["address"] == ("Frau Dr. Berta Berg", "Ring 2", "1010 Wien", "ÖSTERREICH")
    # the ledger has no postings, so that on an earlier day nothing was open
    earlier = statement_values(house.customer(COMPANY).on(date(2012, 9, 30)))
    assert (earlier["day"], earlier["items"]) == ("30.09.2012", [])


@pytest.mark.parametrize("role", ["service", "sales", "privacy"])
def test_who_does_not_see_open_items_gets_none(house: CustomerDirectory, role: str) -> None:
    asked = replace(house, viewer=Viewer("x", frozenset({role})))
    with pytest.raises(NotPermitted):
        statement(asked.customer(COMPANY), Letterhead.of(house.settings))


def test_a_logo_stands_in_the_head_and_one_that_is_no_picture_is_refused(
    house: CustomerDirectory, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(DOT)
    head = Letterhead.of(with_settings(house, letters=LetterSettings(logo=logo)).settings)
    values = statement_values(house.customer(WOMAN))
    page = pypdf.PdfReader(io.BytesIO(typeset("statement", values, head))).pages[0]
    assert len(page.images) == 1
    logo.write_text("kein Bild")
    with pytest.raises(SettingsError, match=r"letters\]"):
        typeset("statement", values, Letterhead.of(with_settings(house, letters=LetterSettings(logo=logo)).settings))
    logo.unlink()
    with pytest.raises(SettingsError, match=r"logo\.png cannot be read"):
        Letterhead.of(with_settings(house, letters=LetterSettings(logo=logo)).settings)


def test_the_command_writes_the_file(house: CustomerDirectory, tmp_path: Path) -> None:
    settings = house.settings.base / "clientinfo.toml"
    file = tmp_path / "aufstellung.pdf"
    asked = ("--settings", settings, "--state", house.settings.state_folder)
    done = clientinfo("statement", COMPANY, file, *asked)
    assert (done.returncode, done.stdout) == (0, f"written: {file}\n"), done.stderr
    assert "Saldo: 1.149,00 EUR" in pypdf.PdfReader(file).pages[0].extract_text()
    assert file.stat().st_mode & 0o077 == 0
    assert clientinfo("statement", "99", file, *asked).returncode == 1
    assert LETTERS.company not in pypdf.PdfReader(file).pages[0].extract_text()
