"""What a planner reads after something was not written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.errors import AuditNotWritten, ChangeNotPermitted, NotPermitted, TooManyOpened
from clientinfo_kernel.live.errors import InputRefused, LiveUnavailable
from clientinfo_kernel.tours.breaks import against_break
from widgets.incident import report_incident
from widgets.texts.language import _, ngettext
from widgets.texts.pauses import too_many_opened
from widgets.texts.unsaved import unsaved_words
from widgets.texts.wrong_value import wrong_words
from widgets.tours.words import hour, hours

if TYPE_CHECKING:
    from clientinfo_kernel.tours.day import DriverDay, TourDay
    from clientinfo_kernel.tours.plan import Plan


def changed_by_others(count: int) -> str:
    """Return that stops were changed by somebody else meanwhile."""
    return ngettext(
        "{count} Stopp hat inzwischen jemand anders geändert: dessen Stand gilt.",
        "{count} Stopps hat inzwischen jemand anders geändert: deren Stand gilt.",
        count,
    )


def day_changed_by_others(count: int) -> str:
    """Return that days of drivers were changed by somebody else meanwhile."""
    return ngettext(
        "Den Tag dieses Fahrers hat inzwischen jemand anders geändert: dessen Stand gilt.",
        "{count} Tage dieses Fahrers hat inzwischen jemand anders geändert: deren Stand gilt.",
        count,
    )


def failure_said(error: Exception) -> str:
    """Return why something was not written."""
    match error:
        case InputRefused():
            return wrong_words(error)
        case TooManyOpened():
            return " ".join(too_many_opened(error))
        case NotPermitted() | ChangeNotPermitted() | AuditNotWritten() | LiveUnavailable():
            return unsaved_words(error, _("Der Speicher antwortet nicht. Bitte versuchen Sie es noch einmal."))
        case _:
            number = report_incident("tours", error)
            return _("Das wurde nicht gespeichert (Vorfall {number}).").format(number=number)


def not_loaded_said(error: Exception) -> str:
    """Return why a day cannot be shown."""
    if isinstance(error, LiveUnavailable):
        return _("Der Speicher antwortet nicht. Bitte versuchen Sie es noch einmal.")
    number = report_incident("tours", error)
    return _("Das hat nicht geklappt (Vorfall {number}).").format(number=number)


def no_break_said(day: TourDay, driver: DriverDay) -> str:
    """Return that no time is left for somebody's break, with what is locked then."""
    span = hours(day.clock, driver.break_early, driver.break_late)
    held = against_break(day, driver)
    if not held:
        return _("Keine Pause gefunden für {names}.").format(names=driver.name)
    locks = ", ".join(f"{each.customer} {hour(day.clock, each.held_at or 0)}" for each in held)
    return _("Die Pause von {driver} ({span}) und diese Sperren widersprechen sich: {locks}.").format(
        driver=driver.name, span=span, locks=locks
    )


def nothing_new_said(plan: Plan) -> str:
    """Return that a search ended with the plan that there was."""
    if plan.tours:
        return _("Kein besserer Plan gefunden: der übernommene bleibt.")
    return _("Kein Stopp lässt sich planen.") if plan.unplanned else ""


def no_plan_said(error: Exception) -> str:
    """Return that there is no plan."""
    number = report_incident("tours", error)
    return _("Der Plan konnte nicht berechnet werden (Vorfall {number}).").format(number=number)
