"""An invoice as it is printed: what the e-invoice writers need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from demo_dealership import world

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Party:
    """Who sells or buys. ``vat_id`` is null for consumers."""

    name: str
    street: str
    postal_code: str
    town: str
    vat_id: str | None = None
    email: str = "rechnung@nordhof.example"


HOUSE = Party(world.HOUSE_COMPANY, world.HOUSE_STREET, world.HOUSE_POSTAL_CODE, world.HOUSE_TOWN, world.HOUSE_VAT_ID)


@dataclass(frozen=True)
class PaperLine:
    """One line: net price per unit, net amount (EUR). ``unit`` is a code of UN/ECE Recommendation 20."""

    text: str
    item_number: str | None
    quantity: Decimal
    price: Decimal
    net: Decimal
    unit: str = "C62"


@dataclass(frozen=True)
class Paper:
    """An invoice or credit note with one VAT rate (per cent; 0: margin scheme, no VAT shown). Amounts are positive."""

    number: str
    issued_on: date
    due_on: date
    seller: Party
    buyer: Party
    buyer_reference: str
    lines: tuple[PaperLine, ...]
    percent: Decimal
    net: Decimal
    tax: Decimal
    is_credit_note: bool = False

    @property
    def gross(self) -> Decimal:
        """What is to be paid."""
        return self.net + self.tax

    def completed(self) -> Paper:
        """With a last line for the difference (a rebate has the quantity -1), so that the lines add up to the net."""
        rest = self.net - sum((line.net for line in self.lines), start=Decimal(0))
        if not rest:
            return self
        text = "Nachlass" if rest < 0 else "Sonstige Leistungen"
        sign = -1 if rest < 0 else 1
        return replace(self, lines=(*self.lines, PaperLine(text, None, Decimal(sign), abs(rest), rest)))


def line(text: str, item_number: str | None, quantity: int, price: str, unit: str = "C62") -> PaperLine:
    """Return a line whose amount is quantity times price."""
    each = Decimal(price)
    return PaperLine(text, item_number, Decimal(quantity), each, (quantity * each).quantize(_CENT), unit)
