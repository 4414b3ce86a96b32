"""Vorgänge und Kundenkontakte, Briefkästen, Übersicht."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest

from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.query.tables.inbox import INBOX_UNASSIGNED
from clientinfo_kernel.settings import BERLIN
from tests.golden import golden
from widgets.panel import all_panels
from widgets.parts.unassigned_entries import unassigned_entries
from widgets.texts.language import session
from widgets.view_models import Chip, Document, Facts, ItemList, Link, MasterDetail, Notice, Stack
from widgets.views import draw
from widgets.views.context import ViewContext

PANELS = {each.key: each for each in all_panels()}


def test_open_case_with_its_contacts_below(meier):
    (expected,) = golden()["cases"]
    open_cases, unlinked, _write = PANELS["cases"].build(meier).items
    (row,) = open_cases.rows.to_dicts()
    assert row["text"] == expected["text"]
    follow_up = next(each for each in open_cases.columns if each.title == "Wiedervorlage")
    assert follow_up.chips[row[follow_up.beside]] == Chip("überfällig", "danger")
    assert row["contacts"] == 2
    change, contacts, comment = open_cases.detail(row).items
    assert [(each.form, each.item) for each in change.actions] == [
        ("case_contact", row["case_id"]),
        ("change_case", row["case_id"]),
        ("close_case", row["case_id"]),
        ("attach", f"case:{row['case_id']}"),
    ]
    assert contacts.title == "Kundenkontakte"
    assert [(each.form, each.item) for each in comment.actions] == [("comment", row["case_id"])]
    assert contacts.rows["channel"].to_list() == ["Brief", "Telefon"]
    assert unlinked.title == "Unverknüpfte Kundenkontakte"
    assert unlinked.rows["channel"].to_list() == ["Besuch im Autohaus", "Brief"]
    forms = [_buttons(table, table.rows.row(0, named=True)) for table in (contacts, unlinked)]
    assert forms == [["contact", "attach"], ["link_contact", "contact", "attach"]]


def _buttons(table, row):
    return [each.form for each in table.detail(row).items[1].actions]


def test_a_closed_case_is_due_no_more(kroll):
    _open, _unlinked, closed, _write = PANELS["cases"].build(kroll).items
    assert closed.title == "Abgeschlossene Vorgänge"
    assert closed.rows["due"].to_list() == [None]
    assert "Abgeschlossen" in [each.title for each in closed.columns]
    (row,) = closed.rows.to_dicts()
    assert [each.form for each in closed.detail(row).items[0].actions] == ["change_case", "reopen_case", "attach"]


def test_a_contact_of_a_case_of_somebody_else_is_not_lost(kroll):
    unlinked = PANELS["cases"].build(kroll).items[1]
    assert unlinked.rows["channel"].to_list() == ["Brief"]
    # no case is open to which it could be linked
    assert _buttons(unlinked, unlinked.rows.row(0, named=True)) == ["contact", "attach"]


def test_inbox_counts_what_has_not_arrived(meier, lost, nobody):
    assert PANELS["inbox"].badge(meier) == Chip("5", "warn")  # three invoices and two records, some of them stuck
    assert PANELS["inbox"].badge(lost) == Chip("1", "accent")
    assert PANELS["inbox"].badge(nobody) is None


def test_inbox_groups_by_upstream_system(meier):
    view = PANELS["inbox"].build(meier)
    assert isinstance(view, MasterDetail)
    listed = view.master
    assert [(heading, len(items)) for heading, items in listed.groups] == [
        ("Rechnungen · E-Mail rechnung@nordhof.example", 2),
        ("Rechnungen · Zubehörportal", 1),
        ("Rechnungen · alphaPlus Teile", 2),
        ("Kundendaten · Fahrzeugverkauf", 2),
        ("Kundendaten · alphaPlus Werkstatt", 1),
    ]
    items = {item.title: item for _heading, items in listed.groups for item in items}
    credit_note = items["Gutschrift G-2012-118"]
    assert (credit_note.text, credit_note.amount) == ("PDF ohne Rechnungsdaten: zu prüfen", Decimal("-84.20"))
    assert items["Rechnung Z-77120"].chip == Chip("abgewiesen", "danger")
    assert items["Rechnung 01120731"].chip == Chip("wartet", "accent")
    posted = items["Rechnung 01111893"]
    assert (posted.text, posted.chip) == ("ZUGFeRD", Chip("verbucht", "ok"))
    assert items["Telefon geändert"].text == "+49 9282 555-20 → +49 9282 555-0"
    assert listed.chip == Chip("5 offen", "accent")


def test_each_row_of_the_list_opens_its_own_entry(kroll):
    view = PANELS["inbox"].build(kroll)
    titles = [item.title for _heading, items in view.master.groups for item in items]
    assert len(titles) == 3
    for place, row in enumerate(view.master.rows.iter_rows(named=True)):
        shown = view.detail(row).items[-1]
        assert shown.title == titles[place]


def row_of(view: MasterDetail, number: str):
    return next(row for row in view.master.rows.iter_rows(named=True) if row["document_number"] == number)


def test_inbox_shows_the_document_readable(meier):
    view = PANELS["inbox"].build(meier)
    *_trail, document = view.detail(row_of(view, "01111893")).items
    assert isinstance(document, Document)
    assert document.file_name == "01111893.pdf"
    assert document.content.startswith(b"%PDF-")
    assert '"831.11"' in document.rendition
    assert document.chips == (Chip("ZUGFeRD"), Chip("verbucht", "ok"))
    assert document.note == "Empfangen 07.03.2011, 14:02 von alphaPlus Teile"


def test_inbox_says_the_reason_first_and_that_a_document_is_missing(kroll):
    view = PANELS["inbox"].build(kroll)
    reason, _decide, facts = view.detail(row_of(view, "G-1")).items
    assert reason == Notice("abgewiesen", "USt-IdNr. fehlt", tone="danger")
    assert {fact.label: fact.value for fact in facts.facts}["brutto"] == Decimal("-84.20")
    assert "kein Dokument" in {fact.label: fact.value for fact in facts.facts}["Dokument"]


def test_inbox_shows_field_old_and_new(kroll):
    view = PANELS["inbox"].build(kroll)
    row = next(row for row in view.master.rows.iter_rows(named=True) if row["field"])
    _decide, facts = view.detail(row).items
    assert isinstance(facts, Facts)
    shown = {fact.label: fact.value for fact in facts.facts}
    assert (shown["Feld"], shown["bisher"], shown["neu"]) == ("Telefon", "09282 1", "09282 2")
    assert shown["Vorsystem"] == "verkauf"
    assert shown["Datei"] == "verkauf/kunden.csv · Zeile 2"
    with session("en"):  # the system's own words, as far as they are known
        (title,) = (
            item.title
            for _, items in PANELS["inbox"].build(kroll).master.groups
            for item in items
            if " changed" in item.title
        )
        _decide, facts = view.detail(row).items
    assert title == "Phone changed"
    assert {fact.label: fact.value for fact in facts.facts}["Field"] == "Phone"


def test_a_new_record_says_whom_it_resembles_and_why(meier):
    """ "H. Meier, Naila" is named with the number of Meier Vakuumtechnik in Naila, where Harald Meier works."""
    view = PANELS["inbox"].build(meier)
    row = next(row for row in view.master.rows.iter_rows(named=True) if row["name"] == "H. Meier, Naila")
    _stuck, _decide, alike, facts = view.detail(row).items
    assert alike.title == "Ähnelt"
    best = alike.items[0]
    assert best.title == "Meier Vakuumtechnik GmbH"
    why = "der Eintrag nennt diese Kundennummer, Ansprechpartner und Ort"
    assert best.text == f"Kd.-Nr. 10012 · Naila · {why}"
    assert best.link == Link(customer_number="10012", tab="overview")
    labels = [fact.label for fact in facts.facts]
    assert "bisher" not in labels, "there was nothing before"


def test_records_without_a_customer_show_their_change_or_whom_they_resemble():
    columns = INBOX_UNASSIGNED.columns
    shared = {"source_system": "verkauf", "state": "waiting", "kind": "record", "source_file": "kunden.csv"}
    alike = '[{"customer_number": "7", "name": "Eva Kroll", "town": "Hof", "reason": "name, customer_number"}]'
    rows = pl.DataFrame(
        [
            {
                "entry_id": "1",
                "buyer_name": "Kroll",
                "field": "Telefon",
                "old_value": None,
                "new_value": "09282 2",
                **shared,
            },
            {"entry_id": "2", "buyer_name": "Eva Kroll", "resembles": alike, **shared},
        ],
        schema=columns,
    )
    table = unassigned_entries(rows)
    assert [column.title for column in table.columns][-3:] == ["Änderung", "Ähnelt", "Datei"]
    assert table.rows.select("change", "alike").rows() == [
        ("Telefon: leer → 09282 2", None),
        (None, "7 · Eva Kroll · gleicher Name, der Eintrag nennt diese Kundennummer"),
    ]
    alike = next(column for column in table.columns if column.title == "Ähnelt")
    assert [alike.link(row) for row in table.rows.to_dicts()] == [None, Link(customer_number="7")]
    # the audit log counts customers that are named, and not only entries
    named: list[str] = []
    draw(table, ViewContext(print, shown=named.extend))
    assert sorted(set(named)) == ["1", "2", "7"]


def test_received_after_midnight_is_that_day_in_germany(kroll):
    """00:30 in Berlin is the evening before in UTC."""
    items = {item.title: item for _heading, items in PANELS["inbox"].build(kroll).master.groups for item in items}
    assert items["Telefon geändert"].on == date(2012, 10, 8)


def test_empty_inbox_and_crm_say_so(nobody):
    assert PANELS["inbox"].build(nobody).title == "Die Briefkästen sind leer"
    assert PANELS["cases"].build(nobody).items[0].title == "Keine Vorgänge und Kontakte"


def test_overview_has_its_six_tiles(meier):
    view = PANELS["overview"].build(meier)
    assert isinstance(view, Stack)
    assert view.layout == "overview"
    assert [tile.title for tile in view.items] == [
        "Jahresumsätze",
        "Offene Posten",
        "Fahrzeuge",
        "Termine und Aufträge",
        "Nächste Wiedervorlagen",
        "Verlauf",
    ]


def test_overview_lists_read_like_the_reference(meier):
    _revenue, balance, vehicles, orders, follow_ups, _timeline = PANELS["overview"].build(meier).items
    assert (balance.value, balance.more) == (Decimal("9366.83"), ("Alle Posten", Link(tab="open_items")))
    assert (vehicles.items[0].plate, vehicles.items[0].text) == ("NA-FR 472", "HU 09/2012 · 152.300 km")
    assert vehicles.items[0].chip == Chip("überfällig", "danger")
    assert vehicles.foot.endswith(" von 9")
    by_number = {item.title: item for item in orders.items}
    assert by_number.keys() == {"Termin 15.10. 07:30", "403865 / 1", "634119 / 1", "634119 / 2"}
    assert by_number["403865 / 1"].text == "NA-FR 472 · zugesagt 01.09.2009 · Inspektion, Bremsen"
    assert by_number["403865 / 1"].chip == Chip("abrechnen", "warn")
    assert orders.foot == "Summe 1.617,05"
    assert isinstance(follow_ups, ItemList)
    assert follow_ups.items[0].text == "Verkaufschance · Walter Rathelz"
    assert follow_ups.foot == "1 offen"


def test_a_sold_vehicle_is_not_in_the_overview(kroll):
    vehicles = PANELS["overview"].build(kroll).items[2]
    assert "HO-A 7" not in [item.plate for item in vehicles.items]


def test_timeline_in_words_and_german_time(meier):
    timeline = PANELS["overview"].build(meier).items[-1]
    letter, later_letter = (entry for entry in timeline.entries if entry.title == "Brief")
    assert letter.at == datetime(2012, 10, 8, 10, 53, tzinfo=UTC).astimezone(BERLIN)
    assert (letter.text, letter.icon) == ("Harald Meier", "mail")
    assert later_letter.at < letter.at
    by_text = {entry.text: entry for entry in timeline.entries}
    payment = by_text["Rechnung 01090214, nach 584 Tagen"]
    assert (payment.title, payment.at) == ("Zahlung", date(2010, 10, 15))  # 584 days after 10.03.2009
    by_title = {entry.title: entry for entry in timeline.entries}
    assert by_title["Rechnung 01111892"].at == date(2011, 3, 7)
    assert by_title["Umbuchung U4292"].text == "Testbuchung"
    assert timeline.filters["Kontakte"] == ("contact", "case")


def test_overview_of_an_unknown_customer_stands(nobody):
    view = PANELS["overview"].build(nobody)
    assert [tile.empty for tile in view.items[2:5]] == [
        "Der Kunde fährt kein Fahrzeug, das dem Händlersystem bekannt ist.",
        "Noch kein Auftrag.",
        "Es wartet kein Vorgang auf Wiedervorlage.",
    ]
    assert view.items[1].text == "nichts offen"


@pytest.mark.parametrize(
    ("role", "tiles", "filters"),
    [
        ("service", [], ["Kontakte", "Aufträge"]),
        ("privacy", [], ["Kontakte", "Aufträge"]),
        ("sales", ["Jahresumsätze"], ["Kontakte", "Aufträge"]),
        ("accounting", ["Jahresumsätze", "Offene Posten"], ["Kontakte", "Aufträge", "Belege", "Zahlungen"]),
        ("controlling", ["Jahresumsätze", "Offene Posten"], ["Kontakte", "Aufträge", "Belege", "Zahlungen"]),
    ],
)
def test_the_overview_has_the_tiles_and_filters_of_the_role(demo_directory, role, tiles, filters):
    view = PANELS["overview"].build(replace(demo_directory, viewer=SHELL.only(role)).customer("10012"))
    *shown, history = view.items
    everybodys = ["Fahrzeuge", "Termine und Aufträge", "Nächste Wiedervorlagen"]
    assert [tile.title for tile in shown] == [*tiles, *everybodys]
    assert list(history.filters) == filters
