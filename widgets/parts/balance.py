"""What the customer owes, as one figure with its ageing bar."""

from decimal import Decimal
from typing import Literal

from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.decided_items import is_blocked
from clientinfo_kernel.query.header import CustomerHeader
from widgets.texts.formats import format_value
from widgets.texts.language import _, ngettext
from widgets.texts.words import AGEING, dot_separated
from widgets.view_models import Chart, Chip, KeyFigure, Link, Series

_COLORS: tuple[Literal["age-0", "age-1", "age-2", "age-3", "age-4", "age-5"], ...] = (
    "age-0",
    "age-1",
    "age-2",
    "age-3",
    "age-4",
    "age-5",
)


def credit_chip(header: CustomerHeader) -> Chip | None:
    """Return the warning that the customer is blocked, else that the credit limit is exceeded."""
    if header.credit_blocked:
        return Chip(_("Kredit gesperrt"), "danger")
    return Chip(_("Limit überschritten"), "danger") if header.credit_limit_exceeded else None


def ageing_chart(customer_file: CustomerFile) -> Chart:
    """Return one bar cut by days since the due date; credits are not in it (a bar has no negative piece)."""
    balances = dict(customer_file.ageing()[:, ["ageing", "balance"]].rows())
    series = tuple(
        Series(_(text), (balances.get(code, Decimal(0)),), color)
        for (code, text), color in zip(AGEING.items(), _COLORS, strict=True)
    )
    return Chart("segments", (_("Fälligkeit"),), series, note=_("nach Fälligkeit, ohne Guthaben"))


def balance_figure(customer_file: CustomerFile, title: str, more: tuple[str, Link] | None = None) -> KeyFigure:
    """Return the open balance, how many items and credits it is made of, and what is owed by age below.

    Without a debt there is nothing to cut by age: neither six zeros, nor a red bar of claims that credits outweigh.
    """
    header = customer_file.header()
    items = customer_file.open_items()
    credit = sum(items["balance"].filter(items["balance"] < 0), Decimal("0.00"))
    count = ngettext("{count} Posten", "{count} Posten", items.height)
    known = header.dunning_level is not None
    level = _("Mahnstufe {level}").format(level=header.dunning_level) if known else _("Mahnstufe unbekannt")
    oldest = _("ältester Posten {date}").format(date=format_value(min(items["date"], default=None), "date"))
    balance = sum(items["balance"], Decimal("0.00"))
    foot = dot_separated(f"{level}, {oldest}", *_decisions(customer_file))
    return KeyFigure(
        value=balance,
        title=title,
        text=_text(count, credit) if items.height else _("nichts offen"),
        chip=credit_chip(header) or (Chip(_("Guthaben"), "ok") if balance < 0 else None),
        below=ageing_chart(customer_file) if balance > 0 else None,
        foot=foot if items.height else "",
        more=more,
    )


def _decisions(customer_file: CustomerFile) -> tuple[str, ...]:
    """Return what accounting decided about the items, counted: broken promises first."""
    items = customer_file.open_items().to_dicts()
    broken = sum(row["promise"] == "broken" for row in items)
    disputed = sum(bool(row["is_disputed"]) for row in items)
    blocked = sum(is_blocked(row, customer_file.key_date) for row in items)
    said = (
        (ngettext("{count} Zusage gebrochen", "{count} Zusagen gebrochen", broken), broken),
        (_("strittig: {count}").format(count=disputed), disputed),
        (_("mit Mahnsperre: {count}").format(count=blocked), blocked),
    )
    return tuple(text for text, count in said if count)


def _text(count: str, credit: Decimal) -> str:
    if not credit:
        return count
    return _("{items}, davon Guthaben {credit}").format(items=count, credit=format_value(credit, "money"))
