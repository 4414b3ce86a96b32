"""The protocol of the tax office's service, kept and broken in every way; expectations from its documentation."""

import threading
from datetime import date

import pytest

from data_sources.vat_ids import evatr, status_texts
from data_sources.vat_ids.answer import Trader
from data_sources.vat_ids.status_texts import SHIPPED
from tests.data_sources.vat_ids.scripted_service import http, service

TODAY = date(2026, 11, 28)
OWN = "DE123456788"
TRADER = Trader("ATU12345675", "Test GmbH", "Teststr. 1", "1010", "Wien")
VALID = {
    "id": "0123456789abcdef",
    "anfrageZeitpunkt": "2025-07-01T10:27:01.123456789+02:00",
    "status": "evatr-0000",
    "ergFirmenname": "A",
    "ergStrasse": "B",
    "ergPlz": "C",
    "ergOrt": "D",
}


def ask(answer: bytes | None, trader: Trader = TRADER, seconds: float = 30.0):
    with service(lambda _path, _asked: answer) as running:
        return evatr.ask(trader, OWN, TODAY, running.url, seconds), running


def test_a_qualified_question_and_its_answer_are_kept_as_they_were():
    answer, running = ask(http(200, VALID))
    asked = {
        "anfragendeUstid": OWN, "angefragteUstid": "ATU12345675", "firmenname": "Test GmbH", "strasse": "Teststr. 1",
        "plz": "1010", "ort": "Wien",
    }  # fmt: skip
    assert running.asked == [("/abfrage", asked)]
    assert (answer.result, answer.code, answer.reference) == ("valid", "evatr-0000", "0123456789abcdef")
    assert answer.matches == {"name": "A", "street": "B", "postal_code": "C", "town": "D"}
    assert b'"2025-07-01T10:27:01.123456789+02:00"' in answer.response
    assert '"anfragendeUstid": "DE123456788"' in answer.request


def test_without_name_or_town_the_question_is_simple():
    answer, running = ask(http(200, VALID), Trader("ATU12345675", name="Test GmbH"))
    assert running.asked[0][1] == {"anfragendeUstid": OWN, "angefragteUstid": "ATU12345675"}
    assert answer.matches == {}


@pytest.mark.parametrize(
    ("status", "values", "result"),
    [
        (404, {"status": "evatr-2001"}, "invalid"),
        (400, {"status": "evatr-0003"}, "valid"),
        (200, {"status": "evatr-2008"}, "valid"),
        (200, {"status": "evatr-2002", "gueltigAb": "01.01.2027"}, "invalid"),
        (200, {"status": "evatr-2002", "gueltigAb": "28.11.2026"}, "valid"),
        (200, {"status": "evatr-2006", "gueltigAb": "01.01.2024", "gueltigBis": "31.12.2024"}, "invalid"),
        (200, {"status": "evatr-2006", "gueltigAb": "2024-01-01", "gueltigBis": "2026-11-28"}, "valid"),
        # "was valid from .. until": without both days nobody can say that it still is
        *((200, {"status": "evatr-2006", **days}, "not_answered") for days in (
            {}, {"gueltigAb": "01.01.2024"}, {"gueltigAb": "01.01.2024", "gueltigBis": None},
            {"gueltigAb": "01.01.2024", "gueltigBis": "31.12.24"}, {"gueltigBis": "31.12.2027"},
            {"gueltigAb": "01.01.2027", "gueltigBis": "31.12.2025"},
        )),
        (200, {"status": "evatr-2002", "gueltigBis": "31.12.2027"}, "not_answered"),
        *((status, {"status": code}, "not_answered") for status, code in (
            (400, "evatr-0002"), (400, "evatr-0004"), (400, "evatr-0005"), (400, "evatr-0012"), (403, "evatr-0006"),
            (403, "evatr-0007"), (503, "evatr-0011"), (503, "evatr-0013"), (503, "evatr-1001"), (500, "evatr-1002"),
            (400, "evatr-2003"), (500, "evatr-2004"), (404, "evatr-2005"), (500, "evatr-2007"), (500, "evatr-2011"),
        )),
        # what nobody documents: the JSON says one thing, HTTP another; new codes; another ID
        (500, {"status": "evatr-2001"}, "not_answered"),
        (503, {"status": "evatr-0000"}, "not_answered"),
        (404, {"status": "evatr-0000"}, "not_answered"),
        (200, {"status": "evatr-9876"}, "not_answered"),
        (200, {"status": 2001}, "not_answered"),
        (404, {"status": None}, "not_answered"),
        (404, {"message": "no such page"}, "not_answered"),
        (200, {**VALID, "angefragteUstid": "ATU99999999"}, "not_answered"),
        (200, {**VALID, "anfragendeUstid": None}, "valid"),
        (404, {"status": "evatr-2001", "anfragendeUstid": "DE999999999"}, "not_answered"),
    ],
)  # fmt: skip
def test_what_a_status_means(status, values, result):
    assert ask(http(status, values))[0].result == result


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (http(200, b"<html>Wartung</html>", kind="text/html"), "not_json"),
        (http(502, b"<html>Bad Gateway</html>", kind="text/html"), "http_502"),
        (http(200, VALID, cut=10), "cut_off"),
        (http(404, {"status": "evatr-2001"}, cut=3), "cut_off"),
        (http(200, [VALID]), "not_json"),
        (http(200, b"[" * 200_000), "not_json"),
        (http(200, b"x" * 300_000), "too_long"),
        (http(200, b"\xff\xfe\x00"), "not_json"),
        # a name twice: readers differ in which one counts (RFC 8259, 4)
        (http(200, b'{"status": "evatr-0000", "status": "evatr-2001"}'), "not_json"),
        # the words of a yes or no would stand beside "not answered"
        (http(500, {"status": "evatr-2001"}), "http_500"),
        (http(302, VALID), "http_302"),
        (http(206, {"status": "evatr-2002", "gueltigAb": "01.01.2027"}), "http_206"),
        (http(503, {"status": "evatr-0011"}), "evatr-0011"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "http_302"),
        (b"nonsense\r\n\r\n", "unreachable"),
        (b"", "unreachable"),
    ],
)
def test_what_is_no_answer_is_never_a_no(answer, code):
    found = ask(answer)[0]
    assert (found.result, found.code) == ("not_answered", code)


def test_letters_count_however_they_are_written():
    said = {**VALID, "ergFirmenname": "a", "ergStrasse": "b", "ergPlz": "z", "ergOrt": "??"}
    assert ask(http(200, said))[0].matches == {"name": "A", "street": "B", "postal_code": "Z", "town": "??"}


def test_a_service_that_says_nothing_costs_its_seconds_and_no_more():
    found = ask(None, seconds=0.2)[0]
    assert (found.result, found.code) == ("not_answered", "timeout")


def test_a_service_that_drips_its_headers_is_left_when_the_seconds_are_over():
    def dripping():
        yield b"HTTP/1.1 200 OK\r\n"
        for place in range(99):  # more than 100 are an error by themselves
            if threading.Event().wait(0.1):
                return
            yield f"X-{place}: y\r\n".encode()
        yield b"Content-Length: 24\r\n\r\n" + b'{"status": "evatr-0000"}'

    with service(lambda _path, _asked: dripping()) as running:
        found = evatr.ask(TRADER, OWN, TODAY, running.url, 0.3)
    assert (found.result, found.code, len(running.asked)) == ("not_answered", "timeout", 1)


def test_what_came_of_an_answer_that_was_too_slow_is_kept():
    def dripping():
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
        for _ in range(1000):
            yield b"x"
            threading.Event().wait(0.1)

    with service(lambda _path, _asked: dripping()) as running:
        found = evatr.ask(TRADER, OWN, TODAY, running.url, 0.5)
    assert found.code == "timeout"
    assert set(found.response) == {ord("x")}


def test_nobody_is_there():
    with service(lambda _path, _asked: b"") as gone:
        pass
    assert evatr.ask(TRADER, OWN, TODAY, gone.url).code == "unreachable"


def test_letters_that_nobody_knows_are_kept_and_break_nothing():
    found = ask(http(200, {**VALID, "ergFirmenname": "E", "ergOrt": None, "ergPlz": ["A"], "id": 7}))[0]
    assert (found.result, found.matches, found.reference) == ("valid", {"name": "E", "street": "B"}, "")


def test_at_the_session_limit_the_simple_question_is_still_asked():
    def script(_path, asked):
        is_simple = "firmenname" not in asked
        return http(200, {"status": "evatr-0000"}) if is_simple else http(403, {"status": "evatr-0008"})

    with service(script) as running:
        answer = evatr.ask(TRADER, OWN, TODAY, running.url)
    assert (answer.result, answer.matches, len(running.asked)) == ("valid", {}, 2)


def test_the_words_of_the_service_come_before_ours_once_a_day(monkeypatch):
    now = [5.0]
    monkeypatch.setattr(status_texts, "monotonic", lambda: now[0])
    monkeypatch.setattr(status_texts, "_lists", {})
    own, new = "Die Nummer ist gültig (Stand 2027).", "Neu seit 2027"
    rows = [{"status": "evatr-0000", "meldung": own}, {"status": "evatr-7777", "meldung": new}, {"status": 1}, "x"]
    codes = iter(("evatr-0000", "evatr-7777", "evatr-2001", "evatr-0000"))
    with service(lambda _path, _asked: http(200, {"status": next(codes)}), http(200, rows)) as running:

        def said():
            return evatr.ask(TRADER, OWN, TODAY, running.url).text

        assert (said(), said()) == (own, new)
        assert said() == SHIPPED["evatr-2001"]  # it is not in the list
        assert running.listed == 1
        now[0] += 24 * 3600
        assert (said(), running.listed) == (own, 2)


@pytest.mark.parametrize(
    "messages",
    [http(404, []), http(500, [{"status": "evatr-0000", "meldung": "x"}]), http(200, {"status": "evatr-0000"}),
     http(200, [{"status": "evatr-0000", "meldung": " "}]), http(200, b"[" * 200_000), b""],
)  # fmt: skip
def test_where_the_list_does_not_come_our_words_stand_there_and_it_is_not_asked_for_again(monkeypatch, messages):
    monkeypatch.setattr(status_texts, "_lists", {})
    codes = iter(("evatr-0000", "evatr-7777"))
    with service(lambda _path, _asked: http(200, {"status": next(codes)}), messages) as running:
        texts = [evatr.ask(TRADER, OWN, TODAY, running.url).text for _ in range(2)]
    assert (texts, running.listed) == ([SHIPPED["evatr-0000"], ""], 1)
    assert all(code.startswith("evatr-") and text.endswith(".") for code, text in SHIPPED.items())
