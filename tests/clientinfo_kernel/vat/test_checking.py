"""Whom to ask, and what it means: numbers of the member states' own examples, services that answer as documented."""

from datetime import date

import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.query.vat_form import form_of, written_plainly
from clientinfo_kernel.sections.vat import VatServices, vat_services
from clientinfo_kernel.settings import read_settings
from clientinfo_kernel.vat.checking import check, trader_of
from data_sources.eu_members import MEMBERS
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


# A right ID of each member state and one whose check digit is another: the member states' examples and the numbers that
# large companies print in their imprints; each was worked out by the state's rule (VIES, "VAT number structure").
IDS = {
    "AT": ("ATU13585627", "ATU13585628"),
    "BE": ("BE0428759497", "BE0428759498"),  # 97 less the remainder of 4287594 by 97
    "BG": ("BG175074752", "BG175074753"),
    "CY": ("CY10259033P", "CY10259033Q"),
    "CZ": ("CZ00177041", "CZ00177042"),
    "DE": ("DE136695976", "DE136695977"),
    "DK": ("DK22756214", "DK22756215"),
    "EE": ("EE100931558", "EE100931559"),
    "EL": ("EL094259216", "EL094259217"),
    "ES": ("ESA28015865", "ESA28015866"),
    "FI": ("FI01120389", "FI01120388"),  # 7, 9, 10, 5, 8, 4, 2: a sum of 57, 2 over 55, 11 - 2 = 9
    "FR": ("FR40303265045", "FR41303265045"),
    "HR": ("HR33392005961", "HR33392005962"),
    "HU": ("HU10625790", "HU10625791"),
    "IE": ("IE6388047V", "IE6388047W"),
    "IT": ("IT00743110157", "IT00743110158"),
    "LT": ("LT119511515", "LT119511516"),
    "LU": ("LU20260743", "LU20260744"),  # the remainder of 202607 by 89 is 43
    "LV": ("LV40003245752", "LV40003245753"),
    "MT": ("MT11679112", "MT11679113"),
    "NL": ("NL004495445B01", "NL004495446B01"),
    "PL": ("PL8567346215", "PL8567346216"),
    "PT": ("PT500697256", "PT500697257"),
    "RO": ("RO18547290", "RO18547291"),
    "SE": ("SE556016068001", "SE556016068101"),
    "SI": ("SI50223054", "SI50223055"),
    "SK": ("SK2020372640", "SK2020372641"),  # a multiple of 11
    "XI": ("XI980780684", "XI980780685"),
}


def test_every_member_state_has_its_check_digit():
    assert set(IDS) == MEMBERS
    said = {state: (form_of(right), form_of(wrong)) for state, (right, wrong) in IDS.items()}
    assert said == dict.fromkeys(IDS, ("valid", "odd")) | {"DE": ("valid", "wrong")}


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
