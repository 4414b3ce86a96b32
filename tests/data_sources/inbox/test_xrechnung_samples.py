"""Every published sample is read, and says what its XML says."""

from decimal import Decimal

import pytest
from lxml import etree

from data_sources.inbox.documents import read_document
from data_sources.inbox.rendition import Rendition
from tests.data_sources.inbox.inbox_samples import codes
from tests.samples import XRECHNUNG

UBL = {
    "number": "/*/cbc:ID", "issued_on": "/*/cbc:IssueDate", "currency": "/*/cbc:DocumentCurrencyCode",
    "lines": "/*/cac:LegalMonetaryTotal/cbc:LineExtensionAmount", "net": "/*/cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
    "gross": "/*/cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount", "due": "/*/cac:LegalMonetaryTotal/cbc:PayableAmount",
    "prepaid": "/*/cac:LegalMonetaryTotal/cbc:PrepaidAmount",
    "tax": "/*/cac:TaxTotal/cbc:TaxAmount[@currencyID=/*/cbc:DocumentCurrencyCode]",
    "line": "/*/cac:InvoiceLine/cbc:LineExtensionAmount", "due_on": "/*/cbc:DueDate",
    "buyer_vat": "/*/cac:AccountingCustomerParty//cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']/cbc:CompanyID",
}  # fmt: skip
_SETTLEMENT = "//ram:ApplicableHeaderTradeSettlement"
_SUMS = f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
CII = {
    "number": "//rsm:ExchangedDocument/ram:ID", "issued_on": "//rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString",
    "currency": f"{_SETTLEMENT}/ram:InvoiceCurrencyCode", "lines": f"{_SUMS}/ram:LineTotalAmount",
    "net": f"{_SUMS}/ram:TaxBasisTotalAmount", "gross": f"{_SUMS}/ram:GrandTotalAmount",
    "due": f"{_SUMS}/ram:DuePayableAmount", "prepaid": f"{_SUMS}/ram:TotalPrepaidAmount",
    "tax": f"{_SUMS}/ram:TaxTotalAmount[@currencyID={_SETTLEMENT}/ram:InvoiceCurrencyCode]",
    "line": "//ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
    "due_on": f"{_SETTLEMENT}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString",
    "buyer_vat": "//ram:BuyerTradeParty/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']",
}  # fmt: skip

NAMESPACES = {
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
# only UBL must name an order where it names the seller's; the samples fill it with this word
_FILLER = "Dummywert"


def read(path) -> Rendition:
    document = read_document(path.name, path.read_bytes())
    assert document.problem is None
    assert document.rendition is not None
    return document.rendition


def stated(path, name: str) -> list[str]:
    """What the XML itself says, by XPath with namespaces: independent of our reader."""
    root = etree.parse(path).getroot()
    paths = UBL if path.name.endswith("_ubl.xml") else CII
    return [node.text.strip() for node in root.xpath(paths[name], namespaces=NAMESPACES)]


@pytest.mark.parametrize("path", XRECHNUNG, ids=lambda path: path.name)
def test_totals_are_those_of_the_xml(path) -> None:
    invoice = read(path)
    totals = invoice.totals
    for name in ("lines", "net", "tax", "gross", "due", "prepaid"):
        values = stated(path, name)
        assert getattr(totals, name) == (Decimal(values[0]) if values else None), name
    assert [line.net for line in invoice.lines if line.counts] == [Decimal(text) for text in stated(path, "line")]
    assert invoice.number == stated(path, "number")[0]
    assert invoice.currency == stated(path, "currency")[0]
    assert invoice.issued_on is not None
    assert f"{invoice.issued_on:%Y%m%d}" == stated(path, "issued_on")[0].replace("-", "")
    due = [text.replace("-", "") for text in stated(path, "due_on")]
    assert ([f"{invoice.due_on:%Y%m%d}"] if invoice.due_on else []) == due[:1]
    assert ([invoice.buyer.vat_id] if invoice.buyer.vat_id else []) == stated(path, "buyer_vat")
    assert invoice.format == ("xrechnung_ubl" if path.name.endswith("_ubl.xml") else "xrechnung_cii")
    assert invoice.profile == "XRechnung 3.0"


@pytest.mark.parametrize("path", XRECHNUNG, ids=lambda path: path.name)
def test_only_the_made_up_vat_ids_are_at_fault(path) -> None:
    invoice = read(path)
    assert codes(invoice.findings) <= {"buyer_vat_id_invalid"}
    assert {"required_fields", "sums_agree"} <= {finding.code for finding in invoice.findings}


@pytest.mark.parametrize(
    "path", [path for path in XRECHNUNG if path.name.endswith("_ubl.xml")], ids=lambda path: path.name
)
def test_both_syntaxes_say_the_same(path) -> None:
    """The samples hold each business case twice; our reading of both must agree."""
    ubl, cii = read(path), read(path.with_name(path.name.replace("_ubl", "_uncefact")))
    plain = ("number", "kind", "type_code", "currency", "issued_on", "due_on", "buyer_reference", "contract_number")
    for name in plain:
        assert getattr(ubl, name) == getattr(cii, name), name
    assert (ubl.order_number if ubl.order_number != _FILLER else None) == cii.order_number
    # the sellers' addresses and VAT IDs differ between some of the pairs of samples themselves
    for name in ("name", "country", "tax_number", "contact", "phone", "email"):
        assert getattr(ubl.seller, name) == getattr(cii.seller, name), name
    # one sample has the postal code in the place of the town
    assert sorted(" ".join(ubl.buyer.address).split()) == sorted(" ".join(cii.buyer.address).split())
    for name in ("name", "country", "vat_id", "contact", "phone", "email"):
        assert getattr(ubl.buyer, name) == getattr(cii.buyer, name), name
    for name in ("position", "name", "quantity", "unit", "unit_price", "tax_percent", "net"):
        assert [getattr(line, name) for line in ubl.lines] == [getattr(line, name) for line in cii.lines], name
    assert ubl.payment.iban == cii.payment.iban
    assert [share.tax for share in ubl.taxes] == [share.tax for share in cii.taxes]
    assert [each.amount for each in ubl.adjustments] == [each.amount for each in cii.adjustments]


@pytest.mark.parametrize("path", XRECHNUNG[:10], ids=lambda path: path.name)
def test_json_keeps_everything(path) -> None:
    invoice = read(path)
    assert Rendition.from_json(invoice.to_json()) == invoice
