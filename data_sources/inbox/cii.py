"""UN/CEFACT Cross Industry Invoice: XRechnung CII and ZUGFeRD / Factur-X from MINIMUM to EXTENDED.

ZUGFeRD 1.0 says the same in older tag names; ``as_current`` renames them.
"""

import datetime as dt

from lxml import etree

from data_sources.inbox.fields import Fields, address_lines, in_currency, kind_of, profile_name
from data_sources.inbox.rendition import Adjustment, Line, Party, Payment, Rendition, TaxShare, Totals

ROOT = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice"
ROOT_ZUGFERD_1 = "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument"

_RENAMED = {
    "SpecifiedExchangedDocumentContext": "ExchangedDocumentContext",
    "HeaderExchangedDocument": "ExchangedDocument",
    "SpecifiedSupplyChainTradeTransaction": "SupplyChainTradeTransaction",
    "ApplicableSupplyChainTradeAgreement": "ApplicableHeaderTradeAgreement",
    "ApplicableSupplyChainTradeDelivery": "ApplicableHeaderTradeDelivery",
    "ApplicableSupplyChainTradeSettlement": "ApplicableHeaderTradeSettlement",
    "SpecifiedSupplyChainTradeAgreement": "SpecifiedLineTradeAgreement",
    "SpecifiedSupplyChainTradeDelivery": "SpecifiedLineTradeDelivery",
    "SpecifiedSupplyChainTradeSettlement": "SpecifiedLineTradeSettlement",
    "ApplicablePercent": "RateApplicablePercent",
}
_SUMMATION = "SpecifiedTradeSettlementMonetarySummation"


def as_current(root: etree._Element) -> etree._Element:
    """Rename the tags of ZUGFeRD 1.0 (without namespaces), in place, to those of the current CII."""
    for node in root.iter(etree.Element):
        tag, parent = str(node.tag), node.getparent()
        if tag == _SUMMATION:
            on_line = parent is not None and parent.tag == "SpecifiedLineTradeSettlement"
            node.tag = f"SpecifiedTradeSettlement{'Line' if on_line else 'Header'}MonetarySummation"
        elif tag == "ID" and parent is not None and str(parent.tag).endswith("ReferencedDocument"):
            node.tag = "IssuerAssignedID"
        else:
            node.tag = _RENAMED.get(tag, tag)
    return root


def read_cii(root: etree._Element, fields: Fields) -> Rendition:
    """Read a CII document (tags without namespaces); every field can be absent."""
    document, trade = root.find("ExchangedDocument"), root.find("SupplyChainTradeTransaction")
    agreement, settlement = (
        _below(trade, "ApplicableHeaderTradeAgreement"),
        _below(trade, "ApplicableHeaderTradeSettlement"),
    )
    guideline = fields.text(root, "ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID")
    profile = profile_name(guideline)
    currency = fields.currency(settlement, "InvoiceCurrencyCode")
    totals = _totals(settlement, fields, currency)
    code = fields.text(document, "TypeCode")
    delivery = _below(trade, "ApplicableHeaderTradeDelivery")
    return Rendition(
        format="zugferd" if profile and profile.startswith("ZUGFeRD") else "xrechnung_cii",
        profile=profile,
        number=fields.text(document, "ID"),
        kind=kind_of(code, totals.gross),
        type_code=code,
        currency=currency,
        issued_on=_day(document, "IssueDateTime", fields),
        due_on=_due_on(settlement, fields),
        delivered_on=_day(delivery, "ActualDeliverySupplyChainEvent/OccurrenceDateTime", fields),
        period_from=_day(settlement, "BillingSpecifiedPeriod/StartDateTime", fields),
        period_to=_day(settlement, "BillingSpecifiedPeriod/EndDateTime", fields),
        seller=_party(_below(agreement, "SellerTradeParty"), fields),
        buyer=_party(_below(agreement, "BuyerTradeParty"), fields),
        order_number=fields.text(agreement, "BuyerOrderReferencedDocument/IssuerAssignedID"),
        contract_number=fields.text(agreement, "ContractReferencedDocument/IssuerAssignedID"),
        buyer_reference=fields.text(agreement, "BuyerReference"),
        preceding_invoice=fields.text(settlement, "InvoiceReferencedDocument/IssuerAssignedID"),
        lines=tuple(_line(node, fields) for node in _all(trade, "IncludedSupplyChainTradeLineItem")),
        adjustments=(
            *(_adjustment(node, fields) for node in _all(settlement, "SpecifiedTradeAllowanceCharge")),
            *(_freight(node, fields) for node in _all(settlement, "SpecifiedLogisticsServiceCharge")),
        ),
        taxes=tuple(_tax(node, fields) for node in _all(settlement, "ApplicableTradeTax")),
        totals=totals,
        payment=_payment(settlement, fields),
        notes=fields.texts(document, "IncludedNote/Content"),
        attachments=tuple(
            name
            for node in _all(agreement, "AdditionalReferencedDocument/AttachmentBinaryObject")
            if (name := node.get("filename"))
        ),
    )


def _below(node: etree._Element | None, path: str) -> etree._Element | None:
    return None if node is None else node.find(path)


def _all(node: etree._Element | None, path: str) -> list[etree._Element]:
    return [] if node is None else node.findall(path)


def _day(node: etree._Element | None, path: str, fields: Fields) -> dt.date | None:
    return fields.day(node, f"{path}/DateTimeString", f"{path}/DateString", f"{path}/DateTime")


def _due_on(settlement: etree._Element | None, fields: Fields) -> dt.date | None:
    """Return the day of the terms without a discount; those of a discount name the last day on which it is granted."""
    terms = _all(settlement, "SpecifiedTradePaymentTerms")
    ordered = sorted(terms, key=lambda node: node.find("ApplicableTradePaymentDiscountTerms") is not None)
    return next((day for node in ordered if (day := _day(node, "DueDateDateTime", fields))), None)


def _party(node: etree._Element | None, fields: Fields) -> Party:
    address = _below(node, "PostalTradeAddress")
    own_ids = fields.texts(node, "ID")
    by_scheme = {entry.get("schemeID"): fields.text(entry, ".") for entry in _all(node, "SpecifiedTaxRegistration/ID")}
    return Party(
        name=fields.text(node, "Name"),
        trade_name=fields.text(node, "SpecifiedLegalOrganization/TradingBusinessName"),
        address=address_lines(
            fields.text(address, "LineOne"),
            fields.text(address, "LineTwo"),
            fields.text(address, "LineThree"),
            postal_code=fields.text(address, "PostcodeCode"),
            town=fields.text(address, "CityName"),
        ),
        country=fields.text(address, "CountryID"),
        vat_id=by_scheme.get("VA"),
        tax_number=by_scheme.get("FC"),
        identifier=own_ids[0] if own_ids else None,
        further_identifiers=tuple(own_ids[1:]),
        contact=fields.text(node, "DefinedTradeContact/PersonName", "DefinedTradeContact/DepartmentName"),
        phone=fields.text(node, "DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber"),
        email=fields.text(node, "DefinedTradeContact/EmailURIUniversalCommunication/URIID"),
    )


def _line(node: etree._Element, fields: Fields) -> Line:
    price = node.find("SpecifiedLineTradeAgreement/NetPriceProductTradePrice")
    quantity = node.find("SpecifiedLineTradeDelivery/BilledQuantity")
    settlement, about = node.find("SpecifiedLineTradeSettlement"), node.find("AssociatedDocumentLineDocument")
    role = fields.text(about, "LineStatusReasonCode")
    return Line(
        position=fields.text(about, "LineID"),
        name=fields.text(node, "SpecifiedTradeProduct/Name") or fields.text(about, "IncludedNote/Content"),
        description=fields.text(node, "SpecifiedTradeProduct/Description"),
        item_number=fields.text(node, "SpecifiedTradeProduct/SellerAssignedID", "SpecifiedTradeProduct/GlobalID"),
        quantity=fields.amount(quantity, "."),
        unit=None if quantity is None else quantity.get("unitCode"),
        unit_price=fields.amount(price, "ChargeAmount"),
        price_quantity=fields.amount(price, "BasisQuantity"),
        tax_category=fields.text(settlement, "ApplicableTradeTax/CategoryCode"),
        tax_percent=fields.amount(settlement, "ApplicableTradeTax/RateApplicablePercent"),
        net=fields.amount(settlement, "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"),
        counts=role not in {"GROUP", "INFORMATION"},
    )


def _adjustment(node: etree._Element, fields: Fields) -> Adjustment:
    return Adjustment(
        kind="charge" if fields.text(node, "ChargeIndicator/Indicator") in {"true", "1"} else "allowance",
        reason=fields.text(node, "Reason", "ReasonCode"),
        percent=fields.amount(node, "CalculationPercent"),
        base=fields.amount(node, "BasisAmount"),
        amount=fields.amount(node, "ActualAmount"),
        tax_percent=fields.amount(node, "CategoryTradeTax/RateApplicablePercent"),
    )


def _freight(node: etree._Element, fields: Fields) -> Adjustment:
    """Read a charge for delivery (ZUGFeRD EXTENDED), which is a part of the charges (BT-108)."""
    return Adjustment(
        kind="charge",
        reason=fields.text(node, "Description"),
        amount=fields.amount(node, "AppliedAmount"),
        tax_percent=fields.amount(node, "AppliedTradeTax/RateApplicablePercent"),
    )


def _tax(node: etree._Element, fields: Fields) -> TaxShare:
    return TaxShare(
        category=fields.text(node, "CategoryCode"),
        percent=fields.amount(node, "RateApplicablePercent"),
        base=fields.amount(node, "BasisAmount"),
        tax=fields.amount(node, "CalculatedAmount"),
        exemption=fields.text(node, "ExemptionReason", "ExemptionReasonCode"),
    )


def _totals(settlement: etree._Element | None, fields: Fields, currency: str | None) -> Totals:
    sums = _below(settlement, "SpecifiedTradeSettlementHeaderMonetarySummation")
    taxes = _all(sums, "TaxTotalAmount")
    own = in_currency(taxes, currency)
    return Totals(
        lines=fields.amount(sums, "LineTotalAmount"),
        allowances=fields.amount(sums, "AllowanceTotalAmount"),
        charges=fields.amount(sums, "ChargeTotalAmount"),
        net=fields.amount(sums, "TaxBasisTotalAmount"),
        tax=fields.amount(own[0], ".") if own else None,
        gross=fields.amount(sums, "GrandTotalAmount"),
        prepaid=fields.amount(sums, "TotalPrepaidAmount"),
        rounding=fields.amount(sums, "RoundingAmount"),
        due=fields.amount(sums, "DuePayableAmount"),
    )


def _payment(settlement: etree._Element | None, fields: Fields) -> Payment:
    means = _all(settlement, "SpecifiedTradeSettlementPaymentMeans")
    paid = next((node for node in means if node.find("PayeePartyCreditorFinancialAccount") is not None), None)
    node = paid if paid is not None else (means[0] if means else None)
    account = _below(node, "PayeePartyCreditorFinancialAccount")
    return Payment(
        terms="\n".join(fields.texts(settlement, "SpecifiedTradePaymentTerms/Description")) or None,
        means=fields.text(node, "TypeCode"),
        reference=fields.text(settlement, "PaymentReference"),
        iban=fields.text(account, "IBANID", "ProprietaryID"),
        bic=fields.text(node, "PayeeSpecifiedCreditorFinancialInstitution/BICID"),
        account_name=fields.text(account, "AccountName"),
    )
