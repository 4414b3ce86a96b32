"""Ansprechpartner, Fahrzeugstamm, Aufträge, Ort: what a user would miss."""

from datetime import date
from decimal import Decimal

import pytest

from tests.golden import german, golden
from widgets.panel import all_panels
from widgets.texts.formats import format_value
from widgets.view_models import Chip, Facts, Link, MapPoints, Notice, Table

PANELS = {each.key: each for each in all_panels()}


def column(table: Table, title: str):
    return next(each for each in table.columns if each.title == title)


def test_contact_persons_call_and_write(meier):
    table, numbers, *_written = PANELS["contact_persons"].build(meier).items
    (harald,) = table.rows.to_dicts()
    assert harald["name"] == "Herr Harald Meier"
    assert column(table, "Name").chips[harald["main"]] == Chip("Hauptkontakt")
    assert column(table, "Telefon").link(harald) == Link(href="tel:+49928255510")
    assert column(table, "E-Mail").link(harald) == Link(href="mailto:h.meier@meier-vakuum.example")
    assert isinstance(numbers, Facts)
    phone, email, web = numbers.facts
    assert (phone.label, phone.value) == ("Telefon · Zentrale", "+49 9282 555-0")
    assert (phone.link, phone.chip) == (Link(href="tel:+4992825550"), Chip("bevorzugt"))
    assert email.link == Link(href="mailto:info@meier-vakuum.example")
    assert web.link == Link(href="https://www.meier-vakuum.example")


def test_the_main_contact_is_first_and_what_is_no_address_has_no_link(kroll):
    table, numbers, *_written = PANELS["contact_persons"].build(kroll).items
    eva, other = table.rows.to_dicts()
    assert eva["name"] == "Frau Eva Kroll"
    assert other["main"] is None
    assert column(table, "Telefon").link(other) == Link(href="tel:+49928255514")
    assert column(table, "E-Mail").link(other) is None
    _phone, web = numbers.facts
    assert (web.value, web.link) == ("javascript:alert(1)", None)


def test_vehicles_say_what_is_due_seen_from_the_key_date(kroll):
    """On 11.10.2012: HU and AU run to the end of their month, warned of from 61 days before; service by day or km."""
    table = PANELS["vehicles"].build(kroll)
    rows = {row["vehicle_number"]: row for row in table.rows.iter_rows(named=True)}
    chips = column(table, "HU").chips | {None: None}
    assert chips[rows["1"]["inspection_due"]] == Chip("überfällig", "danger")
    assert rows["1"]["inspection_on"] == date(2012, 9, 30)
    assert chips[rows["2"]["inspection_due"]] == Chip("in 20 Tagen", "warn")
    assert chips[rows["3"]["service_due"]] == Chip("km erreicht", "danger")
    assert chips[rows["4"]["service_due"]] is None
    assert (rows["7"]["emission_due"], chips[rows["7"]["standing"]]) == (None, Chip("verkauft"))


def test_a_workshop_warns_of_what_is_due_within_two_months(kroll):
    table = PANELS["vehicles"].build(kroll)
    services = {
        row["vehicle_number"]: next((fact for fact in table.detail(row).facts if fact.label == "Service"), None)
        for row in table.rows.iter_rows(named=True)
    }
    assert services["5"].chip.tone == "warn"  # 11.12.2012: 61 days
    assert services["6"].chip.tone == "neutral"  # 12.12.2012: 62 days


def test_a_vehicle_is_named_by_make_and_model_with_the_make_once(meier, kroll):
    names = PANELS["vehicles"].build(meier).rows["name"].to_list()
    assert names[:2] == ["Mercedes-Benz E 220 (W124)", "Mercedes-Benz Sprinter 313 CDI"]
    assert "Mercedes-Benz Vito" in PANELS["vehicles"].build(kroll).rows["name"].to_list()


def test_vehicle_opens_to_all_its_data(meier, keys):
    table = PANELS["vehicles"].build(meier)
    facts = {fact.label: fact for fact in table.detail(table.rows.row(0, named=True)).facts}
    assert facts["FIN"].value == "WDB1240221C472001"
    assert facts["HSN / TSN"].value == "0708 / 412"
    assert facts["Kunde ist"].value == "Eigentümer, Halter"
    assert facts["HU"].chip == Chip("überfällig", "danger")
    assert facts["Datei"].value == "FAHRZEUG_20121011.csv · Zeile 2"
    table = PANELS["vehicles"].build(keys)
    facts = {fact.label: fact for fact in table.detail(table.rows.row(0, named=True)).facts}
    assert facts["Kunde ist"].value == "Halter"
    assert "HSN / TSN" not in facts


def test_current_orders_of_the_brochure(meier):
    table = PANELS["current_orders"].build(meier)
    assert table.title == "Aktuelle Aufträge"
    states = column(table, "Status").chips
    read = {
        row["number"]: (
            states[row["state"]].text,
            *(format_value(row[key], "money") for key in ("labour_total", "parts_total", "amount")),
        )
        for row in table.rows.iter_rows(named=True)
    }
    assert read == {
        f"{order['order']} / {order['split']}": (state, *(german(order[key]) for key in ("labour_total", "parts_total", "amount")))
        for order, state in zip(golden()["orders"], ("abrechnen", "in Arbeit", "fertig"), strict=True)
    }  # fmt: skip
    assert table.rows["amount"].sum() == Decimal("1617.05")  # 1,396.21 + 0.00 + 220.84
    assert [each.title for each in table.columns if each.total] == ["Summe Lohn", "Summe Teile", "Betrag"]
    assert "Zahler" not in [each.title for each in table.columns]


def test_the_journal_has_the_closed_orders_with_payer_and_invoice(kroll):
    table = PANELS["orders"].build(kroll)
    rows = {row["number"]: row for row in table.rows.iter_rows(named=True)}
    assert rows.keys() == {"500100 / 1", "500100 / 2", "501100 / 1", "501100 / 2"}
    closed = rows["501100 / 1"]
    assert column(table, "Status").chips[closed["state"]].text == "fakturiert"
    assert closed[column(table, "Zahler").key] == "Garantie"
    assert closed[column(table, "Rech.-Nr.").key] == "0107091276"
    assert PANELS["current_orders"].build(kroll).rows["number"].sort().to_list() == ["500100 / 1", "500100 / 2"]


def test_an_order_opens_to_labour_and_parts_with_their_sums(meier):
    expected = golden()["orders"][0]
    table = PANELS["current_orders"].build(meier)
    row = next(row for row in table.rows.iter_rows(named=True) if row["number"] == "403865 / 1")
    labour, right = table.detail(row).items
    assert labour.title == "Lohn, 82 Arbeitswerte"  # 738.00 at 9.00 each
    assert [each.title for each in labour.columns] == ["Nr.", "Arbeit", "AW", "Satz", "Lohn"]
    assert labour.rows["amount"].to_list() == [Decimal(amount) for amount in expected["labour_lines_eur"]]
    assert labour.rows["amount"].sum() == Decimal(expected["labour_total"])
    parts, facts = right.items
    assert [each.title for each in parts.columns] == ["Teilenummer", "Bezeichnung", "Menge", "Betrag"]
    assert parts.rows["amount"].sum() == Decimal(expected["parts_total"])
    shown = {fact.label: format_value(fact.value, fact.kind) for fact in facts.facts}
    assert shown["Annahme"] == "31.08.2009, 07:45"
    assert shown["Berater"] == "Andreas Adler"
    assert shown["km-Stand"] == "148.210"
    assert shown["Zahler"] == "Kunde"


def test_a_split_without_lines_says_so(keys):
    table = PANELS["current_orders"].build(keys)
    left, _right = table.detail(table.rows.row(0, named=True)).items
    assert isinstance(left, Notice)
    assert left.title == "Keine Positionen"


def test_external_services_have_their_own_table(kroll):
    table = PANELS["current_orders"].build(kroll)
    row = next(row for row in table.rows.iter_rows(named=True) if row["number"] == "500100 / 1")
    left, right = table.detail(row).items
    assert left.title == "Keine Arbeiten"
    assert right.items[0].title == "Fremdleistungen und Sonstiges"


def test_place_is_as_exact_as_it_says(meier):
    view = PANELS["place"].build(meier).items[0]
    assert isinstance(view, MapPoints)
    assert view.points[0].label == "Meier Vakuumtechnik GmbH"
    assert view.points[0].text == "Meier-Hess-Anlage 4 · 95119 Naila"
    # Naila has 37 square km (a circle of 3.4 km); the next towns are 5 to 8 km away
    assert 3400 < view.points[0].radius_m < 8000
    said = f"Sie liegt bis etwa {round(view.points[0].radius_m / 1000)} km davon entfernt."
    assert view.note == f"Der Punkt ist die Mitte des Postleitzahlgebiets, nicht die Adresse selbst. {said}"
    # data_sources/places/towns.csv: DE;95119;Naila
    assert (view.points[0].latitude, view.points[0].longitude) == (50.3294, 11.705)
    assert view.destination == "Meier-Hess-Anlage 4, 95119 Naila"
    # the licences of both directories (THIRD_PARTY_NOTICES.md) ask to be shown with the place
    assert set(view.attribution.split("; ")) == {"GeoNames, CC BY 4.0", "OpenStreetMap, ODbL"}


def test_an_unknown_address_is_not_put_on_the_map(lost):
    view = PANELS["place"].build(lost).items[0]
    assert view.points == ()
    assert view.title == "Am Rand 1 · 00000 Nirgendsau"
    assert view.note.startswith("Das Ortsverzeichnis kennt diese Anschrift nicht.")
    assert view.destination == "Am Rand 1, 00000 Nirgendsau", "a navigation may know it"


@pytest.mark.parametrize(("key", "tab"), [("vehicles", "orders"), ("current_orders", "orders"), ("orders", "revenue")])
def test_nothing_in_the_dealer_system_says_so_and_leads_on(nobody, key, tab):
    notice = PANELS[key].build(nobody)
    assert isinstance(notice, Notice)
    assert notice.text
    assert notice.link[1] == Link(tab=tab)


def test_no_contact_person_still_has_a_table_that_says_why(nobody):
    table, *_written = PANELS["contact_persons"].build(nobody).items
    assert "kein Ansprechpartner" in table.empty
