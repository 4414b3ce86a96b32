"""Why a document is odd, in words: the name of each reason, and the figures behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from widgets.margin.words import cents, share
from widgets.texts.formats import number
from widgets.texts.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.view_models import Tone

REASONS: Mapping[str, tuple[str, Tone]] = {
    "loss": (N_("Marge negativ"), "danger"),
    "no_revenue": (N_("Einsatz ohne Erlös"), "danger"),
    "warranty": (N_("Garantie unterdeckt"), "danger"),
    "below_cost": (N_("Stunden unter Kosten"), "danger"),
    "late": (N_("Nach Periodenschluss"), "warn"),
    "discount": (N_("Rabatt ungewöhnlich"), "warn"),
    "no_cost": (N_("Erlös ohne Einsatz"), "warn"),
}
_PLAIN: Mapping[str, str] = {
    "loss": N_("Kosten über Erlös"),
    "no_revenue": N_("Kosten gebucht, kein Erlös zum Beleg"),
    "no_cost": N_("Erlös gebucht, keine Kosten zum Beleg"),
}


def why(row: Mapping[str, Any]) -> str:
    """Return all reasons of a document (``Margin.odd_documents``) with their figures."""
    return "; ".join(_said(reason, row) for reason in row["reasons"])


def _said(reason: str, row: Mapping[str, Any]) -> str:
    match reason:
        case "warranty":
            text = _("Hersteller zahlt {paid} €, Teile und Stunden kosten {cost} €")
            return text.format(paid=_euros(row["warranty_paid"]), cost=_euros(row["warranty_cost"]))
        case "below_cost":
            text = _("{rate} € je Stunde verkauft, {cost} € kostet sie im Mittel von {count} Belegen")
            return text.format(
                rate=_euros(row["hourly_rate"]), cost=_euros(row["hourly_cost"]), count=number(row["hour_cases"])
            )
        case "late" if not row["late"]:
            return _("nach dem Abschluss auf eine andere Sparte gebucht; der geschlossene Monat behält seine Summe")
        case "late":
            text = _("nach dem Abschluss gebucht oder geändert; der geschlossene Monat ändert sich um {amount} €")
            return text.format(amount=_euros(row["late"]))
        case "discount":
            text = _("{share} Nachlass, üblich {usual} (Median von {count} gleichartigen Belegen)")
            return text.format(
                share=_percent(row["discount"]),
                usual=_percent(row["usual_discount"]),
                count=number(row["discount_cases"]),
            )
        case _:
            return _(_PLAIN[reason])


def _euros(whole: int) -> str:
    return cents(Decimal(whole).scaleb(-2))


def _percent(hundredths: int) -> str:
    return share(Decimal(hundredths).scaleb(-2))
