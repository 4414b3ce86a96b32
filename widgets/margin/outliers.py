"""Ausreißer: documents that lost money or depart from what is usual; each opens to its postings, and is checked off."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.commands import Conflict
from clientinfo_kernel.live.decisions import following
from clientinfo_kernel.live.fields import LONGEST_TEXT
from clientinfo_kernel.live.outlier_reviews import IN_ORDER, OUTLIER_REVIEW
from clientinfo_kernel.margin import UNASSIGNED
from clientinfo_kernel.margin.changed_months import late_documents
from clientinfo_kernel.margin.reviews import last_review
from widgets.margin.differing import both, leave
from widgets.margin.documents_below import postings_of, to_customer
from widgets.margin.outlier_words import REASONS, why
from widgets.margin.words import cents
from widgets.texts.formats import format_value, number
from widgets.texts.language import _
from widgets.view_models import Button, Chip, Choice, Column, Field, Form, ItemList, Notice, Refusal, Stack, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.margin import Margin, Page
    from widgets.margin.place import Place
    from widgets.view_models import Values, ViewModel

# The worst ones; a longer list is more than a day's work.
MOST = 500
OPEN, REVIEWED = "open", "reviewed"


def outliers(place: Place) -> Choice:
    """Return the outliers of the page's filters that nobody looked at yet, and those that are in order.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter cannot be asked for.
    """
    options = {OPEN: _("offen"), REVIEWED: _("geprüft, in Ordnung")}
    return Choice(_("Ausreißer"), options, OPEN, lambda which: outlier_table(place, is_reviewed=which == REVIEWED))


def outlier_table(place: Place, *, is_reviewed: bool = False) -> Table:
    """Return one of both lists, what lost money first, the largest first.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter cannot be asked for.
    """
    return _table(place, MOST, is_reviewed=is_reviewed)


def _table(place: Place, most: int | None, *, is_reviewed: bool) -> Table:
    """Return it with so many documents; a file of it has all."""
    late = late_documents(place.margin)
    page = place.margin.odd_documents(place.view.question.where, late=late, limit=most, reviewed=is_reviewed)
    whys = [why(row) for row in page.rows.iter_rows(named=True)]
    return Table(
        (
            Column("reason", _("Grund"), "chip", chips={key: Chip(_(name), tone) for key, (name, tone) in REASONS.items()}, phone="meta"),
            Column("customer_name", _("Kunde"), link=to_customer, phone="title"),
            Column("number", _("Beleg"), "identifier", phone="meta"),
            Column("date", _("Datum"), "date", phone="meta"),
            Column("why", _("Begründung"), phone="row"),
            Column("revenue", _("Erlöse"), "money", total=True, phone="row"),
            Column("gross_profit", _("Rohertrag"), "money", total=True, strong=True, phone="figure"),
            *((Column("review_note", _("Geprüft, weil"), phone="row"), Column("reviewed_by", _("geprüft von"), phone="meta"), Column("reviewed_at", _("geprüft am"), "moment", phone="meta")) if is_reviewed else ()),
        ),
        page.rows.drop("reasons").with_columns(pl.Series("why", whys, dtype=pl.String)),
        title=_title(page, is_reviewed=is_reviewed),
        detail=partial(_opened, place),
        sum_detail=partial(_opened_sum, place.margin),
        search=_("Ausreißer filtern"),
        download=_("ausreisser"),
        empty=_("Noch kein Beleg ist geprüft.") if is_reviewed else _("Kein Beleg in dieser Auswahl fällt auf."),
        customers="customer",
        every=None if page.height == page.rows.height else lambda: _table(place, None, is_reviewed=is_reviewed),
    )  # fmt: skip


def _title(page: Page, *, is_reviewed: bool) -> str:
    name = _("Geprüft, in Ordnung") if is_reviewed else _("Ausreißer")
    said = [_("Rohertrag {sum} €").format(sum=cents(page.total["gross_profit"]))]
    if page.height > page.rows.height:
        said.append(_("die {shown} größten von {all}").format(shown=page.rows.height, all=number(page.height)))
    if not is_reviewed and page.total["reviewed"]:
        said.append(_("{count} geprüft").format(count=number(page.total["reviewed"])))
    return f"{name}: {', '.join(said)}"


def _opened(place: Place, row: Mapping[str, Any]) -> ViewModel:
    """Return the postings of the whole document, each with file and line, and the form that checks it off."""
    where = (
        ("number", (row["number"],)),
        ("year", (f"{row['year']}..{row['last_year']}",)),
        ("customer", (row["customer"] or UNASSIGNED,)),
    )
    postings = postings_of(place.margin, where)
    form = _form(place, row)
    return Stack((postings, form)) if form is not None else postings


def _opened_sum(margin: Margin, shown: pl.DataFrame) -> ItemList:
    """Return the postings of all documents that are shown, the first ones under what all of them add up to."""
    years = pl.int_ranges("year", pl.col("last_year") + 1).alias("year")
    return postings_of(margin, (), among=shown.select("customer", "number", years).explode("year"))


def _form(place: Place, row: Mapping[str, Any]) -> Form | Notice | None:
    if not place.may_decide:
        return None
    last = last_review(place.margin.directory, row)
    is_reviewed = last is not None and (last["verdict"], last["figures"]) == (IN_ORDER, row["figures"])
    if last is not None and is_reviewed:
        note = _("{person} am {when}: {why}").format(
            person=last["reviewed_by"] or "–", when=format_value(last["created_at"], "moment"), why=last["note"]
        )
        title, button = _("Geprüft, in Ordnung"), _("Wieder öffnen")
        label = _("Warum wieder offen?")
    else:
        note = _("Der Beleg kommt wieder, sobald sich seine Beträge ändern.")
        title, button, label = _("Prüfen"), _("Geprüft, in Ordnung"), _("Warum ist das in Ordnung?")
    field = Field("note", label, required=True, longest=LONGEST_TEXT)
    press = Button(button, partial(_review, place, row, "open" if is_reviewed else IN_ORDER, last), "primary")
    return Form((field,), (press,), title=title, note=note, kept_as=_kept_as(row))


def _kept_as(row: Mapping[str, Any]) -> str:
    return f"review {row['customer']} {row['number']} {row['year']}"


def _review(
    place: Place, row: Mapping[str, Any], verdict: str, last: Mapping[str, Any] | None, values: Values
) -> ViewModel | None:
    """Write a decision that follows the one that was seen last; somebody else's since then is shown first."""
    document = {name: row[name] for name in ("customer", "number", "year", "figures")}
    said = {**document, "verdict": verdict, "note": values["note"], **following(OUTLIER_REVIEW, last)}
    if isinstance(place.write(OUTLIER_REVIEW, said), Conflict):
        return _chosen(place, row, verdict, str(values["note"]))
    text = (
        _("Beleg {number} ist geprüft, in Ordnung.") if verdict == IN_ORDER else _("Beleg {number} ist wieder offen.")
    )
    return place.done(text.format(number=row["number"]))


def _chosen(place: Place, row: Mapping[str, Any], verdict: str, note: str) -> ViewModel | None:
    """Return both decisions, the viewer's and the other that came before it, to choose from."""
    theirs = last_review(place.margin.directory, row)
    if theirs is None:
        raise Refusal(_("Ihre Entscheidung ist noch nicht gespeichert. Bitte drücken Sie noch einmal."))
    shown = both(theirs, "reviewed_by", _decision(verdict, note), _decision(theirs["verdict"], theirs["note"]))
    field = Field("note", _("Warum?"), value=note, required=True, longest=LONGEST_TEXT)
    mine = Button(_("Meine Angabe speichern"), partial(_review, place, row, verdict, theirs), "primary")
    return Stack((*shown, Form((field,), (mine, leave(place)), title=_decided(verdict), kept_as=_kept_as(row))))


def _decision(verdict: str, note: str) -> dict[str, str]:
    return {_("Entscheidung"): _decided(verdict), _("Warum?"): note}


def _decided(verdict: str) -> str:
    return _("Geprüft, in Ordnung") if verdict == IN_ORDER else _("offen")
