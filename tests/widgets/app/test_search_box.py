"""The search field answers what is typed, and opens what is chosen."""

from clientinfo_kernel.search import KINDS, Hit
from widgets.app.search_box import REASONS, SearchBox


def test_search_answers_each_keystroke_with_its_number(directory, capfd):
    chosen = []
    box = SearchBox(directory.search, lambda number, hit: chosen.append((number, hit and hit.reason)))
    answer = box.answer("dre", 3)
    assert answer["sequence"] == 3
    assert answer["hits"][0] == {
        "customer_number": "0815",
        "name": "Söhne & <Töchter> GmbH",
        "about": ["0815", "Dresden", "Weg 1", "geb. 12.03.1960"],
        "license_plate": None,
        "reason_kind": "town",
        "reason": "Ort",
        "matched": "Dresden",
    }
    assert answer["more"] is False
    assert box.answer("  ", 4)["hits"] == []
    assert box.answer("broken", 5)["failed"]
    assert "secret" not in capfd.readouterr().err
    box.answer("dre", 6)
    box._on_message(box, {"do": "choose", "customer_number": "0815"}, [])
    box._on_message(box, {"do": "choose", "customer_number": "4711"}, [])
    box._on_message(box, {"do": "choose", "customer_number": 5}, [])
    assert chosen == [("0815", "town"), ("4711", None)], "one that was not among the hits is opened as a whole"


def test_more_hits_come_when_asked_for_and_the_browser_cannot_ask_for_all():
    everybody = [Hit(str(one), "Müller", "Hof", (("name", "Müller"),), 0.9, None) for one in range(200)]
    box = SearchBox(lambda _text, limit: everybody[:limit], lambda _number, _hit: None)
    sent = []
    box.send = sent.append
    for limit in (None, 20, 5000, -1, "20", True):
        box._on_message(box, {"do": "query", "text": "müller", "sequence": 1, "limit": limit}, [])
    assert [(len(answer["hits"]), answer["more"]) for answer in sent] == [
        (10, True), (20, True), (100, False), (10, True), (10, True), (10, True),
    ]  # fmt: skip
    some = SearchBox(lambda _text, limit: everybody[:10][:limit], lambda _number, _hit: None)
    assert some.answer("müller", 1)["more"] is False


def test_every_kind_of_match_has_a_word():
    assert set(REASONS) == set(KINDS)
