"""The open items on a day that has passed: month ends, rebuilt from the postings."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from widgets.papers.statement import statement_download
from widgets.parts.balance import balance_figure
from widgets.parts.open_item_table import open_item_table
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.view_models import Actions, Choice, Notice, Stack, ViewModel

if TYPE_CHECKING:
    from clientinfo_kernel.query.customer_file import CustomerFile

_MONTHS = 36


def earlier_key_date(customer_file: CustomerFile) -> Choice:
    """Return the choice of a month end before the key date, and below it the open items of that day."""
    days = {day.isoformat(): format_value(day, "date") for day in month_ends(customer_file.key_date)}
    return Choice(
        label=_("Stichtag"),
        options={"": _("kein früherer"), **days},
        selected="",
        build=partial(_on, customer_file),
        title=_("Offene Posten an einem früheren Stichtag"),
    )


def month_ends(day: date) -> list[date]:
    """Return the last days of the months before a day, the latest first."""
    ends = []
    for _month in range(_MONTHS):
        day = day.replace(day=1) - timedelta(days=1)
        ends.append(day)
    return ends


def _on(customer_file: CustomerFile, day: str) -> ViewModel:
    if not day:
        return Notice(
            _("Wie es früher war"),
            _("Wählen Sie einen Stichtag: Die offenen Posten dieses Tages werden aus den Buchungen gerechnet."),
        )
    then = customer_file.on(date.fromisoformat(day))
    if then.open_items().is_empty():
        return Notice(_("Keine offenen Posten"), _("An diesem Tag war nach den Buchungen nichts offen."), tone="ok")
    paper = Actions((statement_download(then),))
    return Stack((balance_figure(then, _("offener Saldo")), paper, open_item_table(then)))
