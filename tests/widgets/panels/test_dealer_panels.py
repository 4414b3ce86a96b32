"""Ansprechpartner, Fahrzeugstamm, Aufträge, Ort: what a user would miss."""

from datetime import date
from decimal import Decimal

import pytest

from widgets.panel import all_panels
from widgets.texts.formats import format_value
from widgets.view_models import Chip, Facts, Link, MapPoints, Notice, Table

PANELS = {each.key: each for each in all_panels()}


def column(table: Table, title: str):
    return next(each for each in table.columns if each.title == title)


def test_contact_persons_call_and_write(meier):
    table, numbers = PANELS["contact_persons"].build(meier).items
    harald, kroll = table.rows.to_dicts()
    assert harald["name"] == "Herr Harald Meier"
    assert column(table, "Name").chips[harald["main"]] == Chip("Hauptkontakt")
    assert kroll["main"] is None
    assert column(table, "Telefon").link(harald) == Link(href="tel:+49928255510")
    assert column(table, "Telefon").link(kroll) == Link(href="tel:+49928255514")
    assert column(table, "E-Mail").link(harald) == Link(href="mailto:h.meier@meier-vakuum.example")
    assert column(table, "E-Mail").link(kroll) is None
    assert isinstance(numbers, Facts)
    phone, web = numbers.facts
    assert (phone.label, phone.value) == ("Telefon · Zentrale", "+49 9282 555-0")
    assert (phone.link, phone.chip) == (Link(href="tel:+4992825550"), Chip("bevorzugt"))
    assert (web.value, web.link) == ("javascript:alert(1)", None)


def test_vehicles_say_what_is_due_seen_from_the_key_date(meier):
    table = PANELS["vehicles"].build(meier)
    fr, pt, sold = table.rows.to_dicts()
    chips = column(table, "HU").chips
    assert chips[fr["inspection_due"]] == Chip("überfällig", "danger")
    assert chips[pt["inspection_due"]] == Chip("in 20 Tagen", "warn")
    assert chips[pt["emission_due"]] == Chip("in 5 Monaten")
    assert chips[pt["service_due"]] == Chip("in 25 Tagen", "warn")
    assert chips[fr["service_due"]] == Chip("km erreicht", "danger")
    assert (sold["inspection_due"], chips[sold["sold"]]) == (None, Chip("verkauft"))
    assert fr["inspection_on"] == date(2012, 9, 30)
    assert [row["name"] for row in (fr, pt, sold)] == [
        "Mercedes-Benz E 220 (W124)",
        "Mercedes-Benz Sprinter 313 CDI",
        "C 200 T",
    ]


def test_vehicle_opens_to_all_its_data(meier):
    table = PANELS["vehicles"].build(meier)
    facts = {fact.label: fact for fact in table.detail(table.rows.row(0, named=True)).facts}
    assert facts["FIN"].value == "WDB1240221B000001"
    assert facts["Kunde ist"].value == "Eigentümer, Halter"
    assert facts["HU"].chip == Chip("überfällig", "danger")
    assert (facts["Datei"].value, facts["Zeile"].value) == ("vehicles.csv", 2)
    assert "HSN / TSN" not in facts


def test_current_orders_of_the_brochure(meier):
    table = PANELS["current_orders"].build(meier)
    assert table.title == "Aktuelle Aufträge"
    states = column(table, "Status").chips
    read = [
        (
            row["number"],
            row["license_plate"],
            states[row["state"]].text,
            *(format_value(row[key], "money") for key in ("labour_total", "parts_total", "amount")),
        )
        for row in table.rows.iter_rows(named=True)
    ]
    assert read == [
        ("403865 / 1", "NA-FR 472", "abrechnen", "738,00", "436,47", "1.396,21"),
        ("634119 / 1", "NA-PT 193", "in Arbeit", "0,00", "0,00", "0,00"),
        ("634119 / 2", "NA-PT 193", "fertig", "55,20", "106,24", "220,84"),
    ]
    assert table.rows["amount"].sum() == Decimal("1617.05")
    assert [each.title for each in table.columns if each.total] == ["Summe Lohn", "Summe Teile", "Betrag"]
    assert "Zahler" not in [each.title for each in table.columns]


def test_the_journal_has_the_closed_orders_with_payer_and_invoice(meier):
    table = PANELS["orders"].build(meier)
    closed = table.rows.row(3, named=True)
    assert table.rows.height == 4
    assert column(table, "Status").chips[closed["state"]].text == "fakturiert"
    assert closed[column(table, "Zahler").key] == "Garantie"
    assert closed[column(table, "Rech.-Nr.").key] == "0107091276"


def test_an_order_opens_to_labour_and_parts_with_their_sums(meier):
    table = PANELS["current_orders"].build(meier)
    labour, right = table.detail(table.rows.row(0, named=True)).items
    assert labour.title == "Lohn, 82 Arbeitswerte"
    assert [each.title for each in labour.columns] == ["Nr.", "Arbeit", "AW", "Satz", "Lohn"]
    assert labour.rows["amount"].sum() == Decimal("738.00")
    assert labour.rows["amount"].to_list()[:3] == [Decimal("108.00"), Decimal("153.00"), Decimal("153.00")]
    parts, facts = right.items
    assert [each.title for each in parts.columns] == ["Teilenummer", "Bezeichnung", "Menge", "Betrag"]
    assert parts.rows["amount"].sum() == Decimal("436.47")
    shown = {fact.label: format_value(fact.value, fact.kind) for fact in facts.facts}
    assert shown["Annahme"] == "31.08.2009, 07:45"
    assert shown["Berater"] == "Andreas Adler"
    assert shown["km-Stand"] == "148.210"
    assert shown["Zahler"] == "Kunde"


def test_a_split_without_lines_says_so(meier):
    table = PANELS["current_orders"].build(meier)
    left, _right = table.detail(table.rows.row(1, named=True)).items
    assert isinstance(left, Notice)
    assert left.title == "Keine Positionen"


def test_external_services_have_their_own_table(meier):
    meier.rows["order_lines"].append(
        {"order": "634119", "split": 2, "line": 1, "kind": "external", "text": "Lackierung", "amount": Decimal("12.00")}
    )
    table = PANELS["current_orders"].build(meier)
    left, right = table.detail(table.rows.row(2, named=True)).items
    assert left.title == "Keine Arbeiten"
    assert right.items[0].title == "Fremdleistungen und Sonstiges"


def test_place_is_as_exact_as_it_says(meier):
    view = PANELS["place"].build(meier)
    assert isinstance(view, MapPoints)
    assert view.points[0].label == "Meier Vakuumtechnik GmbH"
    assert view.points[0].text == "Meier-Hess-Anlage 4 · 95119 Naila"
    assert view.note == "Der Punkt ist die Ortsmitte, nicht die Adresse selbst."
    assert view.links == (("Navigation öffnen", Link(href="geo:50.333300,11.700000")),)


def test_an_unknown_address_is_not_put_on_the_map(meier):
    meier.rows["place"][0] |= {"latitude": None, "longitude": None, "accuracy": None}
    notice = PANELS["place"].build(meier)
    assert notice.title == "Kein Punkt auf der Karte"
    assert notice.text.startswith(
        "Meier-Hess-Anlage 4 · 95119 Naila · Das Ortsverzeichnis kennt diese Anschrift nicht."
    )


@pytest.mark.parametrize(("key", "tab"), [("vehicles", "orders"), ("current_orders", "orders"), ("orders", "revenue")])
def test_nothing_in_the_dealer_system_says_so_and_leads_on(nobody, key, tab):
    notice = PANELS[key].build(nobody)
    assert isinstance(notice, Notice)
    assert notice.text
    assert notice.link[1] == Link(tab=tab)


def test_no_contact_person_still_has_a_table_that_says_why(nobody):
    (table,) = PANELS["contact_persons"].build(nobody).items
    assert "kein Ansprechpartner" in table.empty
