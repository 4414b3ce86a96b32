"""Foreign text becomes a link only where its form is beyond doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.texts.contact_links import link_for, mail_link, phone_link, web_link


@pytest.mark.parametrize(
    ("number", "href"),
    [
        ("+49 9282 555-0", "tel:+4992825550"),
        ("09282 / 555 14", "tel:+49928255514"),
        ("+49 (0) 9282 55514", "tel:+49928255514"),
        ("0043 1 5880 0", "tel:+43158800"),
    ],
)
def test_phone_numbers_as_people_write_them(number, href):
    assert phone_link(number).href == href


@pytest.mark.parametrize("number", [None, "", "kein Telefon", "12", "javascript:alert(1)"])
def test_what_cannot_be_called(number):
    assert phone_link(number) is None


def test_mail():
    assert mail_link(" h.meier@meier-vakuum.example ").href == "mailto:h.meier@meier-vakuum.example"
    assert mail_link("jörg@müller.example").href == "mailto:j%C3%B6rg@m%C3%BCller.example"


@pytest.mark.parametrize(
    "address", [None, "", "kroll", "a@b", "a@b.de?bcc=x@y.de", "a@b.de,c@d.de", "a b@c.de", "<a@b.de>"]
)
def test_what_is_no_single_address(address):
    assert mail_link(address) is None


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("www.meier-vakuum.example", "https://www.meier-vakuum.example"),
        ("http://meier.example/kontakt", "http://meier.example/kontakt"),
    ],
)
def test_web(address, href):
    assert web_link(address).href == href


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "javascript://a.example/%0aalert(1)",
        "data:text/html,x",
        "https://user@a.example",
        "http://[::1",
        "meier",
    ],
)
def test_what_is_no_page(address):
    assert web_link(address) is None


@given(st.sampled_from(["phone", "mobile", "fax", "email", "web", "other"]), st.text(max_size=60))
def test_any_text_is_a_safe_link_or_none(kind, text):
    link = link_for(kind, text)
    assert link is None or link.href.startswith(("tel:+", "mailto:", "https://", "http://"))
