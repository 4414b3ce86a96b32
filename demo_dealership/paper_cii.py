"""UN/CEFACT Cross Industry Invoice: XRechnung (CII) and the XML inside a ZUGFeRD PDF (profile EN 16931)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from demo_dealership.xml_text import add, document

if TYPE_CHECKING:
    from datetime import date

    from demo_dealership.papers import Paper, PaperLine, Party

XRECHNUNG = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
EN16931 = "urn:cen.eu:en16931:2017"
MARGIN_SCHEME = "Gebrauchtgegenstände/Sonderregelung (§ 25a UStG)"
_NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}


def cii(paper: Paper, guideline: str = XRECHNUNG) -> bytes:
    """Return the invoice as CII."""
    root = etree.Element(f"{{{_NAMESPACES['rsm']}}}CrossIndustryInvoice", nsmap=_NAMESPACES)
    context = add(root, "rsm:ExchangedDocumentContext")
    if guideline == XRECHNUNG:
        process = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
        add(context, "ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID", process)
    add(context, "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID", guideline)
    head = add(root, "rsm:ExchangedDocument")
    add(head, "ram:ID", paper.number)
    add(head, "ram:TypeCode", "381" if paper.is_credit_note else "380")
    _day(head, "ram:IssueDateTime", paper.issued_on)
    trade = add(root, "rsm:SupplyChainTradeTransaction")
    for place, line in enumerate(paper.lines, start=1):
        _line(trade, place, line, paper)
    agreement = add(trade, "ram:ApplicableHeaderTradeAgreement")
    add(agreement, "ram:BuyerReference", paper.buyer_reference)
    _party(add(agreement, "ram:SellerTradeParty"), paper.seller, is_seller=True)
    _party(add(agreement, "ram:BuyerTradeParty"), paper.buyer, is_seller=False)
    delivery = add(trade, "ram:ApplicableHeaderTradeDelivery")
    _day(add(delivery, "ram:ActualDeliverySupplyChainEvent"), "ram:OccurrenceDateTime", paper.issued_on)
    _settlement(add(trade, "ram:ApplicableHeaderTradeSettlement"), paper)
    return document(root)


def category(paper: Paper) -> str:
    """VAT category: standard rate, or exempt under the margin scheme."""
    return "S" if paper.percent else "E"


def _line(trade: etree._Element, place: int, line: PaperLine, paper: Paper) -> None:
    item = add(trade, "ram:IncludedSupplyChainTradeLineItem")
    add(item, "ram:AssociatedDocumentLineDocument/ram:LineID", str(place))
    product = add(item, "ram:SpecifiedTradeProduct")
    if line.item_number:
        add(product, "ram:SellerAssignedID", line.item_number)
    add(product, "ram:Name", line.text)
    add(item, "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount", str(line.price))
    add(item, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", str(line.quantity), unitCode=line.unit)
    settlement = add(item, "ram:SpecifiedLineTradeSettlement")
    tax = add(settlement, "ram:ApplicableTradeTax")
    add(tax, "ram:TypeCode", "VAT")
    add(tax, "ram:CategoryCode", category(paper))
    add(tax, "ram:RateApplicablePercent", str(paper.percent))
    add(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount", str(line.net))


def _party(node: etree._Element, party: Party, *, is_seller: bool) -> None:
    add(node, "ram:Name", party.name)
    if is_seller:
        contact = add(node, "ram:DefinedTradeContact")
        add(contact, "ram:PersonName", "Rechnungsstelle")
        add(contact, "ram:TelephoneUniversalCommunication/ram:CompleteNumber", "+49 9281 700-0")
        add(contact, "ram:EmailURIUniversalCommunication/ram:URIID", party.email)
    address = add(node, "ram:PostalTradeAddress")
    add(address, "ram:PostcodeCode", party.postal_code)
    add(address, "ram:LineOne", party.street)
    add(address, "ram:CityName", party.town)
    add(address, "ram:CountryID", "DE")
    add(node, "ram:URIUniversalCommunication/ram:URIID", party.email, schemeID="EM")
    if party.vat_id:
        add(node, "ram:SpecifiedTaxRegistration/ram:ID", party.vat_id, schemeID="VA")


def _settlement(node: etree._Element, paper: Paper) -> None:
    add(node, "ram:InvoiceCurrencyCode", "EUR")
    means = add(node, "ram:SpecifiedTradeSettlementPaymentMeans")
    add(means, "ram:TypeCode", "58")
    add(means, "ram:PayeePartyCreditorFinancialAccount/ram:IBANID", "DE02120300000000202051")
    tax = add(node, "ram:ApplicableTradeTax")
    add(tax, "ram:CalculatedAmount", str(paper.tax))
    add(tax, "ram:TypeCode", "VAT")
    if not paper.percent:
        add(tax, "ram:ExemptionReason", MARGIN_SCHEME)
    add(tax, "ram:BasisAmount", str(paper.net))
    add(tax, "ram:CategoryCode", category(paper))
    add(tax, "ram:RateApplicablePercent", str(paper.percent))
    terms = add(node, "ram:SpecifiedTradePaymentTerms")
    add(terms, "ram:Description", f"Zahlbar bis {paper.due_on:%d.%m.%Y} netto")
    _day(terms, "ram:DueDateDateTime", paper.due_on)
    total = add(node, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    add(total, "ram:LineTotalAmount", str(sum(line.net for line in paper.lines)))
    add(total, "ram:TaxBasisTotalAmount", str(paper.net))
    add(total, "ram:TaxTotalAmount", str(paper.tax), currencyID="EUR")
    add(total, "ram:GrandTotalAmount", str(paper.gross))
    add(total, "ram:DuePayableAmount", str(paper.gross))


def _day(parent: etree._Element, name: str, day: date) -> None:
    add(parent, f"{name}/udt:DateTimeString", f"{day:%Y%m%d}", format="102")
