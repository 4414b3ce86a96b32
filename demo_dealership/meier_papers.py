"""The documents of the brochure's customer in the inboxes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from demo_dealership.paper_cii import cii
from demo_dealership.paper_pdf import pdf, zugferd
from demo_dealership.paper_ubl import ubl
from demo_dealership.papers import HOUSE, Paper, Party, line

_BUYER = Party(
    "Meier Vakuumtechnik GmbH", "Meier-Hess-Anlage 4", "95119", "Naila", "DE123456789", "info@meier-vakuum.example"
)
_VAT = Decimal(19)


def meier_papers() -> dict[str, tuple[str, bytes]]:
    """File name and bytes by entry (see ``meier_inbox``)."""
    spring = date(2011, 3, 7), date(2011, 4, 6)
    parts = Paper("01111893", *spring, HOUSE, _BUYER, "10012", _PARTS, _VAT, Decimal("698.41"), Decimal("132.70"))
    work = Paper("01111892", *spring, HOUSE, _BUYER, "10012", _WORK, _VAT, Decimal("1807.75"), Decimal("343.47"))
    summer = Paper(
        "01120731", date(2012, 6, 14), date(2012, 7, 14), HOUSE, _BUYER, "10012", _SUMMER, _VAT, Decimal("2651.22"), Decimal("503.73")
    )  # fmt: skip
    note = Paper(
        "G-2012-118", date(2012, 9, 27), date(2012, 10, 27), HOUSE, _BUYER, "10012", (line("Rückgabe Stoßdämpfer", None, 1, "70.76"),),
        _VAT, Decimal("70.76"), Decimal("13.44"), is_credit_note=True,
    )  # fmt: skip
    portal = Party(
        "Zubehörportal GmbH", "Messeplatz 8", "90471", "Nürnberg", "DE136695976", "rechnung@zubehoerportal.example"
    )
    # two rules broken on purpose: no name of the buyer, and lines that do not add up to the net
    foreign = Paper(
        "Z-77120", date(2012, 10, 8), date(2012, 11, 7), portal, replace(_BUYER, name=""), "10012",
        (line("Dachträger", "Z-4411", 1, "90.00"),), _VAT, Decimal("100.00"), Decimal("19.00"),
    )  # fmt: skip
    return {
        "EM1893": ("01111893.pdf", zugferd(parts)),
        "EM1892": ("01111892.pdf", zugferd(work)),
        "EM0731": ("01120731.xml", ubl(summer)),
        "EM0118": ("G-2012-118.pdf", pdf(note)),
        "EM7120": ("Z-77120.xml", cii(foreign)),
    }


_PARTS = (
    line("Bremsscheibe vorn", "A 210 421 25 12", 2, "89.90"), line("Bremsbelagsatz vorn", "A 005 420 12 20", 1, "112.45"),
    line("Stoßdämpfer hinten", "A 203 320 01 31", 2, "168.20"), line("Motoröl 5W-30, 5 l", "A 000 989 83 01", 1, "69.76"),
)  # fmt: skip
_WORK = (
    line("Inspektion B nach Herstellervorgabe", "00-1002", 12, "9.00"), line("Bremsscheiben und Beläge vorn ersetzen", "42-1160", 17, "9.00"),
    line("Bremsscheiben und Beläge hinten ersetzen", "42-1260", 17, "9.00"), line("Bremsflüssigkeit wechseln", "42-0010", 4, "9.00"),
    line("Motoröl und Filter wechseln", "18-0020", 4, "9.00"), line("Luftfilter ersetzen", "09-0110", 4, "9.00"),
    line("Innenraumfilter ersetzen", "83-0410", 3, "9.00"), line("Achsvermessung prüfen", "40-0500", 4, "9.00"),
    line("Keilrippenriemen ersetzen", "13-0340", 7, "9.00"), line("HU-Vorbereitung", "00-2000", 4, "9.00"),
    line("Endkontrolle und Probefahrt", "00-8000", 4, "9.00"), line("Getriebe instand setzen", "26-0500", 1, "846.13"),
    line("Bremsscheibe vorn", "A 210 421 25 12", 2, "89.90"), line("Ölfilter und Dichtsatz", "A 271 180 01 09", 1, "61.82"),
)  # fmt: skip
_SUMMER = (
    line("Anhängekupplung mit Elektrosatz", "A 204 580 02 44", 1, "1999.00"), line("Montage Anhängekupplung", "31-0200", 50, "9.00"),
    line("Kleinmaterial und Codierung", None, 1, "202.22"),
)  # fmt: skip
