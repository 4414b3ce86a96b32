"""The points that people set for a customer: the button, the list with its history, and how an exact point is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
from clientinfo_kernel.query.table import MOMENT
from widgets.parts.history import history
from widgets.texts.formats import day, local
from widgets.texts.language import _
from widgets.texts.words import dot_separated
from widgets.texts.written import label
from widgets.view_models import Action, Actions, Column, MapPoints, Stack, Table, ViewModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.query.exact_point import ExactPoint

POINT_FORM = "customer_point"


def with_points(customer_file: CustomerFile, view: MapPoints) -> Stack:
    """Return the map, the button that sets a point, and the points that were set, each with its history."""
    can_set = CUSTOMER_POINT.right in customer_file.access.changes
    parts: list[ViewModel] = [replace(view, form=POINT_FORM) if can_set else view]
    if can_set:
        parts.append(Actions((Action(_("Genauen Punkt setzen"), POINT_FORM, icon="pin"),)))
    written = customer_file.written_rows(CUSTOMER_POINT.name)
    rows = [row for row in reversed(written) if row["latitude_e6"] is not None]
    if rows:
        parts.append(
            Table(
                columns=(
                    Column("at", _("gesetzt am"), "moment", phone="title"),
                    Column("address", _("für die Anschrift")),
                    Column("note", label(CUSTOMER_POINT.name, "note")),
                    Column("by", label(CUSTOMER_POINT.name, "written_by"), phone="meta", names_colleague=True),
                ),
                rows=_points(rows),
                title=_("Gesetzte Punkte"),
                detail=lambda row: history(customer_file, CUSTOMER_POINT.name, row["point_id"]),
                names=lambda row: (row["point_id"],),
            )
        )
    return Stack(tuple(parts))


def _points(rows: list[Mapping[str, Any]]) -> pl.DataFrame:
    shown = [
        {
            "point_id": row["point_id"],
            "at": row["created_at"],
            "address": dot_separated(row["street"], " ".join(filter(None, (row["postal_code"], row["town"])))),
            "note": row["note"],
            "by": row["written_by"],
        }
        for row in rows
    ]
    texts = dict.fromkeys(("point_id", "address", "note", "by"), pl.String)
    return pl.DataFrame(shown, schema=texts | {"at": MOMENT})


def said_of_point(exact: ExactPoint) -> str:
    """Return who set a point, when, and what they noted."""
    said = _("Genauer Punkt, gesetzt von {person} am {day}.")
    if exact.attribution:
        said = _("Punkt der Anschrift nach einem Geocoder, geholt am {day}.")
    person = exact.written_by or "\N{EN DASH}"
    return " ".join(filter(None, (said.format(person=person, day=day(local(exact.written_at).date())), exact.note)))
