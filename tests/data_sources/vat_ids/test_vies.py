"""The protocol of VIES, kept and broken; expectations from its documentation."""

import pytest

from data_sources.vat_ids import vies
from data_sources.vat_ids.answer import Trader
from tests.data_sources.vat_ids.scripted_service import http, service

TRADER = Trader("ATU13585627", "Test GmbH", "", "1010", "Wien")
VALID = {
    "countryCode": "AT", "vatNumber": "U13585627", "requestDate": "2026-11-28T09:00:00.000Z", "valid": True,
    "requestIdentifier": "WAPIAAAA", "name": "---", "address": "---", "userError": "VALID",
    "traderNameMatch": "VALID", "traderPostalCodeMatch": "NOT_PROCESSED", "traderCityMatch": "INVALID",
}  # fmt: skip
NO = {**VALID, "valid": False, "userError": "INVALID"}


def ask(answer: bytes | None, own: str | None = "DE123456788"):
    with service(lambda _path, _asked: answer) as running:
        return vies.ask(TRADER, own, running.url), running


def test_a_question_and_its_answer():
    answer, running = ask(http(200, VALID))
    path, asked = running.asked[0]
    assert path == "/check-vat-number"
    assert asked == {
        "countryCode": "AT", "vatNumber": "U13585627", "requesterMemberStateCode": "DE",
        "requesterNumber": "123456788", "traderName": "Test GmbH", "traderPostalCode": "1010", "traderCity": "Wien",
    }  # fmt: skip
    assert (answer.result, answer.reference) == ("valid", "WAPIAAAA")
    assert answer.matches == {"name": "A", "postal_code": "D", "town": "B"}
    assert ask(http(200, {**VALID, "traderNameMatch": "valid"}))[0].matches["name"] == "A"
    assert ask(http(200, VALID), own=None)[1].asked[0][1].keys().isdisjoint({"requesterMemberStateCode"})


@pytest.mark.parametrize(
    ("status", "values", "result", "code"),
    [
        (200, NO, "invalid", "INVALID"),
        (200, {**NO, "userError": ""}, "invalid", "INVALID"),
        *((200, {**NO, "userError": said}, "not_answered", said) for said in (
            "MS_UNAVAILABLE", "SERVICE_UNAVAILABLE", "TIMEOUT", "MS_MAX_CONCURRENT_REQ", "GLOBAL_MAX_CONCURRENT_REQ",
            "VAT_BLOCKED", "IP_BLOCKED", "INVALID_REQUESTER_INFO", "INVALID_INPUT",
        )),
        (200, {"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE", "message": "down"}]},
         "not_answered", "MS_UNAVAILABLE"),
        (500, {"actionSucceed": False, "errorWrappers": []}, "not_answered", "failed"),
        (400, {"actionSucceed": False, "errorWrappers": ["x"]}, "not_answered", "failed"),
        # what nobody documents: words about an error in another shape
        *((200, {**NO, **more}, "not_answered", "failed") for more in (
            {"actionSucceed": "false"}, {"actionSucceed": None}, {"errorWrappers": {"error": "TIMEOUT"}},
            {"userError": ["MS_UNAVAILABLE"]}, {"userError": {"error": "TIMEOUT"}}, {"userError": 0},
            {"error": "TIMEOUT"}, {"faultstring": "MS_UNAVAILABLE"}, {"userErrorCode": 1},
        )),
        (200, {**NO, "userError": None, "errorWrappers": [], "actionSucceed": True, "error": ""}, "invalid", "INVALID"),
        (500, NO, "not_answered", "http_500"),
        (200, {**NO, "vatNumber": "999999999"}, "not_answered", "other_id"),
        (200, {**VALID, "countryCode": "DE"}, "not_answered", "other_id"),
        (200, {**VALID, "valid": "true"}, "not_answered", "http_200"),
        (200, {**VALID, "valid": False}, "not_answered", "contradiction"),
        (200, {}, "not_answered", "http_200"),
    ],
)  # fmt: skip
def test_what_an_answer_means(status, values, result, code):
    answer = ask(http(status, values))[0]
    assert (answer.result, answer.code) == (result, code)


def test_what_is_no_json_is_no_answer():
    assert ask(http(200, b"<html>"))[0].code == "not_json"
    assert ask(http(503, b"<html>"))[0].code == "http_503"
    assert ask(http(200, b'{"valid": true, "valid": false}'))[0].code == "not_json"
    assert ask(http(200, VALID, cut=5))[0].code == "cut_off"


def test_germany_compares_no_names_so_that_it_is_sent_none():
    with service(lambda _path, _asked: http(200, {"valid": True})) as running:
        vies.ask(Trader("DE136695976", "Erika Muster", "Ring 1", "10115", "Berlin"), None, running.url)
    assert running.asked[0][1] == {"countryCode": "DE", "vatNumber": "136695976"}
