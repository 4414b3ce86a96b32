"""Vorgänge und Kundenkontakte, Briefkästen, Übersicht."""

from datetime import UTC, date, datetime
from decimal import Decimal

from widgets.panel import all_panels
from widgets.texts.formats import HOUSE_TIME
from widgets.view_models import Chip, Document, Facts, ItemList, Link, MasterDetail, Notice, Stack

PANELS = {each.key: each for each in all_panels()}


def test_open_case_with_its_contacts_below(meier):
    open_cases, unlinked, closed = PANELS["cases"].build(meier).items
    (row,) = open_cases.rows.to_dicts()
    assert row["text"].startswith("Kunde hat Interesse an GW bekundet")
    follow_up = next(each for each in open_cases.columns if each.title == "Wiedervorlage")
    assert follow_up.chips[row[follow_up.beside]] == Chip("überfällig", "danger")
    assert row["contacts"] == 2
    contacts = open_cases.detail(row)
    assert contacts.title == "Kundenkontakte"
    assert contacts.rows["channel"].to_list() == ["Brief", "Telefon"]
    assert unlinked.title == "Unverknüpfte Kundenkontakte"
    assert unlinked.rows["channel"].to_list() == ["Besuch im Autohaus", "Brief"]
    assert closed.title == "Abgeschlossene Vorgänge"
    assert closed.rows["due"].to_list() == [None]
    assert "Abgeschlossen" in [each.title for each in closed.columns]


def test_a_contact_of_an_unknown_case_is_not_lost(meier):
    meier.rows["contact_events"][3]["case_id"] = "gone"
    unlinked = PANELS["cases"].build(meier).items[1]
    assert unlinked.rows.height == 3


def test_inbox_counts_what_has_not_arrived(meier, nobody):
    assert PANELS["inbox"].badge(meier) == Chip("3", "warn")
    assert PANELS["inbox"].badge(nobody) is None
    meier.rows["inbox_invoices"] = meier.rows["inbox_invoices"][:1]
    assert PANELS["inbox"].badge(meier) == Chip("2", "accent")


def test_inbox_groups_by_upstream_system(meier):
    view = PANELS["inbox"].build(meier)
    assert isinstance(view, MasterDetail)
    listed = view.master
    assert [(heading, len(items)) for heading, items in listed.groups] == [
        ("Rechnungen · Zubehörportal", 1),
        ("Rechnungen · alphaPlus Teile", 2),
        ("Kundendaten · alphaPlus Verkauf", 1),
    ]
    rejected, waiting, posted, changed = [item for _heading, items in listed.groups for item in items]
    assert (rejected.title, rejected.text, rejected.amount) == (
        "Gutschrift G-2012-118",
        "USt-IdNr. fehlt",
        Decimal("-84.20"),
    )
    assert rejected.chip == Chip("abgewiesen", "danger")
    assert (waiting.title, waiting.text, waiting.chip) == ("Rechnung 01111893", "ZUGFeRD", Chip("wartet", "accent"))
    assert posted.chip == Chip("verbucht", "ok")
    assert (changed.title, changed.text) == ("Telefon geändert", "+49 9282 555-0")
    assert listed.chip == Chip("3 offen", "accent")


def test_each_row_of_the_list_opens_its_own_entry(meier):
    view = PANELS["inbox"].build(meier)
    titles = [item.title for _heading, items in view.master.groups for item in items]
    for place, row in enumerate(view.master.rows.iter_rows(named=True)):
        shown = view.detail(row).items[-1]
        assert shown.title == titles[place]


def test_inbox_shows_the_document_readable(meier):
    view = PANELS["inbox"].build(meier)
    (document,) = view.detail(view.master.rows.row(1, named=True)).items
    assert isinstance(document, Document)
    assert (document.file_name, document.content, document.rendition) == ("01111893.pdf", b"%PDF-1.7", "{}")
    assert document.chips == (Chip("ZUGFeRD"), Chip("wartet", "accent"))
    assert document.note == "Empfangen 07.03.2011, 14:02 von alphaPlus Teile"


def test_inbox_tells_the_reason_first_and_that_a_document_is_missing(meier):
    view = PANELS["inbox"].build(meier)
    reason, facts = view.detail(view.master.rows.row(0, named=True)).items
    assert reason == Notice("abgewiesen", "USt-IdNr. fehlt", tone="danger")
    assert {fact.label: fact.value for fact in facts.facts}["brutto"] == Decimal("-84.20")
    assert "kein Dokument" in {fact.label: fact.value for fact in facts.facts}["Dokument"]


def test_inbox_shows_field_old_and_new(meier):
    view = PANELS["inbox"].build(meier)
    (facts,) = view.detail(view.master.rows.row(3, named=True)).items
    assert isinstance(facts, Facts)
    shown = {fact.label: fact.value for fact in facts.facts}
    assert (shown["Feld"], shown["bisher"], shown["neu"]) == ("Telefon", "+49 9282 555-20", "+49 9282 555-0")
    assert shown["Vorsystem"] == "alphaPlus Verkauf"
    assert shown["Datei"] == "customers.csv · Zeile 7"


def test_received_late_in_the_evening_is_the_next_day_in_germany(meier):
    item = PANELS["inbox"].build(meier).master.groups[2][1][0]
    assert item.on == date(2012, 10, 9)


def test_empty_inbox_and_crm_say_so(nobody):
    assert PANELS["inbox"].build(nobody).title == "Die Briefkästen sind leer"
    assert PANELS["cases"].build(nobody).title == "Keine Vorgänge und Kontakte"


def test_overview_has_its_six_tiles(meier):
    view = PANELS["overview"].build(meier)
    assert isinstance(view, Stack)
    assert view.layout == "overview"
    assert [tile.title for tile in view.items] == [
        "Jahresumsätze",
        "Offene Posten",
        "Fahrzeuge",
        "Aktuelle Aufträge",
        "Nächste Wiedervorlagen",
        "Verlauf",
    ]


def test_overview_lists_read_like_the_reference(meier):
    _revenue, balance, vehicles, orders, follow_ups, _timeline = PANELS["overview"].build(meier).items
    assert (balance.value, balance.more) == (Decimal("9366.83"), ("Alle Posten", Link(tab="open_items")))
    assert (vehicles.items[0].plate, vehicles.items[0].text) == ("NA-FR 472", "HU 09/2012 · 152.300 km")
    assert vehicles.items[0].chip == Chip("überfällig", "danger")
    assert vehicles.foot == "2 von 2"
    assert [item.title for item in orders.items] == ["403865 / 1", "634119 / 1", "634119 / 2"]
    assert orders.items[0].text == "NA-FR 472 · Inspektion, Bremsen"
    assert orders.items[0].chip == Chip("abrechnen", "warn")
    assert orders.foot == "Summe 1.617,05"
    assert isinstance(follow_ups, ItemList)
    assert follow_ups.items[0].text == "Verkaufschance · Walter Rathelz"
    assert follow_ups.foot == "1 offen"


def test_timeline_in_words_and_german_time(meier):
    timeline = PANELS["overview"].build(meier).items[-1]
    letter, payment, invoice, transfer = timeline.entries
    assert (letter.title, letter.text, letter.icon) == ("Brief", "Harald Meier · zum Vorgang", "mail")
    assert letter.at == datetime(2012, 10, 8, 10, 53, tzinfo=UTC).astimezone(HOUSE_TIME)
    assert (payment.title, payment.text) == ("Zahlung", "Rechnung 01100214, nach 584 Tagen")
    assert (payment.at, payment.amount) == (date(2011, 9, 12), Decimal("2916.95"))
    assert (invoice.title, invoice.at) == ("Rechnung 01111892", date(2011, 3, 7))
    assert (transfer.title, transfer.text) == ("Umbuchung U4292", "Testbuchung")
    assert timeline.filters["Kontakte"] == ("contact", "case")


def test_overview_of_an_unknown_customer_stands(nobody):
    view = PANELS["overview"].build(nobody)
    assert [tile.empty for tile in view.items[2:5]] == [
        "Der Kunde fährt kein Fahrzeug, das dem Händlersystem bekannt ist.",
        "Alle Aufträge sind fakturiert oder storniert.",
        "Es wartet kein Vorgang auf Wiedervorlage.",
    ]
    assert view.items[1].text == "0 Posten"
