"""UBL credit notes, ZUGFeRD in all its ages, and what our checks say about faulty invoices."""

import datetime as dt
from decimal import Decimal

import pytest
from facturx import generate_from_binary

from data_sources.inbox.documents import Document, read_document
from data_sources.inbox.entries import signed
from data_sources.inbox.fields import profile_name
from data_sources.inbox.rendition import Rendition
from data_sources.remarks import remark
from tests.data_sources.inbox.inbox_samples import (
    CREDIT_NOTE,
    MINIMUM,
    ZUGFERD_1,
    codes,
    pdf_with,
    plain_pdf,
)
from tests.samples import XRECHNUNG


def invoice(content: str | bytes, name: str = "invoice.xml") -> Rendition:
    data = content.encode() if isinstance(content, str) else content
    document = read_document(name, data)
    assert document.problem is None
    assert document.content == data
    assert document.rendition is not None
    return document.rendition


def test_a_ubl_credit_note_field_by_field() -> None:
    note = invoice(CREDIT_NOTE)
    assert (note.format, note.kind, note.number, note.type_code) == ("xrechnung_ubl", "credit_note", "G-0001", "381")
    assert (note.issued_on, note.currency, note.preceding_invoice) == (dt.date(2026, 3, 14), "EUR", "R-77")
    assert (note.seller.name, note.seller.trade_name) == ("Autohaus Süd GmbH", "Autohaus Süd")
    assert (note.seller.vat_id, note.seller.tax_number) == ("DE136695976", "223/123/45678")
    assert note.seller.address == ("Ring 1", "95119 Naila")
    assert note.buyer.identifier == "0010012"
    assert note.notes == ("Motor & Getriebe\nzweite Zeile",)
    (line,) = note.lines
    assert (line.position, line.name, line.description, line.item_number) == ("1", "Bremsscheibe", "links", "0815")
    assert (line.quantity, line.unit, line.unit_price, line.price_quantity) == (2, "C62", 5000, 100)
    assert (line.tax_percent, line.net) == (19, Decimal("100.00"))
    (allowance,) = note.adjustments
    assert (allowance.kind, allowance.reason, allowance.amount) == ("allowance", "Rabatt", Decimal("10.00"))
    assert note.totals.tax == Decimal("17.10")  # not the one in the accounting currency
    assert (note.payment.iban, note.payment.bic) == ("DE02120300000000202051", "BYLADEM1001")
    assert note.payment.terms == "30 NETTO"
    assert [(finding.severity, finding.code) for finding in note.findings] == [
        ("ok", "required_fields"), ("ok", "sums_agree"), ("ok", "buyer_vat_id_valid"),
    ]  # fmt: skip
    assert signed(note) == (Decimal("-90.00"), Decimal("-17.10"), Decimal("-107.10"))


def test_a_credit_note_written_with_a_minus_stays_negative() -> None:
    text = CREDIT_NOTE
    for amount in ("100.00", "90.00", "17.10", "107.10", "10.00"):
        text = text.replace(f'"EUR">{amount}<', f'"EUR">-{amount}<')
    assert signed(invoice(text)) == (Decimal("-90.00"), Decimal("-17.10"), Decimal("-107.10"))


def test_zugferd_1() -> None:
    found = invoice(ZUGFERD_1)
    assert (found.format, found.profile, found.number) == ("zugferd", "ZUGFeRD 1.0 COMFORT", "RE-471102")
    assert (found.issued_on, found.due_on, found.delivered_on) == (
        dt.date(2013, 3, 5), dt.date(2013, 4, 4), dt.date(2013, 3, 4),
    )  # fmt: skip
    assert found.totals.gross == Decimal("235.62")
    assert found.order_number == "B-9"
    assert found.seller.address == ("Lieferantenstraße 20", "80333 München")
    assert found.buyer.identifier == "10012"
    (line,) = found.lines
    assert (line.name, line.item_number, line.quantity, line.net, line.tax_percent) == (
        "Trennblätter A4", "TB100A4", 20, 198, 19,
    )  # fmt: skip
    assert codes(found.findings) == set()


def test_a_minimum_profile_is_shown_but_no_full_invoice() -> None:
    found = invoice(MINIMUM)
    assert (found.format, found.profile) == ("zugferd", "ZUGFeRD MINIMUM")
    assert found.totals.gross == Decimal("119.00")
    assert codes(found.findings) == {"profile_without_lines"}


@pytest.mark.parametrize(
    "path", [path for path in XRECHNUNG if "uncefact" in path.name][:4], ids=lambda path: path.name
)
def test_a_zugferd_pdf_says_what_its_xml_says(path) -> None:
    xml = path.read_bytes()
    pdf = generate_from_binary(plain_pdf(), xml, flavor="factur-x", level="en16931", check_xsd=False)
    found = read_document("rechnung.pdf", pdf)
    assert (found.format, found.media_type, found.problem) == ("zugferd", "application/pdf", None)
    assert found.rendition == read_document("x.xml", xml).rendition.model_copy(update={"format": "zugferd"})


@pytest.mark.parametrize(
    "name", ["factur-x.xml", "zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml", "anders.xml"]
)
def test_the_attachment_is_found_by_any_of_its_names(name: str) -> None:
    assert invoice(pdf_with(name, MINIMUM.encode()), "a.pdf").number == "M-1"


def test_a_plain_pdf_is_kept_as_it_is() -> None:
    found = read_document("brief.pdf", plain_pdf())
    assert (found.format, found.rendition, found.problem) == ("pdf", None, None)
    other = read_document("brief.pdf", pdf_with("liste.csv", b"a;b"))
    assert (other.format, other.rendition, other.problem) == ("pdf", None, None)


def test_an_encrypted_pdf_says_so_and_one_without_password_opens() -> None:
    locked = read_document("a.pdf", pdf_with("factur-x.xml", MINIMUM.encode(), locked_by="geheim"))
    assert locked.rendition is None
    assert locked.problem == remark("pdf_encrypted")
    assert invoice(pdf_with("factur-x.xml", MINIMUM.encode(), locked_by=""), "a.pdf").number == "M-1"


def test_a_pdf_without_its_table_of_contents_still_gives_the_invoice() -> None:
    pdf = generate_from_binary(plain_pdf(), MINIMUM.encode(), flavor="factur-x", level="minimum", check_xsd=False)
    for broken in (pdf[: pdf.rindex(b"xref")], pdf.replace(b"/Catalog", b"/Katalog").replace(b"/Root", b"/Wurz")):
        found = read_document("a.pdf", broken)
        assert found.content == broken
        assert found.rendition is not None
        assert found.rendition.number == "M-1"


def test_a_pdf_that_is_only_a_beginning_has_a_problem() -> None:
    found = read_document("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<")
    assert found.rendition is None
    assert found.problem == remark("pdf_broken")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<cbc:ID>G-0001</cbc:ID>", "", "field_missing"),
        ("<cbc:IssueDate>2026-03-14</cbc:IssueDate>", "<cbc:IssueDate>2026-02-30</cbc:IssueDate>", "not_a_date"),
        ("<cbc:IssueDate>2026-03-14</cbc:IssueDate>", "<cbc:IssueDate>14.03.2026</cbc:IssueDate>", "field_missing"),
        ("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", "", "field_missing"),
        ("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>",
         "<cbc:DocumentCurrencyCode>Taler</cbc:DocumentCurrencyCode>", "not_a_currency"),
        ("<cbc:RegistrationName>Meier Vakuumtechnik GmbH</cbc:RegistrationName>", "", "field_missing"),
        ('<cbc:PayableAmount currencyID="EUR">107.10<', '<cbc:PayableAmount currencyID="EUR">107,10<', "not_a_number"),
        ('<cbc:PayableAmount currencyID="EUR">107.10<', '<cbc:PayableAmount currencyID="EUR">107.11<', "due_total_wrong"),
        ('TaxInclusiveAmount currencyID="EUR">107.10<', 'TaxInclusiveAmount currencyID="EUR">107.09<', "gross_total_wrong"),
        ('TaxExclusiveAmount currencyID="EUR">90.00<', 'TaxExclusiveAmount currencyID="EUR">90.01<', "net_total_wrong"),
        ('<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">17.10', '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">17.1001', "tax_total_wrong"),
        ('<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">100.00', '<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">99.99', "sum_of_lines_wrong"),
        ("<cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal>", "<cbc:Percent>7</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal>", "tax_rate_wrong"),
        ("<cbc:CompanyID>DE136695976</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>\n    <cac:PartyLegalEntity><cbc:RegistrationName>Meier",
         "<cbc:CompanyID>DE123456789</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>\n    <cac:PartyLegalEntity><cbc:RegistrationName>Meier",
         "buyer_vat_id_invalid"),
    ],
)  # fmt: skip
def test_a_fault_is_found(old: str, new: str, code: str) -> None:
    assert CREDIT_NOTE.count(old) == 1
    assert code in codes(invoice(CREDIT_NOTE.replace(old, new)).findings)


@pytest.mark.parametrize("written", ["Euro", "€", "eur"])
def test_a_currency_however_it_is_written_is_that_of_the_exposure(written: str) -> None:
    found = invoice(CREDIT_NOTE.replace("Code>EUR</cbc:DocumentC", f"Code>{written}</cbc:DocumentC"))
    assert found.currency == "EUR"
    assert codes(found.findings) == codes(invoice(CREDIT_NOTE).findings)  # the tax is that in EUR, not the one in CHF


@pytest.mark.parametrize(
    ("vat_id", "finding"),
    [
        ("DE136695976", ("ok", "buyer_vat_id_valid")),
        ("DE136695977", ("error", "buyer_vat_id_invalid")),
        ("136695976", ("error", "buyer_vat_id_invalid")),
        ("ATU13585627", ("ok", "buyer_vat_id_valid")),
        ("ATU13585626", ("warn", "buyer_vat_id_odd")),
        ("IT0074311015", ("warn", "buyer_vat_id_odd")),
        ("CHE123456788", ("warn", "buyer_vat_id_foreign")),
    ],
)
def test_only_a_german_vat_id_is_known_to_be_none(vat_id: str, finding: tuple[str, str]) -> None:
    """The check digits are those of the states' own rules: ISO 7064 mod 11, 10 (BZSt), and Austria's over seven digits."""
    buyer = CREDIT_NOTE.index("<cac:AccountingCustomerParty>")
    text = CREDIT_NOTE[:buyer] + CREDIT_NOTE[buyer:].replace("DE136695976", vat_id, 1)
    assert finding in [(found.severity, found.code) for found in invoice(text).findings]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1E5", "1_000", "٣", "--1", "1.", ".", "", " 107.10 \n"])
def test_odd_numbers_are_no_numbers(amount: str) -> None:
    due = '<cbc:PayableAmount currencyID="EUR">107.10<'
    found = invoice(CREDIT_NOTE.replace(due, f'<cbc:PayableAmount currencyID="EUR">{amount}<')).totals.due
    assert found == {"1.": Decimal(1), " 107.10 \n": Decimal("107.10")}.get(amount)


@pytest.mark.parametrize(("code", "kind"), [("380", "invoice"), ("325", "proforma"), ("381", "credit_note")])
def test_the_type_code_says_whether_money_is_asked_for(code: str, kind: str) -> None:
    """UNTDID 1001: 380 commercial invoice, 325 pro-forma invoice, 381 credit note."""
    assert MINIMUM.count("<ram:TypeCode>380<") == 1
    read = invoice(MINIMUM.replace("<ram:TypeCode>380<", f"<ram:TypeCode>{code}<"))
    assert read.kind == kind
    assert ("proforma" in {finding.code for finding in read.findings}) == (kind == "proforma")


def test_an_amount_that_is_no_whole_cent_is_not_rounded() -> None:
    text = CREDIT_NOTE.replace('"EUR">107.10<', '"EUR">107.105<')
    assert signed(invoice(text))[2] is None
    assert invoice(text).totals.gross == Decimal("107.105")
    huge = CREDIT_NOTE.replace('"EUR">107.10<', f'"EUR">{"9" * 29}.10<')
    assert signed(invoice(huge))[2] is None


@pytest.mark.parametrize(
    ("guideline", "name"),
    [
        ("urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0", "XRechnung 3.0"),
        ("urn:cen.eu:en16931:2017#compliant#urn:xoev-de:kosit:standard:xrechnung_1.2", "XRechnung 1.2"),
        (
            "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0",
            "XRechnung 3.0 Extension",
        ),
        ("urn:cen.eu:en16931:2017", "EN 16931"),
        ("urn:factur-x.eu:1p0:minimum", "ZUGFeRD MINIMUM"),
        ("urn:factur-x.eu:1p0:basicwl", "ZUGFeRD BASIC WL"),
        ("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", "ZUGFeRD BASIC"),
        ("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", "ZUGFeRD EXTENDED"),
        ("urn:cen.eu:en16931:2017#compliant#urn:zugferd.de:2p0:basic", "ZUGFeRD BASIC"),
        ("urn:ferd:CrossIndustryDocument:invoice:1p0:comfort", "ZUGFeRD 1.0 COMFORT"),
        ("urn:ferd:CrossIndustryDocument:invoice:1p0:extended", "ZUGFeRD 1.0 EXTENDED"),
        ("urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0", "Peppol BIS Billing 3.0"),
        ("something else", "something else"),
        (None, None),
    ],
)
def test_profiles_have_names(guideline: str | None, name: str | None) -> None:
    assert profile_name(guideline) == name


def test_other_xml_is_no_invoice() -> None:
    for text in (
        "<Invoice/>",
        "<html><body>Rechnung</body></html>",
        '<Invoice xmlns="http://www.ebinterface.at/schema/5p0/"/>',
    ):
        found: Document = read_document("a.xml", text.encode())
        assert (found.format, found.rendition) == ("other", None)
        assert found.problem
        assert found.problem.code == "xml_not_an_invoice"


def terms(*groups: str) -> str:
    """ZUGFeRD 1.0's sample with other payment terms."""
    start, end = "<ram:SpecifiedTradePaymentTerms>", "</ram:SpecifiedTradePaymentTerms>"
    before, _, rest = ZUGFERD_1.partition(start)
    return before + "".join(f"{start}{group}{end}" for group in groups) + rest.partition(end)[2]


def until(day: str) -> str:
    return f'<ram:DueDateDateTime><udt:DateTimeString format="102">{day}</udt:DateTimeString></ram:DueDateDateTime>'


def test_the_last_day_of_a_discount_is_not_the_due_day() -> None:
    discount = "<ram:ApplicableTradePaymentDiscountTerms><ram:CalculationPercent>2</ram:CalculationPercent></ram:ApplicableTradePaymentDiscountTerms>"
    both = invoice(terms(until("20130315") + discount, until("20130404")))
    assert both.due_on == dt.date(2013, 4, 4)
    assert invoice(terms(until("20130404") + discount)).due_on == dt.date(2013, 4, 4)
    assert invoice(terms(until("20130404"), until("20130504"))).due_on == dt.date(2013, 4, 4)


def test_a_charge_for_delivery_is_one_of_the_charges() -> None:
    freight = "<ram:SpecifiedLogisticsServiceCharge><ram:Description>Versand</ram:Description><ram:AppliedAmount>5.80</ram:AppliedAmount></ram:SpecifiedLogisticsServiceCharge>"
    text = ZUGFERD_1.replace("<ram:SpecifiedTradePaymentTerms>", f"{freight}<ram:SpecifiedTradePaymentTerms>")
    (charge,) = invoice(text).adjustments
    assert (charge.kind, charge.reason, charge.amount) == ("charge", "Versand", Decimal("5.80"))


def test_a_breakdown_in_the_accounting_currency_is_not_added() -> None:
    share = "<cac:TaxSubtotal><cbc:TaxableAmount>94.70</cbc:TaxableAmount><cbc:TaxAmount>18.00</cbc:TaxAmount></cac:TaxSubtotal>"
    text = CREDIT_NOTE.replace('"CHF">18.00</cbc:TaxAmount>', f'"CHF">18.00</cbc:TaxAmount>{share}')
    note = invoice(text)
    assert ([each.tax for each in note.taxes], note.totals.tax) == ([Decimal("17.10")], Decimal("17.10"))
    assert codes(note.findings) == set()


def test_a_currency_in_small_letters_is_the_same() -> None:
    note = invoice(CREDIT_NOTE.replace("EUR</cbc:DocumentCurrencyCode>", "eur</cbc:DocumentCurrencyCode>"))
    assert (note.currency, note.totals.tax) == ("EUR", Decimal("17.10"))


def test_what_is_collected_for_others_is_due_as_well() -> None:
    """XRechnung Extension: BT-115 = BT-112 - BT-113 + BT-114 + the sum of BT-DEX-002; elsewhere it is no such claim."""
    tolls = "".join(
        f"<cac:PrepaidPayment><cbc:PaidAmount>{each}</cbc:PaidAmount></cac:PrepaidPayment>" for each in (20, 10)
    )
    text = CREDIT_NOTE.replace("<cac:TaxTotal>", f"{tolls}<cac:TaxTotal>", 1)
    extended = text.replace("xrechnung_3.0<", "xrechnung_3.0#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0<")
    due = 'PayableAmount currency="EUR">'.replace("currency=", "currencyID=")
    assert codes(invoice(extended.replace(f"{due}107.10", f"{due}137.10")).findings) == set()
    assert codes(invoice(extended).findings) == {"due_total_wrong"}
    assert codes(invoice(text).findings) == set()
