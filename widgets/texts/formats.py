"""Values as people read them, in German and English; the browser's grid writes the same forms with Intl.

Figures come as Decimal or int and are formatted without passing through a float. Minus is the plain hyphen, so that
a copied figure pastes into a spreadsheet. No currency sign: EUR stands once per tile.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import get_decimal_symbol, get_group_symbol

from clientinfo_kernel.settings import BERLIN
from widgets.texts.language import _, language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from widgets.view_models import Kind, Value  # they hold tables; the Hub formats a number

# British English, as it is used in German houses: 07/03/2011, 1,803.22.
LOCALES: Mapping[str, str] = {"de": "de_DE", "en": "en_GB"}
_DATE_MARKS: Mapping[str, str] = {"de": ".", "en": "/"}


@cache
def _locale(chosen: str) -> Locale:
    return Locale.parse(LOCALES[chosen])


def money(value: Decimal | float) -> str:
    """Return an amount with two places: ``-1.803,22``."""
    return _grouped(f"{_exact(value):,.2f}")


def number(value: Decimal | float) -> str:
    """Return a figure with up to three places, without trailing zeros: ``152.300``, ``2,5``."""
    return _grouped(f"{_exact(value):,.3f}".rstrip("0").rstrip("."))


def exact(value: Decimal) -> str:
    """Return an amount with all its decimals, at least two: ``1.234,50``, ``0,125``."""
    places = max(2, -int(value.as_tuple().exponent))
    return _grouped(f"{value:,.{places}f}")


def percent(value: Decimal | float) -> str:
    """Return per cent as they are written (71.95 is ``71,95 %``)."""
    return f"{money(value)}\N{NO-BREAK SPACE}%"


def share(value: Decimal | float) -> str:
    """Return a share or a margin, which has one place on screen (71.95 is ``72,0 %``), rounded half away from zero."""
    rounded = _exact(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{_grouped(f'{rounded:,.1f}')}\N{NO-BREAK SPACE}%"


def day(value: date) -> str:
    """Return a day: ``07.03.2011``. A moment is taken on the house's calendar."""
    if isinstance(value, datetime):
        value = local(value).date()
    mark = _DATE_MARKS[language()]
    return f"{value.day:02}{mark}{value.month:02}{mark}{value.year:04}"


def day_and_month(value: date) -> str:
    """Return a day where the year is clear: ``07.03.``."""
    if isinstance(value, datetime):
        value = local(value).date()
    return f"{value.day:02}.{value.month:02}." if language() == "de" else f"{value.day:02}/{value.month:02}"


def month(value: date) -> str:
    """Return a month as a heading: ``März 2011``."""
    if isinstance(value, datetime):
        value = local(value).date()
    return _month(value.year, value.month, language())


@cache
def _month(year: int, of_year: int, chosen: str) -> str:
    return format_skeleton("yMMMM", datetime(year, of_year, 15, tzinfo=UTC), locale=_locale(chosen))


def moment(value: datetime) -> str:
    """Return a moment in the house's time zone: ``07.03.2011, 14:02``."""
    return f"{day(value)}, {local(value):%H:%M}"


def local(value: datetime) -> datetime:
    """Return the moment in the house's time zone; one without a zone is UTC, as inside the kernel."""
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(BERLIN)


def yes_no(value: object) -> str:
    """Return ``ja`` or ``nein``."""
    return _("ja") if value else _("nein")


_WRITERS: Mapping[str, Callable[..., str]] = {
    "money": money,
    "number": number,
    "percent": percent,
    "share": share,
    "date": day,
    "moment": moment,
    "yes_no": yes_no,
}


def format_value(value: Value, kind: Kind) -> str:
    """Return the value as text for people; None is the empty text.

    A value that does not fit its kind is shown as it stands: a screen must not fail over one odd cell.
    """
    if value is None:
        return ""
    writer = _WRITERS.get(kind, str)
    try:
        return writer(value)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return str(value)


def _grouped(written: str) -> str:
    """Write a figure in Python's own form with the marks of the session's language.

    Babel's ``format_decimal`` reads its pattern at each call; a page has hundreds of figures.
    """
    return written.translate(_marks(language()))


@cache
def _marks(chosen: str) -> dict[int, str]:
    locale = _locale(chosen)
    return str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})


def _exact(value: Decimal | float) -> Decimal:
    """Return a float by its shortest text (0.1 is 0.1), everything else unchanged."""
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
