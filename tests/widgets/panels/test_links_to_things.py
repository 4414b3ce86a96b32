"""Every link leads to the thing: by the customer of the brochure, as each role sees it."""

from dataclasses import replace

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.search.hit import Hit
from widgets.app.hit_target import hit_target
from widgets.panel import all_panels
from widgets.parts.timeline import timeline
from widgets.parts.whereabouts import Whereabouts
from widgets.view_models import Choice, Facts, Link, MasterDetail, Stack, Table
from widgets.views.wanted import holds

PANELS = {panel.key: panel for panel in all_panels()}


def seen_by(customer_file, role):
    return replace(customer_file, access=Viewer(role, frozenset({role})).access, _read={})


def with_an_earned_order(directory):
    """A customer with an order whose invoice is paid, and that invoice."""
    for number in directory.table("customers", ["customer_number"])["customer_number"]:
        customer_file = directory.customer(number)
        billed = set(customer_file.orders()["invoice_number"].drop_nulls()) - set(customer_file.open_items()["number"])
        earned = billed & set(customer_file.gross_profit_invoices()["number"])
        if earned:
            return customer_file, min(earned)
    raise AssertionError("the demo has no such customer")


def hit(*met):
    return Hit("10012", "Meier", "Naila", met, 1.0, None)


def links(view):
    """Every link of a view and of what opens in it."""
    match view:
        case Stack():
            yield from (link for each in view.items for link in links(each))
        case Choice():
            yield from (link for key in view.options for link in links(view.build(key)))
        case MasterDetail():
            yield from (link for row in view.master.rows.iter_rows(named=True) for link in links(view.detail(row)))
        case Table():
            rows = view.rows.to_dicts()
            yield from (column.link(row) for column in view.columns if column.link for row in rows)
            yield from (link for row in rows if view.detail for link in links(view.detail(row)))
        case Facts():
            yield from (fact.link for fact in view.facts)
        case _:
            yield from (each.link for each in (*getattr(view, "items", ()), *getattr(view, "entries", ())))


@pytest.mark.parametrize("tab", list(PANELS))
def test_whatever_a_link_names_is_there(meier, tab):
    named = {link for link in links(PANELS[tab].build(meier)) if link and link.item}
    for link in named:
        assert holds(PANELS[link.tab].build(meier), link.item), link


@pytest.mark.parametrize(
    ("role", "link"),
    [
        ("controlling", Link(tab="open_items", item="01111893")),
        ("accounting", Link(tab="open_items", item="01111893")),
        ("service", None),
        ("sales", None),
    ],
)
def test_an_open_invoice_opens_at_its_open_item_where_the_role_sees_it(meier, role, link):
    assert hit_target(hit(("invoice_number", "01111893")), seen_by(meier, role)) == link


@pytest.mark.parametrize(
    ("role", "tab"),
    [("controlling", "gross_profit"), ("accounting", "orders"), ("service", "orders"), ("sales", "orders")],
)
def test_a_paid_invoice_opens_where_the_role_sees_it(demo_directory, role, tab):
    customer_file, number = with_an_earned_order(demo_directory)
    link = hit_target(hit(("invoice_number", number)), seen_by(customer_file, role))
    assert link == Link(tab=tab, item=number)
    assert holds(PANELS[tab].build(customer_file), number)


def test_a_payment_in_the_timeline_leads_to_its_invoice_though_it_is_paid(meier):
    events = [entry for entry in timeline(meier).entries if entry.kind == "payment"]
    assert [entry.link for entry in events] == [
        Link(tab="gross_profit", item="01100214"),
        Link(tab="gross_profit", item="01090214"),
    ]


@pytest.mark.parametrize("role", ["controlling", "accounting", "service"])
def test_every_event_of_every_customer_leads_to_its_row(demo_directory, role):
    for number in demo_directory.table("customers", ["customer_number"])["customer_number"]:
        customer_file = seen_by(demo_directory.customer(number), role)
        built = {}
        for entry in timeline(customer_file).entries:
            link = entry.link
            assert link is not None, (number, entry)
            assert link.item is not None, (number, entry)
            if link.tab not in built:
                built[link.tab] = PANELS[link.tab].build(customer_file)
            assert holds(built[link.tab], link.item), (number, entry)


@pytest.mark.parametrize(
    ("role", "tab"), [("controlling", "gross_profit"), ("accounting", "open_items"), ("service", None)]
)
def test_a_paid_invoice_without_an_order_opens_where_the_role_sees_it(meier, role, tab):
    """01090214 is a sale of a vehicle, 01100214 one of parts: neither has an order."""
    for number in ("01090214", "01100214"):
        link = Whereabouts(seen_by(meier, role)).invoice(number)
        assert link == (Link(tab=tab, item=number) if tab else None)


def test_a_transfer_in_the_timeline_leads_to_its_open_item(meier):
    transfers = [entry for entry in timeline(meier).entries if entry.title.startswith("Umbuchung")]
    assert [entry.link for entry in transfers] == [Link(tab="open_items", item=name) for name in ("U4293", "U4292")]


def test_a_document_in_the_inbox_alone_opens_there(meier):
    assert Whereabouts(meier).invoice("01120731") == Link(tab="inbox", item="01120731")
    assert Whereabouts(seen_by(meier, "service")).invoice("01120731") is None


COMPANY = ("company", "Meier Vakuumtechnik GmbH")
HARALD = ("contact_person", "Harald Meier")
PLATE = ("license_plate", "NA-FR 472")


@pytest.mark.parametrize(
    ("met", "link"),
    [
        ([PLATE], Link(tab="vehicles", item="NA-FR 472")),
        ([("order_number", "403865")], Link(tab="orders", item="403865")),
        ([COMPANY, ("order_number", "403865")], Link(tab="orders", item="403865")),
        ([COMPANY, PLATE], Link(tab="vehicles", item="NA-FR 472")),
        ([("license_plate", "HO-XX 1")], None),
        ([COMPANY], None),
        ([("town", "Naila")], None),
        ([HARALD], Link(tab="contact_persons", item="Harald Meier")),
        ([HARALD, ("town", "95119 Naila")], Link(tab="contact_persons", item="Harald Meier")),
        ([HARALD, COMPANY], None),  # a word met the customer's own name, so the customer is meant
    ],
)
def test_a_hit_leads_to_what_was_found(meier, met, link):
    assert hit_target(hit(*met), meier) == link


def test_a_person_is_found_by_name(meier):
    assert holds(PANELS["contact_persons"].build(meier), "Harald Meier")


def test_a_vehicle_leads_to_its_own_orders_alone(meier):
    table = PANELS["vehicles"].build(meier)
    row = next(row for row in table.rows.iter_rows(named=True) if row["license_plate"] == "NA-FR 472")
    (orders,) = (fact for fact in table.detail(row).facts if fact.label == "Aufträge")
    assert orders.link == Link(tab="orders", item="NA-FR 472")
    facts = table.detail({**row, "license_plate": "HO-XX 1"}).facts
    assert "Aufträge" not in [fact.label for fact in facts], "a vehicle without orders leads to none"
