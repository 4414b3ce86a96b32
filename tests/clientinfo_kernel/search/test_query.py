"""What a typed text can mean: its readings, word by word."""

import pytest

from clientinfo_kernel.search.query import Query, Reading, SoughtKey, Word, read, spoken_word

INVOICES = {"invoice_number", "sales_invoice", "ledger_document", "inbox_document"}


def keys(reading: Reading) -> tuple[str, ...]:
    """The first key of each word."""
    return tuple(word.looks[0].key for word in reading.words)


def all_keys(text: str) -> list[tuple[str, ...]]:
    return [keys(reading) for reading in read(text).readings]


@pytest.mark.parametrize("text", ["", "   ", "!?", "- / -"])
def test_without_a_letter_or_digit_there_is_nothing_to_look_up(text: str) -> None:
    assert read(text) == Query((), (), "", "", "")


def test_two_words_are_two_words_one_word_or_a_full_name() -> None:
    query = read("Auto Haus")
    assert all_keys("Auto Haus")[0] == ("auto", "haus")
    assert [keys(reading) for reading in query.loose] == [("autohaus",)]
    assert (query.whole_name, query.typed, query.compact) == ("=auto haus", "auto haus", "autohaus")
    assert read("haus auto").whole_name == "=auto haus"


def test_each_pair_of_neighbours_can_be_one_word() -> None:
    assert [keys(reading) for reading in read("anton berta cäsar").loose] == [
        ("antonberta", "casar"), ("anton", "bertacasar"),
    ]  # fmt: skip
    # All in one word are a reading of their own; of two words nothing else is left to join.
    assert ("antonbertacasar",) in all_keys("anton berta cäsar")
    assert read("hof 12").loose == ()
    assert ("hof12",) in all_keys("hof 12")


def test_letters_with_blanks_between_are_less_likely_one_word() -> None:
    assert [reading.steps for reading in read("meier vakuum").readings if keys(reading) == ("meiervakuum",)] == [8]
    assert {reading.steps for reading in read("meier").readings} == {0}
    assert [reading.steps for reading in read("na 193").readings if keys(reading) == ("na193",)] == [0]


@pytest.mark.parametrize(
    "filler",
    [
        *("Herr", "Hr.", "Fr.", "Dr.", "Firma", "Familie", "Prof.", "GmbH & Co. KG", "OHG", "e.K.", "e. V."),
        *("c/o", "z. Hd.", "z.Hd.", "Frhr.", "Inh.", "bei", "E-Mail"),
    ],
)
def test_a_title_or_legal_form_can_be_missing_in_what_is_stored(filler: str) -> None:
    dropped = [reading for reading in read(f"{filler} Meier Vakuum").readings if reading.steps == 4]
    assert [keys(reading) for reading in dropped] == [("meier", "vakuum"), ("meiervakuum",)]
    assert [reading for reading in read("Meier Vakuum").readings if reading.steps == 4] == []
    # Of a title alone nothing would be left.
    assert [reading for reading in read(filler).readings if reading.steps == 4] == []


@pytest.mark.parametrize(
    ("text", "number", "kinds"),
    [
        ("Re 4711", "4711", INVOICES),
        ("RE4711", "4711", INVOICES),
        ("Rechnung Nr. 47 11", "4711", INVOICES),
        ("Gutschrift 4711", "4711", INVOICES),
        ("Kd-Nr. 10012", "10012", {"customer_number"}),
        ("Kundennummer: 10012", "10012", {"customer_number"}),
        ("Debitor 10012", "10012", {"debtor_account"}),
        ("Auftrag Nummer 403865", "403865", {"order_number", "open_item"}),
        ("Tel. 09282 555", "09282555", {"phone"}),
        ("Tel: 09282 555", "09282555", {"phone"}),
        ("Kennzeichen NA-PT 193", "napt193", {"license_plate"}),
        ("FIN WDD2040071A", "wdd2040071a", {"vin"}),
        ("USt-IdNr", None, None),
        ("ust id DE123456789", "de123456789", {"vat_id"}),
        ("geboren am 1.2.1970", "121970", {"birthday"}),
        ("Kunden-Nr. 10012", "10012", {"customer_number"}),
        ("Kunden Nr 18", "18", {"customer_number"}),
        ("customer no. 18", "18", {"customer_number"}),
        ("Rechnungs-Nr. 01111892", "01111892", INVOICES),
        ("Rech.-Nr. 4711", "4711", INVOICES),
        ("ReNr 456", "456", INVOICES),
        ("Auftrags-Nr. 403865", "403865", {"order_number", "open_item"}),
        ("order 403865", "403865", {"order_number", "open_item"}),
        ("Fahrgestell-Nr. WDD2040071A", "wdd2040071a", {"vin"}),
        ("Fahrgestellnr WDD2040071A", "wdd2040071a", {"vin"}),
        ("Fahrzeug-Ident-Nr. WDD2040071A", "wdd2040071a", {"vin"}),
        ("amtl. Kennzeichen NA-PT 193", "napt193", {"license_plate"}),
        ("Kennz. NA-PT 193", "napt193", {"license_plate"}),
        ("Telefonnummer 09282555", "09282555", {"phone"}),
        ("Rufnummer 09282555", "09282555", {"phone"}),
        ("AU 403865", "403865", {"order_number", "open_item"}),
        ("WA403865", "403865", {"order_number", "open_item"}),
        ("Werkstattauftrag 403865", "403865", {"order_number", "open_item"}),
        ("Auftr.-Nr. 403865", "403865", {"order_number", "open_item"}),
        ("A403865", "403865", {"order_number", "open_item"}),
        ("R01111892", "01111892", INVOICES),
        ("RNr. 4711", "4711", INVOICES),
        ("Jahrgang 1961", "1961", {"birthday"}),
        ("Re Meier", None, None),
        ("R. Meier 95028", None, None),
        ("Re123", None, None),
    ],
)
def test_a_word_says_what_the_number_behind_it_is(text: str, number: str | None, kinds: set[str] | None) -> None:
    meant = [(keys(reading)[0], set(reading.kinds)) for reading in read(text).readings if reading.kinds is not None]
    assert meant == ([] if number is None or kinds is None else [(number, kinds)])


@pytest.mark.parametrize(
    ("text", "looked_up"),
    [
        ("Nr. 10016", ("10016",)),
        ("Müller geb. 5.12.1961", ("muller", "5121961")),
        ("Kunde Meier 4711", ("meier", "4711")),
        ("3. April 1975", ("341975",)),
        ("Huber, 3 Mrz 75", ("huber", "3375")),
        ("born 24 December 1961", ("24121961",)),
        ("Huber junior", ("huber",)),
        ("7366 Rosenthal", ("07366", "rosenthal")),
        ("1und1", ("11",)),
        ("bundb hotels", ("bb", "hotels")),
        ("Huber Jg. 1961", ("huber", "1961")),
        ("Bahnhofstr.22 Hof", ("bahnhofstr", "22", "hof")),
        ("Jahnstraße4a", ("jahnstr", "4a")),
        ("D-95028 Hof", ("95028", "hof")),
        ("mailto:info@meier.example", ("infomeierexample",)),
        ("E-Mail info@meier.example", ("infomeierexample",)),
        ("Huber von Meier Bau", ("huber", "meier", "bau")),
    ],
)
def test_what_is_typed_as_people_say_it_is_looked_up_as_it_is_written(text: str, looked_up: tuple[str, ...]) -> None:
    assert looked_up in all_keys(text)


def test_a_name_that_is_a_months_is_a_name() -> None:
    assert all_keys("August Mai 12")[0] == ("august", "mai", "12")
    assert not {key for each in all_keys("Weg 3 August 7 b") for key in each} & {"387", "378"}


def test_a_number_is_also_looked_up_without_its_leading_zeros() -> None:
    (word, *_), *_ = read("00471a").readings[0]
    assert word.looks == (SoughtKey("00471a"), SoughtKey("471a", altered=True))
    (zeros, *_), *_ = read("000a").readings[0]
    assert zeros.looks[1] == SoughtKey("a", altered=True)


def test_a_phone_number_is_looked_up_as_dialled_and_by_its_end() -> None:
    home = [look for reading in read("09282/555").readings for word in reading.words for look in word.looks]
    word = read("+49 171 1234567").readings[0].words[0]
    # By its end without the country's zeros, the last digit first; altered, so it ranks below the number itself.
    assert SoughtKey("01711234567") in word.looks
    assert SoughtKey("~7654321171", altered=True) in word.looks
    assert SoughtKey("~55528290", altered=True) in home
    bare = read("49171123456").readings[0].words[0]
    assert SoughtKey("0171123456", altered=True) in bare.looks
    short = read("4917112").readings[0].words[0]  # seven digits: hardly with a country's code
    assert not any(look.key.startswith("0") for look in short.looks)
    assert not any(look.key.startswith("~") for look in read("123").readings[0].words[0].looks)
    assert any(look.key.startswith("~") for look in read("1234").readings[0].words[0].looks)


@pytest.mark.parametrize(
    ("text", "surely"),
    [("09282/555", True), ("0171-12 34", True), ("+49171", True), ("09282555", False), ("12.3", False)],
)
def test_marks_that_only_phone_numbers_have_make_it_one(text: str, surely: bool) -> None:  # noqa: FBT001
    meant = [(reading.steps, reading.kinds) for reading in read(text).readings if reading.kinds is not None]
    assert meant == ([(-20, frozenset({"phone"}))] if surely else [])


def test_a_number_behind_a_plus_is_no_row_of_words() -> None:
    query = read("+ 49 171 1234567")
    assert query.readings[0].words[0].looks[0].key.strip("-+") == "491711234567"
    assert len(query.readings[0].words) == 1


def test_blanks_within_a_number_are_read_both_ways() -> None:
    assert ("4711",) in all_keys("47 11")
    assert ("47", "11") in all_keys("47 11")
    assert ("meier", "4711") in all_keys("meier 47 11")


def test_only_who_may_see_a_topic_looks_its_documents_up() -> None:
    def marked(text: str, *topics: str) -> set[str]:
        return {look.key[0] for reading in read(text, frozenset(topics)).readings for word in reading.words for look in word.looks} & set("$!")  # fmt: skip

    assert marked("4711") == set()
    assert marked("4711", "revenue") == {"$"}
    assert marked("4711", "revenue", "receivables") == {"$", "!"}
    assert marked("meier", "revenue") == set()  # a name is not a document's number


def test_words_have_a_sound_and_numbers_have_none() -> None:
    assert spoken_word("xaver") == Word((SoughtKey("xaver"),), "xaver", "xaver")
    assert spoken_word("47") == Word((SoughtKey("47"),))
    word = read("Müller").readings[0].words[0]
    assert (word.looks, word.spoken, word.as_typed) == ((SoughtKey("muller"),), "muller", "mueller")
    two = read("li").readings[0].words[0]
    assert (two.spoken, two.as_typed) == ("", "")


def test_only_the_beginning_of_a_very_long_text_is_read() -> None:
    assert len(read("a b c d e f g h i j").readings[0].words) == 8
    assert read("x" * 300).compact == "x" * 200
    assert read("x-" * 20).compact == "x" * 8
    assert read(" ".join("abcdefghij")).whole_name == "=a b c d e f g h"
