"""What somebody reads whose pages make a pause, because more was asked of them than people ask."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import TooManyListed, TooManyTaken
from widgets.texts.formats import format_value
from widgets.texts.language import _, ngettext

if TYPE_CHECKING:
    from clientinfo_kernel.errors import TooManyLines, TooManyOpened, TooManySearched
    from clientinfo_kernel.live.errors import TooMuchWritten

_MINUTE, _HOUR = 60, 3600


def too_much_written(stop: TooMuchWritten) -> str:
    """Return why nothing more is taken from somebody, and until when."""
    hours = math.ceil(stop.seconds / _HOUR)
    return ngettext(
        "Sie haben in 24 Stunden sehr viel geschrieben ({most} Änderungen). In {count} Stunde geht es weiter; braucht es mehr,"
        " sagen Sie es bitte der Administration.",
        "Sie haben in 24 Stunden sehr viel geschrieben ({most} Änderungen). In {count} Stunden geht es weiter; braucht es mehr,"
        " sagen Sie es bitte der Administration.",
        hours,
        most=format_value(stop.most, "number"),
    )


def room_words(room: int, most: int) -> str:
    """Return how many changes somebody can still write who is about to write more, without a full stop.

    Args:
        room: So many now.
        most: So many in 24 hours.
    """
    if not room:
        said = _("Davon lässt sich jetzt nichts schreiben: {most} Änderungen in 24 Stunden sind schon geschrieben")
        return said.format(most=format_value(most, "number"))
    return ngettext(
        "Jetzt lässt sich davon noch {count} Änderung schreiben (höchstens {most} in 24 Stunden); dann macht es eine Pause,"
        " und „Fortsetzen“ schreibt später den Rest",
        "Jetzt lassen sich davon noch {count} Änderungen schreiben (höchstens {most} in 24 Stunden); dann macht es eine Pause,"
        " und „Fortsetzen“ schreibt später den Rest",
        room,
        most=format_value(most, "number"),
    )


def too_many_opened(stop: TooManyOpened) -> tuple[str, str]:
    """Return the title and the text for somebody who opens one customer after the other."""
    minutes = math.ceil(stop.seconds / _MINUTE)
    text = ngettext(
        "Sie haben in kurzer Zeit sehr viele Kunden geöffnet. In {count} Minute geht es weiter; wen Sie heute schon offen"
        " hatten, öffnen Sie jederzeit.",
        "Sie haben in kurzer Zeit sehr viele Kunden geöffnet. In {count} Minuten geht es weiter; wen Sie heute schon offen"
        " hatten, öffnen Sie jederzeit.",
        minutes,
    )
    return _("Das Öffnen macht eine Pause"), text


def too_many_lines(stop: TooManyLines) -> tuple[str, str]:
    """Return the title and the text for somebody who is shown, takes along or does too much; the text says it alone as well."""
    match stop:
        case TooManyListed():
            return _too_many_listed(stop)
        case TooManyTaken():
            return _too_many_taken(stop)
    minutes = math.ceil(stop.seconds / _MINUTE)
    text = ngettext(
        "Sie haben in einer Stunde sehr viel geöffnet, heruntergeladen oder geändert. In {count} Minute geht es weiter.",
        "Sie haben in einer Stunde sehr viel geöffnet, heruntergeladen oder geändert. In {count} Minuten geht es weiter.",
        minutes,
    )
    return _("Ihre Seiten machen eine Pause"), text


def _too_many_listed(stop: TooManyListed) -> tuple[str, str]:
    text = ngettext(
        "Listen haben Ihnen sehr viele Kunden gezeigt. In {count} Minute geht es weiter; wen sie heute schon gezeigt haben,"
        " zeigen sie weiter.",
        "Listen haben Ihnen sehr viele Kunden gezeigt. In {count} Minuten geht es weiter; wen sie heute schon gezeigt haben,"
        " zeigen sie weiter.",
        math.ceil(stop.seconds / _MINUTE),
    )
    return _("Ihre Listen machen eine Pause"), text


def _too_many_taken(stop: TooManyTaken) -> tuple[str, str]:
    text = ngettext(
        "Sie haben in 24 Stunden sehr viele Zeilen heruntergeladen. In {count} Stunde geht es weiter; braucht es mehr, sagen"
        " Sie es bitte der Administration.",
        "Sie haben in 24 Stunden sehr viele Zeilen heruntergeladen. In {count} Stunden geht es weiter; braucht es mehr, sagen"
        " Sie es bitte der Administration.",
        math.ceil(stop.seconds / _HOUR),
    )
    return _("Das Herunterladen macht eine Pause"), text


def too_many_searched(stop: TooManySearched) -> list[str]:
    """Return a title and a sentence for a search that makes a pause."""
    minutes = math.ceil(stop.seconds / _MINUTE)
    return [
        _("Die Suche macht eine Pause"),
        ngettext(
            "Sie hat Ihnen in kurzer Zeit sehr viele Kunden gezeigt. In {count} Minute geht es weiter; einen Kunden, dessen"
            " Nummer Sie kennen, öffnen Sie über die Adresse.",
            "Sie hat Ihnen in kurzer Zeit sehr viele Kunden gezeigt. In {count} Minuten geht es weiter; einen Kunden, dessen"
            " Nummer Sie kennen, öffnen Sie über die Adresse.",
            minutes,
        ),
    ]
