"""The search field answers what is typed, and opens what is chosen."""

from dataclasses import replace
from functools import partial

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.query.directory import open_directory
from clientinfo_kernel.query.own_people import OwnPerson
from clientinfo_kernel.search import KINDS, Hit
from widgets.app.own_people import own_person_words
from widgets.app.search_box import REASONS, SearchBox
from widgets.app.search_notes import search_notes


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


def test_who_searches_for_a_colleague_is_told_where_the_name_stands(demo_settings):
    """A sentence in the place of "nothing found", without figures by which colleagues could be compared."""
    everybody = open_directory(demo_settings)
    said = {}
    for role in ("sales", "privacy"):
        seen = replace(everybody, viewer=Viewer("anna", frozenset({role})))
        box = SearchBox(seen.search, lambda _number, _hit: None, notes=partial(search_notes, seen))
        assert box.answer("meier", 1)["notes"] == []
        answer = box.answer("Köppel Nadine", 1)
        assert answer["hits"] == []
        ((title, said[role]),) = answer["notes"]
        assert title == "Nadine Köppel gehört zum Haus"
    name = (
        "Der Name steht bei Kunden als Verkäufer, an Vorgängen als verantwortlich, bei Kundenkontakten als Mitarbeiter."
    )
    lists = "Wiedervorlagen, Vorgänge mit Termin, Verkaufschancen, Geburtstage, Lange nicht da"
    assert said == {
        "sales": f"{name} Nach ihm filtern lassen sich die Arbeitslisten {lists}.",
        "privacy": name,  # has no lists
    }


def test_one_list_is_not_called_several():
    said = own_person_words(OwnPerson("Nadine Neu", ("employee",), is_whole=True), Viewer("anna", frozenset({"sales"})))
    assert said[1].endswith("Nach ihm filtern lässt sich die Arbeitsliste Wiedervorlagen.")


def test_a_colleague_is_named_beside_customers_only_by_a_whole_name():
    asked = []

    class House:
        viewer = Viewer("anna", frozenset({"sales"}))

        def own_people(self, text):
            asked.append(text)
            return (OwnPerson("Karl Müller", ("assignee",), is_whole=text == "karl müller"),)

    assert search_notes(House(), "müller", is_nobody_found=False) == []
    assert asked == [], "most letters that are typed ask nobody"
    assert search_notes(House(), "müller hof", is_nobody_found=False) == []
    assert [title for title, _ in search_notes(House(), "karl müller", is_nobody_found=False)] == [
        "Karl Müller gehört zum Haus"
    ]
    assert len(search_notes(House(), "müller", is_nobody_found=True)) == 1


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (
            "sales",
            "Wer eines fährt, steht in der Arbeitsliste Wer fährt was; sie lässt sich nach Marke und Modell filtern.",
        ),
        ("privacy", "Die Suche findet Kunden: an Name, Kennzeichen oder Fahrgestellnummer."),  # has no lists
    ],
)
def test_who_searches_for_a_model_is_told_where_its_drivers_are(demo_settings, role, said):
    seen = replace(open_directory(demo_settings), viewer=Viewer("anna", frozenset({role})))
    box = SearchBox(seen.search, lambda _number, _hit: None, notes=partial(search_notes, seen))
    for typed in ("Sprinter 313", "mercedes sprinter ", "Mercedes"):
        answer = box.answer(typed, 1)
        assert (answer["hits"], answer["notes"]) == ([], [(f"„{typed.strip()}“ ist eine Marke oder ein Modell", said)])
    for typed in ("313", "Sprinter Enterprise", "qqqqxxxx"):
        assert box.answer(typed, 1)["notes"] == [], typed


def test_every_kind_of_match_has_a_word():
    assert set(REASONS) == set(KINDS)
