"""What a template can name in braces: German words, each with what it is made from and how it is found.

Values are asked for in a German session (``templates.filled``): a letter is German, whatever language the screen has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.topics import Topic
from clientinfo_kernel.live.cases import OWN_FIELDS
from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.decided_items import is_blocked
from clientinfo_kernel.settings import BERLIN
from widgets.texts.formats import format_value
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping


_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Placeholder:
    """One of them.

    Attributes:
        value: What stands in its place; empty: not known of this customer.
        topics: What it is made from, beside the customer.
    """

    value: Callable[[CustomerFile], str]
    topics: tuple[Topic, ...] = ()


def _salutation(file: CustomerFile) -> str:
    header = file.header()
    words = {"herr": _("Sehr geehrter Herr"), "frau": _("Sehr geehrte Frau")}
    said = words.get((header.salutation or "").strip().casefold())
    family_name = str(file.master_record().get("name") or "").strip()  # as delivered: "von der Heide" has three words
    if header.kind != "person" or said is None or not family_name:
        return _("Sehr geehrte Damen und Herren")
    return " ".join(filter(None, (said, header.title, family_name)))


def _now(file: CustomerFile) -> datetime:
    """Return the moment from which on something is still to come: now, or the morning of a key date that is not today."""
    now = datetime.now(BERLIN)
    return now if now.date() == file.key_date else datetime.combine(file.key_date, time.min, BERLIN)


def _next_appointment(file: CustomerFile) -> Mapping[str, Any] | None:
    """Return the appointment of the dealer system that comes next."""
    now = _now(file)
    coming = [row for row in file.appointments().to_dicts() if row["bring_at"] is not None and row["bring_at"] >= now]
    return min(coming, key=lambda row: row["bring_at"], default=None)


def _next_agreed(file: CustomerFile) -> datetime | None:
    """Return the moment that comes next for which a test drive or an appointment is agreed here."""
    now = _now(file)
    agreed = (
        datetime.combine(row["due_at"], time.fromisoformat(row["due_time"]), BERLIN)
        for row in file.cases().to_dicts()
        if row["is_open"] and row["due_at"] is not None and row["due_time"] is not None and _has_time(row["kind"])
    )
    return min((moment for moment in agreed if moment >= now), default=None)


def _has_time(kind: str | None) -> bool:
    return "due_time" in OWN_FIELDS.get(kind or "", ())


def _next(file: CustomerFile) -> tuple[datetime | None, Mapping[str, Any] | None]:
    """Return when the customer comes next, and the dealer system's appointment where it is that."""
    row, agreed = _next_appointment(file), _next_agreed(file)
    if row is not None and (agreed is None or row["bring_at"] <= agreed):
        return row["bring_at"], row
    return agreed, None


def _appointment(file: CustomerFile) -> str:
    moment, _row = _next(file)
    return "" if moment is None else _("{moment} Uhr").format(moment=format_value(moment, "moment"))


def _plate(file: CustomerFile) -> str:
    _moment, row = _next(file)
    if row is None:
        return ""
    plates = dict(file.vehicles()[:, ["vehicle_number", "license_plate"]].rows())
    return plates.get(row["vehicle_number"]) or ""


def _vehicle_wanted(file: CustomerFile) -> str:
    wanted = [row["vehicle_wanted"] for row in file.cases().to_dicts() if row["is_open"] and row["vehicle_wanted"]]
    return wanted[0] if wanted else ""


def _late(file: CustomerFile) -> list[Mapping[str, Any]]:
    """Return what is due and can be asked for: neither disputed nor blocked, and nothing that was promised in time."""
    return [
        item
        for item in file.open_items().to_dicts()
        if (item["days_overdue"] or 0) > 0
        and item["balance"] > 0
        and not item["is_disputed"]
        and item["promise"] != "open"
        and not is_blocked(item, file.key_date)
    ]


def _late_invoices(file: CustomerFile) -> str:
    words = _("Rechnung {number} vom {day}, fällig am {due}: {balance} EUR")
    return "\n".join(
        words.format(
            number=item["number"] or item["text"] or "",
            day=format_value(item["date"], "date"),
            due=format_value(item["due_on"], "date"),
            balance=format_value(item["balance"], "money"),
        )
        for item in _late(file)
    )


def _late_sum(file: CustomerFile) -> str:
    late = _late(file)
    return format_value(sum((item["balance"] for item in late), Decimal("0.00")), "money") if late else ""


def _sender(customer_file: CustomerFile) -> str:
    """Return who writes, as customers know them: without what distinguishes them from a colleague of the same name."""
    return next(iter(customer_file.colleagues()), "").removesuffix(f" ({customer_file.account})")


PLACEHOLDERS: Mapping[str, Placeholder] = {
    "absender": Placeholder(_sender),
    "anrede": Placeholder(_salutation),
    "datum": Placeholder(lambda file: format_value(file.key_date, "date")),
    "faellige_rechnungen": Placeholder(_late_invoices, ("receivables",)),
    "faelliger_betrag": Placeholder(_late_sum, ("receivables",)),
    "gesuchtes_fahrzeug": Placeholder(_vehicle_wanted),
    "haus": Placeholder(lambda file: file.settings.letters.company or file.settings.house),
    "in_einer_woche": Placeholder(lambda file: format_value(file.key_date + _WEEK, "date")),
    "kennzeichen": Placeholder(_plate),
    "kundennummer": Placeholder(lambda file: file.customer_number),
    "name": Placeholder(lambda file: file.header().name),
    "offener_saldo": Placeholder(
        lambda file: format_value(sum(file.open_items()["balance"], Decimal("0.00")), "money"), ("receivables",)
    ),
    "ort": Placeholder(lambda file: file.header().town or ""),
    "termin": Placeholder(_appointment),
}
