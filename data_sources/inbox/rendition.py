"""The readable form of an invoice: what an e-invoice says, and what our checks found.

Field names follow the terms of EN 16931; the BT and BG numbers in the comments are its own. Amounts are signed as
in the document (a credit note shows positive amounts there) and are written as text in JSON.
"""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, PlainSerializer

from data_sources.remarks import Code, Remark

Amount = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str, when_used="json")]


class _Record(BaseModel):
    """A frozen part of a rendition; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Severity = Literal["ok", "warn", "error"]
# ``credit_note`` takes money back, ``proforma`` asks for none.
Kind = Literal["invoice", "credit_note", "proforma"]


class Finding(_Record):
    """One result of our checks: a remark and how grave it is.

    Renditions of an older version have further fields, which are passed over.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    severity: Severity
    code: str
    values: dict[str, str] = {}

    @classmethod
    def of(cls, severity: Severity, code: Code, **values: object) -> Self:
        """Make a finding of a code and its values."""
        return cls(severity=severity, code=code, values={name: str(value) for name, value in values.items()})

    @property
    def remark(self) -> Remark:
        """The same without its gravity."""
        return Remark(cast("Code", self.code), tuple(self.values.items()))


class Party(_Record):
    """Seller (BG-4) or buyer (BG-7). ``address`` holds the lines as written on an envelope, without the name."""

    name: str | None = None
    trade_name: str | None = None
    address: tuple[str, ...] = ()
    country: str | None = None
    vat_id: str | None = None
    tax_number: str | None = None
    identifier: str | None = None
    """BT-29 or BT-46 without a scheme: the number by which one party knows the other."""
    further_identifiers: tuple[str, ...] = ()
    contact: str | None = None
    phone: str | None = None
    email: str | None = None


class Line(_Record):
    """One invoice line (BG-25). ``unit`` is the UN/ECE code; ``unit_price`` is for ``price_quantity`` units."""

    position: str | None = None
    name: str | None = None
    description: str | None = None
    item_number: str | None = None
    quantity: Amount | None = None
    unit: str | None = None
    unit_price: Amount | None = None
    price_quantity: Amount | None = None
    tax_category: str | None = None
    tax_percent: Amount | None = None
    net: Amount | None = None
    counts: bool = True
    """False for a group, a remark or a part of a line: its amount is not part of the sum."""


class Adjustment(_Record):
    """An allowance (BG-20) or a charge (BG-21) on the whole document; ``amount`` without a sign."""

    kind: Literal["allowance", "charge"]
    reason: str | None = None
    percent: Amount | None = None
    base: Amount | None = None
    amount: Amount | None = None
    tax_percent: Amount | None = None


class TaxShare(_Record):
    """One line of the tax breakdown (BG-23)."""

    category: str | None = None
    percent: Amount | None = None
    base: Amount | None = None
    tax: Amount | None = None
    exemption: str | None = None


class Totals(_Record):
    """The document's totals (BG-22)."""

    lines: Amount | None = None  # BT-106
    allowances: Amount | None = None  # BT-107
    charges: Amount | None = None  # BT-108
    net: Amount | None = None  # BT-109
    tax: Amount | None = None  # BT-110
    gross: Amount | None = None  # BT-112
    prepaid: Amount | None = None  # BT-113
    rounding: Amount | None = None  # BT-114
    third_parties: Amount | None = None  # BT-DEX-002: what is collected for others, beside the invoice's own amount
    due: Amount | None = None  # BT-115


class Payment(_Record):
    """How to pay (BG-16): the first credit transfer named, and the terms (BT-20)."""

    terms: str | None = None
    means: str | None = None
    reference: str | None = None
    iban: str | None = None
    bic: str | None = None
    account_name: str | None = None


class Mail(_Record):
    """A mail as text: HTML is reduced to its words, attachments are named only."""

    sender: str | None = None
    to: str | None = None
    subject: str | None = None
    sent_at: dt.datetime | None = None
    text: str = ""
    attachments: tuple[str, ...] = ()


class Rendition(_Record):
    """What can be shown of a document. For a mail only ``format``, ``mail`` and ``findings`` are filled."""

    format: str
    profile: str | None = None
    number: str | None = None  # BT-1
    kind: Kind = "invoice"
    type_code: str | None = None  # BT-3
    currency: str | None = None  # BT-5
    issued_on: dt.date | None = None  # BT-2
    due_on: dt.date | None = None  # BT-9
    delivered_on: dt.date | None = None  # BT-72
    period_from: dt.date | None = None  # BT-73
    period_to: dt.date | None = None  # BT-74
    seller: Party = Party()
    buyer: Party = Party()
    order_number: str | None = None  # BT-13
    contract_number: str | None = None  # BT-12
    buyer_reference: str | None = None  # BT-10
    preceding_invoice: str | None = None  # BT-25
    lines: tuple[Line, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    taxes: tuple[TaxShare, ...] = ()
    totals: Totals = Totals()
    payment: Payment = Payment()
    notes: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    mail: Mail | None = None
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> str:
        """Write as JSON: amounts as decimal text, dates as ISO text."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what ``to_json`` wrote.

        Raises:
            ValueError: The text is not the JSON of a rendition.
        """
        return cls.model_validate_json(text)

    def with_findings(self, *findings: Finding) -> Self:
        """Return the same rendition with more findings."""
        return self.model_copy(update={"findings": (*self.findings, *findings)})
