"""What people reported instead of what a source says stands beside the source's value, in a house of three customers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import lxml.html

from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.commands import Add, Change
from clientinfo_kernel.settings import BERLIN
from widgets.app.header_card import header_card
from widgets.parts.customer_numbers import customer_numbers
from widgets.parts.reported import reported

from .house_of_three import ANNA, write

if TYPE_CHECKING:
    from clientinfo_kernel.query.directory import CustomerDirectory

NUMBER = "10002"


def test_what_was_told_stands_beside_the_source_s_value_until_the_source_has_it(house: CustomerDirectory) -> None:
    said = {
        "phone": "09282 5 55",  # the source has that one by now, in its own way of writing
        "mobile": "0171 5550188",
        "email": "neu@berta.example",
        "address": "Neugasse 7, 95028 Hof",
    }
    for subject, value in said.items():
        write(house, ANNA, NUMBER, Add(subject, NUMBER, CHANGE_NOTICE, {"subject": subject, "value": value}))
    by = f"laut Änderungsmitteilung vom {datetime.now(BERLIN):%d.%m.%Y}"  # the store's clock
    file = house.customer(NUMBER)
    card = lxml.html.fromstring(header_card(file.header(), reported=reported(file)))
    address, numbers = (" ".join(each.text_content().split()) for each in card.findall(".//dd")[:2])
    assert address == f"{by}: Neugasse 7, 95028 Hof"
    assert numbers == f"+49 9282 555{by}: 0171 5550188{by}: neu@berta.example"
    assert {"tel:+491715550188", "mailto:neu@berta.example"} <= {*card.xpath("//a/@href")}
    assert [(fact.label, fact.value, fact.chip and fact.chip.text) for fact in customer_numbers(file).facts] == [
        ("Telefon", "+49 9282 555", "bevorzugt"),
        ("Mobil", "0171 5550188", by),
        ("E-Mail", "neu@berta.example", by),
    ]


def test_what_is_settled_is_said_no_more(house: CustomerDirectory) -> None:
    write(house, ANNA, NUMBER, Add("1", NUMBER, CHANGE_NOTICE, {"subject": "phone", "value": "09282 556"}))
    (notice,) = house.customer(NUMBER).written_rows(CHANGE_NOTICE.name)
    assert [each.value for each in reported(house.customer(NUMBER))] == ["09282 556"]
    write(house, ANNA, NUMBER, Change("2", NUMBER, CHANGE_NOTICE, notice["notice_id"], 1, {"is_done": True}))
    assert reported(house.customer(NUMBER)) == ()
