"""VAT IDs that stand elsewhere are offered, a person confirms one, and it is checked; the proof is on paper."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import NotPermitted
from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.query.corrections import newest_vat_id
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.vat_form import vat_ids_in
from clientinfo_kernel.sections.vat import vat_services
from clientinfo_kernel.settings import read_settings
from clientinfo_kernel.vat.asking import trader_named_by
from clientinfo_kernel.vat.candidates import candidates
from clientinfo_kernel.vat.run import VatRun
from clientinfo_kernel.vat.standing import standing_of
from tests.data_sources.ledger.datev_files import datev_file, record, write
from tests.data_sources.vat_ids.scripted_service import http, service
from tests.house import House
from tests.stack import own_state
from tests.widgets.app.test_vat_check import asking, click
from widgets.app.header_card import header_card
from widgets.entries.form import TypedEntry
from widgets.entries.vat_id import VatIdForm
from widgets.papers.typesetting import Letterhead
from widgets.papers.vat_proof import proof_values, vat_proof

if TYPE_CHECKING:
    from pathlib import Path

NUMBER, IN_THE_LEDGER = "30002", "30003"
# Examples of the form by the member states' own documentation, with right check digits.
AUSTRIAN, GERMAN, DUTCH, FRENCH = "ATU13585627", "DE136695976", "NL123456789B13", "FR40303265045"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("USt-IdNr.: DE 136 695 976 · HRB 1234 Hof", (GERMAN,)),
        ("UID-Nr. ATU 1358 5627\nFirmenbuch FN 123456a", (AUSTRIAN,)),
        ("Btw-nr. NL123456789B13, KvK 12345678", (DUTCH,)),
        ("TVA intracommunautaire : FR 40 303 265 045, Paris", (FRENCH,)),
        ("de136695976 und nochmals DE136695976", (GERMAN,)),
        ("USt-IdNr. DE\u00a0136\u00a0695\u00a0976", (GERMAN,)),  # as browsers copy it
        ("DE:136695976", (GERMAN,)),
        ("DE\n  136 695 976", (GERMAN,)),
        ("DE136695977", ()),  # the check digit is wrong
        ("IBAN DE02 1203 0000 0000 2020 51", ()),
        ("VAT ATU13585627 / DE136695976", (AUSTRIAN, GERMAN)),
        ("", ()),
    ],
)
def test_the_ids_in_a_text(text: str, found: tuple[str, ...]) -> None:
    assert vat_ids_in(text) == found


@given(st.text(max_size=300), st.sampled_from(["\n", " ", ", ", ": ", "; "]))
def test_an_id_is_found_whatever_stands_before_it(text: str, between: str) -> None:
    assert GERMAN in vat_ids_in(f"{text}{between}{GERMAN}") or text[-1:].isalnum()


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = House.at(tmp_path_factory.mktemp("vat") / "house")
    house.dealer_system(
        "customers",
        {"customer_number": NUMBER, "kind": "company", "name": "Test GmbH", "town": "Wien"},
        {"customer_number": IN_THE_LEDGER, "kind": "company", "name": "Probe GmbH", "town": "Hof"},
    )
    invoice = "{};W;;R;RE-{};;;;{};;;Test GmbH;{};;;119,00;EUR;"
    house.inbox(
        "alpha",
        (invoice.format(1, 7, NUMBER, AUSTRIAN), invoice.format(2, 8, NUMBER, "DE136695977")),
        (f"9;W;;;{NUMBER};Test GmbH;USt-IdNr.;;DE 136695976",),
    )
    # DATEV has a debtor's country in field 9, and the digits in field 10; this house left the country out
    house.dealer_system("debtor_accounts", {"customer_number": IN_THE_LEDGER, "debtor_account": "10042"})
    debtor = record({1: "10042", 2: "Probe GmbH", 10: "123456788"}, 254)
    write(house.folder / "datev", "EXTF_Debitoren.csv", datev_file([debtor], 16))
    house.refresh()
    return house.folder / "clientinfo.toml"


@pytest.fixture
def directory(refreshed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    settings = read_settings(refreshed, state=own_state(refreshed, tmp_path))
    return CustomerDirectory(settings, viewer=Viewer("carla", frozenset({"accounting"}), "Carla Konto"))


def confirm(directory: CustomerDirectory, text: str, item: str = "") -> None:
    file = directory.customer(NUMBER)
    typed = TypedEntry("vat_id", new_command_id(), {"value": text}, item)
    directory.live(file).do(VatIdForm().command(typed, file, directory.viewer))


def test_what_invoices_and_records_say_is_offered_with_its_origin(directory: CustomerDirectory) -> None:
    found = {each.vat_id: (each.origin, each.where, each.form) for each in candidates(directory.customer(NUMBER))}
    assert found == {
        AUSTRIAN: ("invoice", "RE-7", "valid"),
        "DE136695977": ("invoice", "RE-8", "wrong"),
        GERMAN: ("record", "alpha/9", "valid"),
    }


def test_nine_digits_in_the_ledger_are_offered_as_a_german_id(directory: CustomerDirectory) -> None:
    (found,) = candidates(directory.customer(IN_THE_LEDGER))
    assert (found.vat_id, found.origin, found.where, found.form) == ("DE123456788", "ledger", "10042", "valid")


def test_a_confirmed_id_counts_is_checked_and_no_longer_offered(directory: CustomerDirectory) -> None:
    assert VatRun(directory, vat_services({"vat": {"vies_url": "http://127.0.0.1:1"}})).due() == []
    form = VatIdForm().build(directory.customer(NUMBER), AUSTRIAN)
    assert form is not None
    confirm(directory, form.fields[0].value, AUSTRIAN)
    file = directory.customer(NUMBER)
    assert AUSTRIAN not in {each.vat_id for each in candidates(file)}
    assert trader_named_by(file).vat_id == AUSTRIAN
    assert VatRun(directory, vat_services({"vat": {"vies_url": "http://127.0.0.1:1"}})).due() == [NUMBER]
    drawn = str(header_card(file.header(), vat=standing_of(file), checks_vat=True))
    assert AUSTRIAN in drawn
    assert "mitgeteilt, noch nicht in den Stammdaten" in drawn
    (notice,) = file.written_rows("change_notice")
    assert "RE-7" not in str(notice)  # the service reads change notices, and no inbox


def test_a_pasted_imprint_is_read_and_what_is_not_one_id_is_refused(directory: CustomerDirectory) -> None:
    confirm(directory, f"Test GmbH, Wien, UID-Nr. {AUSTRIAN}, Geschäftsführer: A. Test")
    assert trader_named_by(directory.customer(NUMBER)).vat_id == AUSTRIAN
    for text, rule in (("Impressum", "no_vat_id"), (f"{AUSTRIAN} {GERMAN}", "several_vat_ids"), (" ", "missing")):
        with pytest.raises(InputRefused) as refused:
            confirm(directory, text)
        assert refused.value.rule == rule


def test_the_newest_confirmation_counts_and_none_once_the_source_has_it(directory: CustomerDirectory) -> None:
    confirm(directory, DUTCH)
    confirm(directory, AUSTRIAN)
    notices = directory.customer(NUMBER).written_rows("change_notice")
    assert newest_vat_id(notices, None) == AUSTRIAN
    assert newest_vat_id(notices, "ATU 1358 5627") is None  # the older one does not come back


def test_another_id_than_the_offered_one_has_another_origin(directory: CustomerDirectory) -> None:
    confirm(directory, DUTCH, AUSTRIAN)
    (notice,) = directory.customer(NUMBER).written_rows("change_notice")
    assert (notice["value"], notice["note"]) == (DUTCH, "aus einem eingefügten Text")


def test_the_paper_does_not_say_unasked_of_what_was_sent(directory: CustomerDirectory) -> None:
    confirm(directory, AUSTRIAN, AUSTRIAN)
    with service(lambda _path, _asked: http(404, {"status": "evatr-2001"})) as running:
        click(asking(directory, running), NUMBER)
    file = directory.customer(NUMBER)
    (row,) = file.archived_rows(VAT_CHECK.name)
    matches = {label: said for label, _value, said in proof_values(file, row)["matches"]}
    assert (matches["Name"], matches["Ort"], matches["Straße"]) == ("keine Angabe", "keine Angabe", "nicht gefragt")
    for altered in ({"result": "valid"}, {"name": "Andere GmbH"}, {"response": "e30="}):
        assert proof_values(file, {**row, **altered})["is_unchanged"] is False
    assert proof_values(file, {**row, "seal": None})["is_unchanged"] is True  # kept before there were seals


def test_the_proof_is_a_paper_that_says_what_was_asked_and_that_it_is_unchanged(directory: CustomerDirectory) -> None:
    confirm(directory, AUSTRIAN, AUSTRIAN)
    answer = {"status": "evatr-0000", "ergFirmenname": "A", "ergOrt": "B"}
    with service(lambda _path, _asked: http(200, answer)) as running:
        click(asking(directory, running), NUMBER)
    file = directory.customer(NUMBER)
    (row,) = file.archived_rows(VAT_CHECK.name)
    made = vat_proof(file, row["check_id"], Letterhead("Autohaus Test"))
    assert made is not None
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages).split())
    for said in (AUSTRIAN, "Test GmbH", "stimmt nicht", "evatr-0000", "Carla Konto", "Unverändert", row["sha256"][:20]):
        assert said in text
    assert vat_proof(file, "another", Letterhead("Autohaus Test")) is None
    assert proof_values(file, {**row, "response": "e30="})["is_unchanged"] is False


def test_others_see_neither(directory: CustomerDirectory) -> None:
    file = replace(directory, viewer=Viewer("s", frozenset({"service"}))).customer(NUMBER)
    with pytest.raises(NotPermitted):
        candidates(file)
    with pytest.raises(NotPermitted):
        vat_proof(file, "1", Letterhead("Autohaus Test"))
