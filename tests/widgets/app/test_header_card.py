from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_args

import lxml.html
import pytest

from clientinfo_kernel.query.lights import Reason, ReceivablesLights, TrafficLight
from widgets.app.header_card import header_card, monogram
from widgets.app.page_frame import brand
from widgets.texts.language import set_language
from widgets.texts.words import LIGHT_REASONS


def card(header):
    return lxml.html.fromstring(header_card(header))


def text_of(element):
    return " ".join(element.text_content().split())


def test_outside_text_is_never_markup(header):
    drawn = card(replace(header, remark="<script>alert(1)</script>", street='" onclick="x', vat_id="<b>"))
    assert drawn.xpath("//h1")[0].text == "Söhne & <Töchter> GmbH"
    assert not drawn.xpath("//script | //b | //@onclick")


def test_links_call_and_write(header):
    hrefs = card(header).xpath("//a/@href")
    assert "tel:+49351123456" in hrefs
    assert "mailto:post@soehne.example" in hrefs
    assert "?customer=0815&tab=place" in hrefs


def test_a_number_that_cannot_be_called_is_text(header):
    drawn = card(replace(header, phone="siehe Akte"))
    assert "siehe Akte" in text_of(drawn)
    assert not drawn.xpath("//a[starts-with(@href, 'tel:')]")


def test_within_the_limit(header):
    credit = card(header).find_class("ci-credit")[0]
    assert "500,00 EUR" in text_of(credit)
    assert "Kreditlimit 1.000,00" in text_of(credit)
    assert "darüber" not in text_of(credit)
    assert "width:50.0%" in credit.find_class("is-within")[0].get("style")


def test_over_the_limit_by_the_balance(header):
    over = replace(header, open_balance=Decimal("1250.00"), exposure=Decimal("1250.00"), credit_limit_exceeded=True)
    credit = card(over).find_class("ci-credit")[0]
    assert text_of(credit.find_class("ci-credit__over")[0]) == "250,00 darüber"
    bar = credit.find_class("ci-limitbar")[0]
    assert bar.get("style") == "--at:80.0%"
    assert bar.get("aria-label") == "Obligo 1.250,00 EUR bei Kreditlimit 1.000,00 EUR"


def test_over_the_limit_by_unbilled_orders(header):
    over = replace(header, unbilled_orders=Decimal("600.00"), exposure=Decimal("1100.00"), credit_limit_exceeded=True)
    credit = card(over).find_class("ci-credit")[0]
    assert text_of(credit.find_class("ci-credit__over")[0]) == "Obligo 100,00 darüber"
    assert "500,00 EUR" in text_of(credit)


@pytest.mark.parametrize("limit", [Decimal("0.00"), Decimal("-1.00")])
def test_a_limit_of_nothing(header, limit):
    card(replace(header, credit_limit=limit, credit_limit_exceeded=True))
    card(replace(header, credit_limit=limit, exposure=Decimal(0), open_balance=Decimal(0)))


def test_no_limit_and_a_credit_balance(header):
    credit = card(replace(header, credit_limit=None, open_balance=Decimal("-20.00"))).find_class("ci-credit")[0]
    assert "-20,00 EUR" in text_of(credit)
    assert "Guthaben" in text_of(credit)
    assert "kein Kreditlimit hinterlegt" in text_of(credit)
    assert not credit.find_class("ci-limitbar")


@pytest.mark.parametrize(
    ("vat_id", "tone", "word"),
    [
        ("DE136695976", "ok", "formal gültig"),
        ("DE136695977", "danger", "formal ungültig"),
        ("ATU13585627", "ok", "formal gültig"),
        ("ATU13585628", "warn", "Form ungewöhnlich"),  # Austria may know it: the question is still asked
        ("gr 094259217", "warn", "Form ungewöhnlich"),
        ("CHE107787577", "danger", "formal ungültig"),  # of no member state: there is nobody to ask
    ],
)
def test_the_vat_id_says_whether_its_form_is_right(header, vat_id, tone, word):
    drawn = card(replace(header, vat_id=vat_id))
    assert word in [text_of(chip) for chip in drawn.find_class(f"ci-chip--{tone}")]


def test_dunning_and_stale_sources_catch_the_eye(header):
    drawn = card(replace(header, dunning_level=3, stale_sources=("ledger",)))
    assert "Mahnstufe 3" in text_of(drawn.find_class("ci-chip--danger")[0])
    assert "Finanzbuchhaltung veraltet" in text_of(drawn.find_class("ci-chip--warn")[0])
    assert not card(header).find_class("ci-chip--warn")


def test_a_blocked_customer_is_red_beside_the_amounts_and_in_the_head(header):
    drawn = card(replace(header, credit_rating="gesperrt", credit_blocked=True))
    assert text_of(drawn.find_class("ci-customer__chips")[0].find_class("ci-chip--danger")[0]) == "gesperrt"
    assert [text_of(chip) for chip in drawn.find_class("ci-credit")[0].find_class("ci-chip--danger")] == [
        "Kredit gesperrt"
    ]
    assert not card(header).find_class("ci-chip--danger")


def test_days_to_pay_with_their_definition(header):
    text = text_of(card(header))
    assert "21 (14 / –)" in text
    assert "1.234 bezahlte Rechnungen" in text


def test_a_customer_of_whom_nothing_is_known(header):
    empty = dict.fromkeys(
        (
            "street",
            "postal_code",
            "town",
            "phone",
            "email",
            "vat_id",
            "vat_id_formally_valid",
            "days_to_pay",
            "credit_limit",
            "credit_rating",
            "payment_terms",
            "customer_group",
            "payment_delay_days",
        )
    )
    drawn = card(replace(header, **empty, debtor_accounts=()))
    assert "None" not in text_of(drawn)


def test_other_debtor_accounts_are_named(header):
    assert "Debitoren 70001, 70002" in text_of(card(replace(header, debtor_accounts=("0815", "70001", "70002"))))


def test_english(header):
    set_language("en")
    assert "500.00 EUR" in text_of(card(header))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Meier Vakuumtechnik GmbH", "MV"),
        ("Otto", "OT"),
        ("Anna-Lena Öz", "AL"),
        ("3M", "3M"),
        ("& Co", "CO"),
        ("", "?"),
    ],
)
def test_monogram(name, letters):
    assert monogram(name) == letters


def test_the_facts_are_a_list_of_named_groups(header):
    facts = card(header).xpath("//dl")[0]
    assert {group.tag for group in facts} == {"div"}
    assert all([child.tag for child in group][:2] == ["dt", "dd"] for group in facts)
    assert all({child.tag for child in group} == {"dt", "dd"} for group in facts)


def test_the_mark_is_named_by_what_is_seen_and_where_it_leads():
    link = lxml.html.fromstring(brand("Haus & Hof"))
    assert link.get("aria-label") is None
    assert link.text_content() == "clientinfoHaus & HofStartseite"


FIGURES = (
    *("days_to_pay", "days_to_pay_last_12", "days_to_pay_before", "payment_delay_days", "paid_invoices"),
    *("open_balance", "credit_limit", "credit_limit_exceeded", "unposted_invoices", "unbilled_orders", "exposure"),
    "dunning_level",
)


@pytest.fixture
def without_figures(header):
    return replace(header, **dict.fromkeys(FIGURES))


def test_a_light_has_its_reason_and_no_amount(without_figures):
    drawn = card(replace(without_figures, credit_light=TrafficLight("red", "credit limit exceeded")))
    credit = drawn.find_class("ci-credit")[0]
    assert text_of(credit.xpath("dt")[0]) == "Kredit"
    assert [text_of(chip) for chip in credit.find_class("ci-chip--danger")] == ["Limit überschritten"]
    assert credit.find_class("ci-chip--danger")[0].xpath(".//use/@href") == ["#i-alert"]
    assert "EUR" not in text_of(drawn)
    assert "Zahlungstage" not in text_of(drawn)


def test_the_lights_of_who_sees_receivables_without_amounts(without_figures):
    lights = ReceivablesLights(
        TrafficLight("yellow", "items are overdue"),
        TrafficLight("green", "not dunned"),
        TrafficLight("yellow", "entries are stuck"),
    )
    light = TrafficLight("green", "nothing stands against it")
    credit = card(replace(without_figures, credit_light=light, receivables_lights=lights)).find_class("ci-credit")[0]
    assert [text_of(chip) for chip in credit.find_class("ci-chip")] == [
        "Kredit in Ordnung",
        "überfällig",
        "nicht gemahnt",
        "Briefkasten: Fehler",
    ]


def test_who_sees_neither_amounts_nor_lights_has_no_place_for_them(without_figures):
    drawn = card(without_figures)
    assert not drawn.find_class("ci-credit")
    assert "None" not in text_of(drawn)
    assert "Anschrift" in text_of(drawn)


def test_every_reason_of_a_light_has_its_word():
    assert set(get_args(Reason)) == set(LIGHT_REASONS)


def test_a_degree_stands_before_the_name_once(header):
    doctor = replace(header, name="Jörg Müller", title="Prof. Dr.")
    assert text_of(card(doctor).xpath("//h1")[0]) == "Prof. Dr. Jörg Müller"
    written_twice = replace(doctor, name="Prof. Dr. Jörg Müller")
    assert text_of(card(written_twice).xpath("//h1")[0]) == "Prof. Dr. Jörg Müller"


def test_a_birthday_with_the_age_on_the_key_date(header):
    drawn = text_of(card(replace(header, birthday=date(1940, 10, 12))))
    assert "geb. 12.10.1940 (71)" in drawn
    assert "Geburtstag morgen" in drawn
    assert "geb." not in text_of(card(header)), "unknown is nothing, not a dash"


def test_suspected_duplicates_lead_to_their_list(header):
    (link,) = card(replace(header, possible_duplicates=2)).xpath(
        "//div[contains(@class, 'ci-desk')]//a[contains(., 'derselbe')]"
    )
    assert text_of(link) == "möglicherweise derselbe: 2"
    assert (link.get("data-ci-tab"), link.get("data-ci-item")) == ("contact_persons", "duplicates")
    assert link.get("href") == "?customer=0815&tab=contact_persons&item=duplicates"
    assert "derselbe" not in text_of(card(header))
