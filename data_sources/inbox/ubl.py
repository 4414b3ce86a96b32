"""UBL 2.1 Invoice and CreditNote, in the sense of EN 16931 (syntax binding CEN/TS 16931-3-2)."""

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from data_sources.inbox.fields import Fields, address_lines, in_currency, kind_of, profile_name
from data_sources.inbox.rendition import Adjustment, Line, Party, Payment, Rendition, TaxShare, Totals

ROOTS = {
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice": "Invoice",
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote": "CreditNote",
}


def read_ubl(root: etree._Element, fields: Fields) -> Rendition:
    """Read a UBL document (tags without namespaces); every field can be absent."""
    currency = fields.currency(root, "DocumentCurrencyCode")
    profile = profile_name(fields.text(root, "CustomizationID"))
    taxes = in_currency(root.findall("TaxTotal/TaxAmount"), currency)
    shares = [
        share for tax in taxes if (total := tax.getparent()) is not None for share in total.findall("TaxSubtotal")
    ]
    totals = _totals(root, fields, taxes, has_third_parties=(profile or "").endswith(" Extension"))
    code = fields.text(root, "InvoiceTypeCode", "CreditNoteTypeCode") or ("381" if root.tag == "CreditNote" else None)
    return Rendition(
        format="xrechnung_ubl",
        profile=profile,
        number=fields.text(root, "ID"),
        kind="credit_note" if root.tag == "CreditNote" else kind_of(code, totals.gross),
        type_code=code,
        currency=currency,
        issued_on=fields.day(root, "IssueDate"),
        due_on=fields.day(root, "DueDate", "PaymentMeans/PaymentDueDate"),
        delivered_on=fields.day(root, "Delivery/ActualDeliveryDate"),
        period_from=fields.day(root, "InvoicePeriod/StartDate"),
        period_to=fields.day(root, "InvoicePeriod/EndDate"),
        seller=_party(root.find("AccountingSupplierParty/Party"), fields),
        buyer=_party(root.find("AccountingCustomerParty/Party"), fields),
        order_number=fields.text(root, "OrderReference/ID"),
        contract_number=fields.text(root, "ContractDocumentReference/ID"),
        buyer_reference=fields.text(root, "BuyerReference"),
        preceding_invoice=fields.text(root, "BillingReference/InvoiceDocumentReference/ID"),
        lines=tuple(_lines(root, fields, counts=True)),
        adjustments=tuple(_adjustment(node, fields) for node in root.findall("AllowanceCharge")),
        taxes=tuple(_tax(node, fields) for node in shares),
        totals=totals,
        payment=_payment(root, fields),
        notes=fields.texts(root, "Note"),
        attachments=tuple(
            name
            for node in root.findall("AdditionalDocumentReference/Attachment/EmbeddedDocumentBinaryObject")
            if (name := node.get("filename"))
        ),
    )


def _party(node: etree._Element | None, fields: Fields) -> Party:
    if node is None:
        return Party()
    vat_id = tax_number = None
    for scheme in node.findall("PartyTaxScheme"):
        number = fields.text(scheme, "CompanyID")
        if (fields.text(scheme, "TaxScheme/ID") or "").upper() == "VAT":
            vat_id = vat_id or number
        else:
            tax_number = tax_number or number
    address = node.find("PostalAddress")
    legal, trade = fields.text(node, "PartyLegalEntity/RegistrationName"), fields.text(node, "PartyName/Name")
    own_ids = [
        number
        for entry in node.findall("PartyIdentification/ID")
        if entry.get("schemeID") is None and (number := fields.text(entry, "."))
    ]
    return Party(
        name=legal or trade,
        trade_name=trade if legal else None,
        address=address_lines(
            fields.text(address, "StreetName"),
            fields.text(address, "AdditionalStreetName"),
            fields.text(address, "AddressLine/Line"),
            postal_code=fields.text(address, "PostalZone"),
            town=fields.text(address, "CityName"),
        ),
        country=fields.text(address, "Country/IdentificationCode"),
        vat_id=vat_id,
        tax_number=tax_number,
        identifier=own_ids[0] if own_ids else None,
        further_identifiers=tuple(own_ids[1:]),
        contact=fields.text(node, "Contact/Name"),
        phone=fields.text(node, "Contact/Telephone"),
        email=fields.text(node, "Contact/ElectronicMail"),
    )


def _lines(node: etree._Element, fields: Fields, *, counts: bool) -> Iterator[Line]:
    """Yield the lines, each followed by its parts (XRechnung Extension, BG-DEX-01), which the line's amount includes."""
    tags = ("InvoiceLine", "CreditNoteLine") if counts else ("SubInvoiceLine",)
    for line in (found for tag in tags for found in node.findall(tag)):
        yield _line(line, fields, counts=counts)
        yield from _lines(line, fields, counts=False)


def _line(node: etree._Element, fields: Fields, *, counts: bool) -> Line:
    quantity = node.find("InvoicedQuantity")
    if quantity is None:
        quantity = node.find("CreditedQuantity")
    return Line(
        position=fields.text(node, "ID"),
        name=fields.text(node, "Item/Name"),
        description=fields.text(node, "Item/Description"),
        item_number=fields.text(node, "Item/SellersItemIdentification/ID", "Item/StandardItemIdentification/ID"),
        quantity=fields.amount(quantity, "."),
        unit=None if quantity is None else quantity.get("unitCode"),
        unit_price=fields.amount(node, "Price/PriceAmount"),
        price_quantity=fields.amount(node, "Price/BaseQuantity"),
        tax_category=fields.text(node, "Item/ClassifiedTaxCategory/ID"),
        tax_percent=fields.amount(node, "Item/ClassifiedTaxCategory/Percent"),
        net=fields.amount(node, "LineExtensionAmount"),
        counts=counts,
    )


def _adjustment(node: etree._Element, fields: Fields) -> Adjustment:
    return Adjustment(
        kind="charge" if fields.text(node, "ChargeIndicator") in {"true", "1"} else "allowance",
        reason=fields.text(node, "AllowanceChargeReason", "AllowanceChargeReasonCode"),
        percent=fields.amount(node, "MultiplierFactorNumeric"),
        base=fields.amount(node, "BaseAmount"),
        amount=fields.amount(node, "Amount"),
        tax_percent=fields.amount(node, "TaxCategory/Percent"),
    )


def _tax(node: etree._Element, fields: Fields) -> TaxShare:
    return TaxShare(
        category=fields.text(node, "TaxCategory/ID"),
        percent=fields.amount(node, "TaxCategory/Percent"),
        base=fields.amount(node, "TaxableAmount"),
        tax=fields.amount(node, "TaxAmount"),
        exemption=fields.text(node, "TaxCategory/TaxExemptionReason", "TaxCategory/TaxExemptionReasonCode"),
    )


def _totals(root: etree._Element, fields: Fields, taxes: list[etree._Element], *, has_third_parties: bool) -> Totals:
    others = root.findall("PrepaidPayment") if has_third_parties else []
    third_parties = [amount for node in others if (amount := fields.amount(node, "PaidAmount")) is not None]
    sums = root.find("LegalMonetaryTotal")
    return Totals(
        lines=fields.amount(sums, "LineExtensionAmount"),
        allowances=fields.amount(sums, "AllowanceTotalAmount"),
        charges=fields.amount(sums, "ChargeTotalAmount"),
        net=fields.amount(sums, "TaxExclusiveAmount"),
        tax=fields.amount(taxes[0], ".") if taxes else None,
        gross=fields.amount(sums, "TaxInclusiveAmount"),
        prepaid=fields.amount(sums, "PrepaidAmount"),
        rounding=fields.amount(sums, "PayableRoundingAmount"),
        third_parties=sum(third_parties, start=Decimal(0)) if third_parties else None,
        due=fields.amount(sums, "PayableAmount"),
    )


def _payment(root: etree._Element, fields: Fields) -> Payment:
    means = root.findall("PaymentMeans")
    paid = next((node for node in means if node.find("PayeeFinancialAccount") is not None), None)
    node = paid if paid is not None else (means[0] if means else None)
    return Payment(
        terms="\n".join(fields.texts(root, "PaymentTerms/Note")) or None,
        means=fields.text(node, "PaymentMeansCode"),
        reference=fields.text(node, "PaymentID"),
        iban=fields.text(node, "PayeeFinancialAccount/ID"),
        bic=fields.text(node, "PayeeFinancialAccount/FinancialInstitutionBranch/ID"),
        account_name=fields.text(node, "PayeeFinancialAccount/Name"),
    )
