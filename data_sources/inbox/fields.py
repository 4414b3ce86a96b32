"""Reading single fields out of an invoice's XML; what cannot be read is a finding, never a guess."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from lxml import etree

from data_sources.inbox.currencies import is_iso_code, iso_code
from data_sources.inbox.rendition import Finding, Kind
from data_sources.invisible import without_invisible
from data_sources.plausible_days import is_plausible

# UNTDID 1001: the codes that EN 16931 counts as credit notes
CREDIT_NOTE_CODES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"})
CORRECTED_INVOICE, PROFORMA_INVOICE = "384", "325"

_SHOWN = 80
_NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,20})?|\.\d{1,20})", re.ASCII)
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[TZ+ -].*)?", re.ASCII)


@dataclass(frozen=True)
class Fields:
    """Reads texts, amounts and dates below elements whose tags carry no namespaces.

    Attributes:
        findings: Grows by one for each field that is there but cannot be read.
    """

    findings: list[Finding] = field(default_factory=list)

    def text(self, node: etree._Element | None, *paths: str) -> str | None:
        """Return the first non-empty text at one of the paths, with runs of white space made one space."""
        for path in paths:
            raw = None if node is None else node.findtext(path)
            if raw and (clean := " ".join(without_invisible(raw).split())):
                return clean
        return None

    def texts(self, node: etree._Element | None, path: str) -> tuple[str, ...]:
        """Return all non-empty texts at a path, line breaks kept."""
        found = () if node is None else node.findall(path)
        return tuple(text for element in found if (text := (element.text or "").strip()))

    def amount(self, node: etree._Element | None, *paths: str) -> Decimal | None:
        """Read a number in XML's own notation (point, no groups)."""
        text = self.text(node, *paths)
        if text is None:
            return None
        if _NUMBER.fullmatch(text):
            return Decimal(text)
        self._unreadable("not_a_number", paths[0], text)
        return None

    def currency(self, node: etree._Element | None, path: str) -> str | None:
        """Read a currency's code, however it is written; one that has none is a finding."""
        text = self.text(node, path)
        if text is None:
            return None
        code = iso_code(text)
        if not is_iso_code(code):
            self._unreadable("not_a_currency", path, text)
        return code

    def day(self, node: etree._Element | None, *paths: str) -> dt.date | None:
        """Read a date, written 2026-03-14 (also with a time or zone behind it) or 20260314."""
        text = self.text(node, *paths)
        if text is None:
            return None
        match = _DAY.fullmatch(text)
        try:
            if match and is_plausible(found := dt.date(*(int(part) for part in match.groups()))):
                return found
        except ValueError:
            pass
        self._unreadable("not_a_date", paths[0], text)
        return None

    def _unreadable(self, code: Literal["not_a_number", "not_a_date", "not_a_currency"], path: str, text: str) -> None:
        name = path.rsplit("/", 1)[-1]
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        self.findings.append(Finding.of("error", code, field=name, value=shown))


def in_currency(amounts: list[etree._Element], currency: str | None) -> list[etree._Element]:
    """Return the amounts in the invoice's currency, all where none is.

    A second total states the tax in the accounting currency (BT-111); ours is the one of the invoice (BT-110).
    """
    return [node for node in amounts if iso_code(node.get("currencyID") or "") in {"", currency}] or amounts


def kind_of(type_code: str | None, gross: Decimal | None) -> Kind:
    """Return whether a document takes money back (by its code, or a corrected invoice with a negative total) or asks for none."""
    if type_code == PROFORMA_INVOICE:
        return "proforma"
    takes_back = type_code in CREDIT_NOTE_CODES or (type_code == CORRECTED_INVOICE and gross is not None and gross < 0)
    return "credit_note" if takes_back else "invoice"


def address_lines(*lines: str | None, postal_code: str | None, town: str | None) -> tuple[str, ...]:
    """Return address lines as on an envelope: streets, then postal code and town."""

    def present() -> Iterator[str]:
        yield from (line for line in lines if line)
        if last := " ".join(part for part in (postal_code, town) if part):
            yield last

    return tuple(present())


def profile_name(guideline: str | None) -> str | None:
    """Return a readable name of the specification identifier (BT-24); unknown ones stay as they are."""
    if guideline is None:
        return None
    low = guideline.lower()
    if match := re.search(r"xrechnung_(\d+(?:\.\d+)*)", low):
        return f"XRechnung {match[1]}" + (" Extension" if "#conformant#" in low else "")
    if "peppol" in low:
        return "Peppol BIS Billing 3.0"
    if any(word in low for word in ("factur-x", "zugferd", "ferd:")):
        words = ("minimum", "basicwl", "basic", "comfort", "extended")
        level = next((word for word in words if re.search(rf"[:#]{word}", low)), "en16931")
        name = "ZUGFeRD 1.0 " if "urn:ferd:" in low else "ZUGFeRD "
        return name + {"basicwl": "BASIC WL", "en16931": "EN 16931"}.get(level, level.upper())
    if low == "urn:cen.eu:en16931:2017":
        return "EN 16931"
    return guideline
