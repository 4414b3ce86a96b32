"""Every code that a source can give has words in both languages."""

import pytest

from data_sources.remarks import CODES, from_json, remark, to_json
from widgets.texts.language import session
from widgets.texts.names import shown_name
from widgets.texts.remarks import REMARKS, reason, sentence, source_notes


def test_every_code_has_words_and_no_words_lack_a_code() -> None:
    assert set(REMARKS) == CODES


@pytest.mark.parametrize(
    ("given", "german", "english"),
    [
        (
            remark("gross_differs", listed="-1107.10", stated="-107.125"),
            "Bruttobetrag laut Liste -1.107,10, laut Beleg -107,125.",
            "Gross amount: -1,107.10 in the list, -107.125 in the document.",
        ),
        (
            remark("field_missing", term="BT-1"),
            "Pflichtangabe fehlt: Rechnungsnummer (BT-1).",
            "Required field is missing: Invoice number (BT-1).",
        ),
        (
            remark("document_missing", file="belege/{0}.xml"),
            "Der Beleg fehlt: belege/{0}.xml.",
            "The document is missing: belege/{0}.xml.",
        ),
        (remark("said", text="Käufer {unbekannt}"), "Käufer {unbekannt}", "Käufer {unbekannt}"),
    ],
)
def test_words_in_the_language_of_the_session(given, german: str, english: str) -> None:
    assert sentence(given) == german
    with session("en"):
        assert sentence(given) == english


def test_several_remarks_are_one_reason_and_come_back_as_they_were() -> None:
    remarks = (remark("said", text="Käufer; unbekannt"), remark("file_empty"))
    assert from_json(to_json(remarks)) == remarks
    assert reason(to_json(remarks)) == "Käufer; unbekannt; Die Datei ist leer."
    assert (to_json([]), to_json([None]), reason(None)) == (None, None, "")


@pytest.mark.parametrize("text", ["Steuerschlüssel fehlt", "[1]", "{}", '[{"code": "of another version"}]', "3", "[{"])
def test_a_text_that_is_not_ours_is_shown_as_it_is(text: str) -> None:
    assert reason(text) == (text if text != "{}" else "")


def test_a_value_that_an_older_version_did_not_write_is_a_dash() -> None:
    assert sentence(remark("buyer_vat_id_invalid")) == "Die USt-IdNr. des Käufers ist formal ungültig: –."


def test_of_many_notes_the_first_three_are_named_and_the_others_counted() -> None:
    notes = [to_json([remark("said", text=f"{number}.")]) for number in range(1, 6)]
    assert source_notes({"notes": notes}) == "1. 2. 3. und 2 weitere Hinweise"
    assert source_notes({"notes": notes[:3]}) == "1. 2. 3."
    assert source_notes({"notes": None}) == ""


def test_an_account_without_a_name_is_called_by_its_number() -> None:
    assert (shown_name("10777"), shown_name("Meier 3")) == ("Debitor 10777", "Meier 3")
    with session("en"):
        assert shown_name("10777") == "Debtor 10777"
