"""Whom to ask, and what it means: numbers of the member states' own examples, services that answer as documented."""

from datetime import date

import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.query.vat_form import written_plainly
from clientinfo_kernel.settings import read_settings
from clientinfo_kernel.vat.checking import check, trader_of
from clientinfo_kernel.vat.services import VatServices, vat_services
from tests.data_sources.vat_ids.scripted_service import http, service

TODAY = date(2026, 11, 28)
OWN = "DE136695976"
AUSTRIAN = {"vat_id": "ATU13585627", "name": "Test GmbH", "town": "Wien"}
EVATR_YES, EVATR_DOWN = http(200, {"status": "evatr-0000"}), http(503, {"status": "evatr-0011"})
VIES_YES, VIES_NO = (http(200, {"valid": valid}) for valid in (True, False))


def asked(customer: dict[str, str], evatr: bytes = EVATR_YES, vies: bytes = VIES_YES, own: str | None = OWN):
    with service(lambda path, _asked: evatr if path == "/abfrage" else vies) as running:
        services = VatServices(own, running.url, running.url, seconds=30.0)
        answers = check(trader_of(customer), services, TODAY)
    return [(each.source, each.result) for each in answers], [path for path, _ in running.asked]


def test_a_foreign_id_is_the_tax_offices_to_check():
    assert asked(AUSTRIAN) == ([("evatr", "valid")], ["/abfrage"])


def test_vies_is_asked_where_the_tax_office_does_not_answer():
    assert asked(AUSTRIAN, EVATR_DOWN) == (
        [("evatr", "not_answered"), ("vies", "valid")], ["/abfrage", "/check-vat-number"],
    )  # fmt: skip
    assert asked(AUSTRIAN, EVATR_DOWN, http(503, b"<html>"))[0][-1] == ("vies", "not_answered")


def test_a_no_of_the_tax_office_stands():
    assert asked(AUSTRIAN, http(404, {"status": "evatr-2001"})) == ([("evatr", "invalid")], ["/abfrage"])


def test_german_ids_and_a_house_without_its_own_go_to_vies():
    assert asked({"vat_id": "DE 136695976"}) == ([("vies", "valid")], ["/check-vat-number"])
    assert asked(AUSTRIAN, own=None) == ([("vies", "valid")], ["/check-vat-number"])
    assert asked({"vat_id": "XI110305878"}) == ([("vies", "valid")], ["/check-vat-number"])


def test_a_wrong_check_digit_is_final_for_germany_and_stops_no_question_elsewhere():
    assert asked({"vat_id": "DE136695977"}) == ([("check_digit", "invalid")], [])
    assert asked({"vat_id": "ATU13585628"}, vies=VIES_NO) == ([("evatr", "valid")], ["/abfrage"])


def test_what_is_no_member_state_is_not_called_invalid():
    assert asked({"vat_id": "CHE107787577"}) == ([("check_digit", "not_answered")], [])
    assert asked({"vat_id": ""}) == ([("check_digit", "not_answered")], [])


def test_nobody_is_asked_where_the_settings_name_nobody():
    (answer,) = check(trader_of(AUSTRIAN), VatServices(None, "", ""), TODAY)
    assert (answer.result, answer.code) == ("not_answered", "no_service")


@pytest.mark.parametrize(
    ("written", "plain"),
    [("de 136 695 976", "DE136695976"), ("GR 094259216", "EL094259216"), ("ATU-1358.5627", "ATU13585627"), ("", "")],
)
def test_how_people_write_it(written, plain):
    assert written_plainly(written) == plain


def test_who_names_neither_its_own_id_nor_a_service_asks_nobody():
    assert not vat_services({}).is_any
    assert not vat_services({"vat": {"seconds": 5}}).is_any
    assert vat_services({"vat": {"own_vat_id": OWN}}) == VatServices(OWN)


def test_a_wrong_section_is_named_when_the_settings_are_read(tmp_path):
    file = tmp_path / "clientinfo.toml"
    file.write_text('[services.vat]\nevatr_ulr = "https://example.org"\n')
    with pytest.raises(SettingsError, match="evatr_ulr"):
        read_settings(file)


def test_the_settings_say_whom_to_ask():
    services = vat_services({"vat": {"own_vat_id": OWN, "evatr_url": "", "again_after_months": 6}})
    assert (services.own_vat_id, services.evatr_url, services.again_after_months) == (OWN, "", 6)
    for wrong in (
        {"url": "x"}, {"vies_url": "file:///etc/passwd"}, {"seconds": "soon"}, {"seconds": -1}, {"seconds": float("inf")}, {"again_after_months": 0},
    ):  # fmt: skip
        with pytest.raises(SettingsError, match=r"services\.vat"):
            vat_services({"vat": wrong})
