"""Perioden: which months are closed, which of them a later refresh changed and in which rows, and two snapshots compared."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.errors import MonthDecided, QuestionError
from clientinfo_kernel.live.commands import Conflict, new_command_id
from clientinfo_kernel.live.document_files import DocumentMissing, NoRoomForDocuments
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.fields import LONGEST_TEXT
from clientinfo_kernel.margin import UNASSIGNED, Question
from clientinfo_kernel.margin.changed_months import changed
from clientinfo_kernel.margin.closed_periods import ClosedPeriod, closed_periods, closing, of_months, opening
from clientinfo_kernel.margin.snapshot_changes import snapshot_changes
from clientinfo_kernel.money import MONEY
from widgets.margin.documents_below import documents_below
from widgets.margin.snapshot_words import snapshot_words
from widgets.margin.words import value_word
from widgets.parts.list_rows import with_values_of
from widgets.texts.formats import month
from widgets.texts.language import N_, _
from widgets.texts.unsaved import unsaved_words
from widgets.texts.words import DIVISIONS, word
from widgets.view_models import (
    Button,
    Chip,
    Choice,
    Column,
    Confirmation,
    Field,
    Form,
    Notice,
    Refusal,
    Stack,
    Table,
    Unsettled,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from widgets.margin.place import Place
    from widgets.view_models import Values, ViewModel

MONTHS, SNAPSHOTS = "months", "snapshots"
_STATES = {"open": Chip(N_("offen"), "neutral"), "closed": Chip(N_("geschlossen"), "ok"), "changed": Chip(N_("geändert"), "danger")}  # fmt: skip
_CHANGES = {"came": Chip(N_("neu"), "warn"), "went": Chip(N_("weg"), "danger"), "changed": Chip(N_("geändert"), "warn")}


def periods(place: Place) -> Choice:
    """Return the months, and the comparison of the two snapshots that are kept.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    options = {MONTHS: _("Monate"), SNAPSHOTS: _("Datenstände vergleichen")}
    builds = {MONTHS: month_table, SNAPSHOTS: compared_snapshots}
    return Choice(_("Perioden"), options, MONTHS, lambda which: builds[which](place))


def month_table(place: Place) -> Table:
    """Return all months in which something is posted, the latest first, with what the closed ones were.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    closed = {each.month: each for each in closed_periods(place.margin)}
    differing = changed(place.margin, closed.values())
    posted = place.margin.ask(Question(("gross_profit",), ("month",))).rows.drop_nulls("month")
    now = dict(posted.select("month", "gross_profit").iter_rows())
    rows = [
        _month_row(each, now.get(each), closed.get(each), is_changed=each in differing)
        for each in sorted({*now, *closed}, reverse=True)
    ]
    return Table(
        (
            Column("name", _("Monat"), phone="title"),
            Column("state", _("Stand"), "chip", chips={key: Chip(_(each.text), each.tone) for key, each in _STATES.items()}, phone="meta"),
            Column("then", _("Rohertrag beim Abschluss"), "money", phone="row"),
            Column("now", _("Rohertrag jetzt"), "money", strong=True, phone="figure"),
            Column("difference", _("Differenz"), "money", phone="row"),
            Column("documents", _("Belege beim Abschluss"), "number", phone="hide"),
            Column("closed_by", _("geschlossen von"), phone="meta"),
            Column("closed_at", _("geschlossen am"), "moment", phone="meta"),
            Column("note", _("Notiz"), phone="row"),
        ),
        pl.DataFrame(rows, schema=_MONTHS),
        title=_("Perioden"),
        note=_("Ein geschlossener Monat wird festgehalten; die Auswertung zeigt weiter, was gebucht ist. Ändert ihn eine spätere Übernahme, stehen hier die Buchungen."),
        detail=partial(_opened, place, closed),
        download=_("perioden"),
        empty=_("Es ist noch nichts gebucht"),
    )  # fmt: skip


_MONTHS: dict[str, Any] = {
    "month": pl.Date, "name": pl.String, "state": pl.String, "then": MONEY, "now": MONEY, "difference": MONEY,
    "documents": pl.Int64, "closed_by": pl.String, "closed_at": pl.Datetime("us", "UTC"), "note": pl.String,
}  # fmt: skip


def _month_row(day: date, now: Any, closed: ClosedPeriod | None, *, is_changed: bool) -> dict[str, Any]:
    row = {**dict.fromkeys(_MONTHS), "month": day, "name": month(day), "state": "open", "now": now}
    if closed is None:
        return row
    return {
        **row,
        "state": "changed" if is_changed else "closed",
        "then": closed.gross_profit,
        "difference": (now or 0) - closed.gross_profit,
        "documents": closed.documents,
        "closed_by": closed.closed_by,
        "closed_at": closed.closed_at,
        "note": closed.note,
    }


def _opened(place: Place, closed: Mapping[date, ClosedPeriod], row: Mapping[str, Any]) -> ViewModel:
    """Return what differs in a month, and the form that closes it or opens it again."""
    period = closed.get(row["month"])
    shown: list[ViewModel] = []
    if period is not None:
        said = _("Geschlossen mit dem Datenstand {snapshot}.").format(snapshot=snapshot_words(period.snapshot))
        shown.append(Notice(_("Unverändert seit dem Abschluss") if row["state"] == "closed" else _("Seit dem Abschluss geändert"), said, tone="ok" if row["state"] == "closed" else "danger"))  # fmt: skip
        if row["state"] == "changed":
            try:
                shown += _changes(period.changes(place.margin), period.labour(place.margin))
            except DocumentMissing:
                shown.append(Notice(_("Die Buchungen von damals fehlen"), _("Die Betriebsleitung findet sie in einer Sicherung."), tone="warn"))  # fmt: skip
    if place.may_decide:
        shown.append(_close_form(place, row["month"]) if period is None else _open_form(place, row["month"]))
    shown.append(documents_below(place.margin, of_months([row["month"]])))
    return Stack(tuple(shown))


def _changes(postings: pl.DataFrame, labour: pl.DataFrame) -> list[ViewModel]:
    """Return the postings that differ, and the labour where any does; postings alone where nothing does."""
    tables: list[ViewModel] = [change_table(postings)] if postings.height or labour.is_empty() else []
    return [*tables, labour_table(labour)] if labour.height else tables


def labour_table(changes: pl.DataFrame) -> Table:
    """Return the documents that have other labour units or hours (``labour_changes.CHANGES``)."""
    rows = with_values_of(changes, ("division",), "division_word", lambda row: word(DIVISIONS, row["division"]))
    return Table(
        (
            Column("number", _("Beleg"), "identifier", phone="title"),
            Column("customer", _("Kd.-Nr."), "identifier", phone="meta"),
            Column("division_word", _("Sparte"), phone="meta"),
            Column("branch", _("Filiale"), phone="hide"),
            Column("units_before", _("AW vorher"), "number", total=True, phone="row"),
            Column("units_now", _("AW jetzt"), "number", total=True, phone="row"),
            Column("units_difference", _("Differenz"), "number", total=True, strong=True, phone="figure"),
            Column("hours_before", _("Stunden vorher"), "number", phone="row"),
            Column("hours_now", _("Stunden jetzt"), "number", phone="row"),
        ),
        rows,
        title=_("Geänderte Arbeitswerte"),
        note=_("AW kommen aus den Aufträgen; gebucht werden sie nicht."),
        search=_("Beleg filtern"),
        download=_("geaenderte_arbeitswerte"),
        customers="customer",
    )


def change_table(changes: pl.DataFrame) -> Table:
    """Return the postings that differ (``posting_changes.CHANGES``), each with file and line."""
    rows = with_values_of(changes, ("division",), "division_word", lambda row: word(DIVISIONS, row["division"]))
    rows = with_values_of(rows, ("payer",), "payer_word", lambda row: value_word("payer", row["payer"] or UNASSIGNED))
    # In most months the rows do not differ in these: then they only take place.
    places = (
        ("branch", Column("branch", _("Filiale"), phone="meta")),
        ("payer", Column("payer_word", _("Zahler"), phone="row")),
        ("cost_center", Column("cost_center", _("Kostenstelle"), "identifier", phone="row")),
    )
    return Table(
        (
            Column("change", _("Änderung"), "chip", chips={key: Chip(_(each.text), each.tone) for key, each in _CHANGES.items()}, phone="meta"),
            Column("posted_on", _("Datum"), "date", phone="meta"),
            Column("number", _("Beleg"), "identifier", phone="title"),
            Column("customer", _("Kd.-Nr."), "identifier", phone="meta"),
            Column("account", _("Konto"), "identifier", phone="meta"),
            Column("division_word", _("Sparte"), phone="hide"),
            *(column for key, column in places if rows[key].n_unique() > 1),
            Column("text", _("Buchungstext"), phone="row"),
            Column("before", _("vorher"), "money", total=True, phone="row"),
            Column("now", _("jetzt"), "money", total=True, phone="row"),
            Column("difference", _("Differenz"), "money", total=True, strong=True, phone="figure"),
            Column("source_file", _("Datei"), phone="hide"),
            Column("source_row", _("Zeile"), "identifier", phone="hide"),
        ),
        rows.with_columns(pl.col("source_row").cast(pl.String)),
        title=_("Geänderte Buchungen"),
        search=_("Beleg, Konto, Text filtern"),
        download=_("geaenderte_buchungen"),
        empty=_("Keine Buchung ist anders."),
        customers="customer",
    )  # fmt: skip


def compared_snapshots(place: Place) -> ViewModel:
    """Return what came, went and changed from the former snapshot to the newest, within the page's filters.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    try:
        found = snapshot_changes(place.margin, place.view.question.where)
    except QuestionError:
        return Notice(_("So viele Buchungen lassen sich nicht vergleichen"), _("Wählen Sie einen kürzeren Zeitraum."), tone="warn")  # fmt: skip
    if found is None:
        return Notice(_("Es gibt keinen früheren Datenstand"), _("Nach der nächsten Übernahme steht hier, was sie geändert hat."))  # fmt: skip
    said = _("{before} gegen {now}, in der Auswahl der Seite.")
    text = said.format(before=snapshot_words(found.before), now=snapshot_words(found.now))
    return Stack((Notice(_("Zwei Datenstände"), text), *_changes(found.changes, found.labour)))


def _close_form(place: Place, day: date) -> Form:
    ask = Confirmation(
        _("{month} schließen?").format(month=month(day)),
        _("Seine Beträge und Buchungen von jetzt werden festgehalten. Spätere Änderungen werden gemeldet."),
        _("Schließen"),
    )
    field = Field("note", _("Notiz"), longest=LONGEST_TEXT)
    button = Button(_("Monat schließen"), partial(_close, place, day), "primary", confirm=ask)
    return Form((field,), (button,), title=_("Abschluss"), kept_as=f"close {day}")


def _open_form(place: Place, day: date) -> Form:
    field = Field("note", _("Warum wieder öffnen?"), required=True, longest=LONGEST_TEXT)
    button = Button(_("Wieder öffnen"), partial(_open, place, day))
    return Form((field,), (button,), title=_("Wieder öffnen"), kept_as=f"reopen {day}")


def _close(place: Place, day: date, values: Values) -> ViewModel | None:
    try:
        done = place.do(closing(place.margin, day, new_command_id(), str(values["note"])))
    except MonthDecided:
        raise _decided(place, day) from None
    except QuestionError:
        raise Refusal(_("Ein Monat lässt sich erst schließen, wenn er vorbei und etwas gebucht ist.")) from None
    except (NoRoomForDocuments, LiveUnavailable) as error:
        raise Refusal(unsaved_words(error)) from error
    if isinstance(done, Conflict):
        raise _decided(place, day)
    return place.done(_("{month} ist geschlossen.").format(month=month(day)))


def _open(place: Place, day: date, values: Values) -> ViewModel | None:
    try:
        done = place.do(opening(place.margin, day, new_command_id(), str(values["note"])))
    except MonthDecided:
        raise _decided(place, day) from None
    except LiveUnavailable as error:
        raise Refusal(unsaved_words(error)) from error
    if isinstance(done, Conflict):
        raise _decided(place, day)
    return place.done(_("{month} ist wieder offen.").format(month=month(day)))


def _decided(place: Place, day: date) -> Unsettled:
    """Return that the month is shown as somebody else left it: what they decided is not written over unseen."""
    text = _("Es wurde nichts geändert. Sehen Sie sich den Monat an, wie er jetzt steht.")
    notice = Notice(_("{month} hat inzwischen jemand geschlossen oder geöffnet").format(month=month(day)), text, tone="warn")  # fmt: skip
    return Unsettled(lambda: place.again(notice))
