"""What the audit log says of changes, in words."""

import pytest

from widgets.texts.audit_details import detail_in_words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("form open_item", "Formular: Offener Posten"),
        ("case 0a1b: add, new", "Vorgang 0a1b: neu"),
        ("case 0a1b: change, text, due_at", "Vorgang 0a1b: geändert (Worum geht es?, Termin am)"),
        # the id of an item has blanks where its number has
        ("open_item 7|10|R 1|: undo, note", "Offener Posten 7|10|R 1|: zurückgenommen (Notiz)"),
        ("case 0a1b: add, new (shell:ops)", "Vorgang 0a1b: neu, an der Kommandozeile durch ops"),
        ("Offene Posten (shell:ops)", "Offene Posten (shell:ops)"),
        ("vat_proof", "Nachweis einer USt-IdNr.-Prüfung als PDF"),
        ("bulk of 23", "auf einmal für 23"),
        ("calendar of 12", "Kalender, Kunden: 12"),
        ("5 shown", "gezeigte Kunden: 5"),
        ("3 searches, 41 customers", "Suchen: 3, gezeigte Kunden: 41"),
        ("stopped for 60 min: 700 customers in a day", "für 60 Min. angehalten; gezeigte Kunden am Tag: 700"),
        ("stopped for 9 min: 601 customers opened in a day", "für 9 Min. angehalten; geöffnete Kunden am Tag: 601"),
        ("calendar subscription made", "Kalender-Abo angelegt"),
        # a question about margins, as its address was written down
        (
            "by=branch%2Ccustomer&where=month%3D2011-01..2011-12&where=branch%3DBad+Steben&compare=previous_year, Excel",
            "by branch,customer · where month=2011-01..2011-12 · where branch=Bad Steben · compare previous_year, Excel",
        ),
        ("where=customer%3D10012%2CK%26A%3D1, PDF", "where customer=10012,K&A=1, PDF"),
        # what nobody knows stays as it was written
        ("form of_tomorrow", "form of_tomorrow"),
        ("Offene Posten, CSV, 3 Zeilen", "Offene Posten, CSV, 3 Zeilen"),
        ("{} shown", "{} shown"),
        ("", ""),
    ],
)
def test_a_change_is_said_in_words(written: str, said: str) -> None:
    assert detail_in_words(written) == said
