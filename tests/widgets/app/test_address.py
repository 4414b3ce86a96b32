import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.app.address import Address


def test_it_reads_and_writes_a_deep_link():
    address = Address.read("?customer=10012&tab=gross_profit")
    assert address == Address("10012", "gross_profit")
    assert address.write() == "?customer=10012&tab=gross_profit"
    item = Address.read("?customer=10012&tab=vehicles&item=NA-FR+472")
    assert item == Address("10012", "vehicles", "NA-FR 472")
    assert item.write() == "?customer=10012&tab=vehicles&item=NA-FR+472"
    assert Address.read("?customer=1&item=" + "9" * 500).item == "9" * 100, "outside text is cut"
    assert Address.read("") == Address.read("?x=1") == Address.read("?" + "a&" * 60) == Address()
    assert Address().write() == ""
    assert Address(None, "revenue").write() == ""


@pytest.mark.parametrize(
    "written",
    [
        *("+49928255510", "%2B49928255510", "%2049928255510", "0049928255510"),
        *("tel:%2B49928255510", "TEL:+49-9282-555-10%3Bext%3D3", "+49928255510%3Bphone-context%3D%2B49"),
        *(
            "sip:+49928255510@10.0.0.5:5060%3Buser%3Dphone",
            "+49928255510@pbx7.example",
            "%22Meier%202%22%20%3Csips:+49928255510@10.1.1.1%3E",
        ),
    ],
)
def test_a_caller_s_number_is_read_in_any_form_and_never_written(written):
    address = Address.read(f"?phone={written}")
    assert address == Address(caller="+49928255510")
    assert address.write() == ""


@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip() == text))
def test_every_number_survives_the_address_bar(number):
    assert Address.read(Address(number).write()) == Address(number)


@given(st.text())
def test_no_address_breaks_it(search):
    Address.read(search)
    Address.read("customer=" + search)
