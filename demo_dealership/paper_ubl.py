"""OASIS UBL 2.1: XRechnung as Invoice or CreditNote."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lxml import etree

from demo_dealership.paper_cii import MARGIN_SCHEME, XRECHNUNG, category
from demo_dealership.xml_text import add, document

if TYPE_CHECKING:
    from demo_dealership.papers import Paper, PaperLine, Party

_SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
_COMMON = {"cac": f"{_SCHEMA}CommonAggregateComponents-2", "cbc": f"{_SCHEMA}CommonBasicComponents-2"}


def ubl(paper: Paper) -> bytes:
    """Return the invoice or credit note as UBL."""
    kind = "CreditNote" if paper.is_credit_note else "Invoice"
    root = etree.Element(f"{{{_SCHEMA}{kind}-2}}{kind}", nsmap={"ubl": f"{_SCHEMA}{kind}-2", **_COMMON})
    add(root, "cbc:CustomizationID", XRECHNUNG)
    add(root, "cbc:ProfileID", "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0")
    add(root, "cbc:ID", paper.number)
    add(root, "cbc:IssueDate", paper.issued_on.isoformat())
    if not paper.is_credit_note:
        add(root, "cbc:DueDate", paper.due_on.isoformat())
    add(root, f"cbc:{kind}TypeCode", "381" if paper.is_credit_note else "380")
    add(root, "cbc:DocumentCurrencyCode", "EUR")
    add(root, "cbc:BuyerReference", paper.buyer_reference)
    _party(add(root, "cac:AccountingSupplierParty/cac:Party"), paper.seller, is_seller=True)
    _party(add(root, "cac:AccountingCustomerParty/cac:Party"), paper.buyer, is_seller=False)
    means = add(root, "cac:PaymentMeans")
    add(means, "cbc:PaymentMeansCode", "58")
    add(means, "cac:PayeeFinancialAccount/cbc:ID", "DE02120300000000202051")
    add(root, "cac:PaymentTerms/cbc:Note", f"Zahlbar bis {paper.due_on:%d.%m.%Y} netto")
    _taxes(root, paper)
    total = add(root, "cac:LegalMonetaryTotal")
    _amount(total, "cbc:LineExtensionAmount", sum((line.net for line in paper.lines), start=Decimal(0)))
    _amount(total, "cbc:TaxExclusiveAmount", paper.net)
    _amount(total, "cbc:TaxInclusiveAmount", paper.gross)
    _amount(total, "cbc:PayableAmount", paper.gross)
    for place, line in enumerate(paper.lines, start=1):
        _line(root, place, line, paper)
    return document(root)


def _party(node: etree._Element, party: Party, *, is_seller: bool) -> None:
    add(node, "cbc:EndpointID", party.email, schemeID="EM")
    address = add(node, "cac:PostalAddress")
    add(address, "cbc:StreetName", party.street)
    add(address, "cbc:CityName", party.town)
    add(address, "cbc:PostalZone", party.postal_code)
    add(address, "cac:Country/cbc:IdentificationCode", "DE")
    if party.vat_id:
        tax = add(node, "cac:PartyTaxScheme")
        add(tax, "cbc:CompanyID", party.vat_id)
        add(tax, "cac:TaxScheme/cbc:ID", "VAT")
    add(node, "cac:PartyLegalEntity/cbc:RegistrationName", party.name)
    if is_seller:
        contact = add(node, "cac:Contact")
        add(contact, "cbc:Name", "Rechnungsstelle")
        add(contact, "cbc:Telephone", "+49 9281 700-0")
        add(contact, "cbc:ElectronicMail", party.email)


def _taxes(root: etree._Element, paper: Paper) -> None:
    total = add(root, "cac:TaxTotal")
    _amount(total, "cbc:TaxAmount", paper.tax)
    share = add(total, "cac:TaxSubtotal")
    _amount(share, "cbc:TaxableAmount", paper.net)
    _amount(share, "cbc:TaxAmount", paper.tax)
    node = add(share, "cac:TaxCategory")
    add(node, "cbc:ID", category(paper))
    add(node, "cbc:Percent", str(paper.percent))
    if not paper.percent:
        add(node, "cbc:TaxExemptionReason", MARGIN_SCHEME)
    add(node, "cac:TaxScheme/cbc:ID", "VAT")


def _line(root: etree._Element, place: int, line: PaperLine, paper: Paper) -> None:
    node = add(root, "cac:CreditNoteLine" if paper.is_credit_note else "cac:InvoiceLine")
    add(node, "cbc:ID", str(place))
    quantity = "cbc:CreditedQuantity" if paper.is_credit_note else "cbc:InvoicedQuantity"
    add(node, quantity, str(line.quantity), unitCode=line.unit)
    _amount(node, "cbc:LineExtensionAmount", line.net)
    item = add(node, "cac:Item")
    add(item, "cbc:Name", line.text)
    if line.item_number:
        add(item, "cac:SellersItemIdentification/cbc:ID", line.item_number)
    tax = add(item, "cac:ClassifiedTaxCategory")
    add(tax, "cbc:ID", category(paper))
    add(tax, "cbc:Percent", str(paper.percent))
    add(tax, "cac:TaxScheme/cbc:ID", "VAT")
    _amount(add(node, "cac:Price"), "cbc:PriceAmount", line.price)


def _amount(parent: etree._Element, name: str, amount: Decimal) -> None:
    add(parent, name, str(amount), currencyID="EUR")
