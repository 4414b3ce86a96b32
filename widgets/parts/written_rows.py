"""A table of rows that people wrote about a customer; a row opens the form that changes it, and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from widgets.parts.history import history
from widgets.texts.language import _
from widgets.texts.written import label, shown_value
from widgets.view_models import Action, Actions, Column, Kind, Stack, Table, ViewModel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.view_models import Link


def written_rows(
    customer_file: CustomerFile,
    entity: Entity,
    names: Sequence[str],
    *,
    title: str,
    form: str,
    link: Callable[[Mapping[str, Any]], Link | None] | None = None,
) -> Table:
    """Return the rows of one kind, newest first.

    Args:
        customer_file: Whose they are.
        entity: Their kind.
        names: The fields that are shown; the first is the title on a phone, and where ``link`` leads from.
        title: Of the table.
        form: The form that changes a row.
        link: Where the first field leads.
    """
    rows = list(reversed(customer_file.written_rows(entity.name)))
    shown: dict[str, list[Any]] = {entity.key: [row[entity.key] for row in rows]}
    for name in names:
        values = [row[name] for row in rows]
        plain = entity.fields[name].kind in ("date", "money")
        said = [None if value is None else shown_value(entity.name, name, value) for value in values]
        shown[name] = values if plain else said

    def below(row: Mapping[str, Any]) -> ViewModel:
        changes = history(customer_file, entity.name, row[entity.key])
        if entity.right not in customer_file.access.changes:
            return changes
        return Stack((Actions((Action(_("Bearbeiten"), form, row[entity.key]),)), changes))

    return Table(
        columns=tuple(_column(entity, name, link if name == names[0] else None, names[0]) for name in names),
        rows=pl.DataFrame(shown, schema={name: _dtype(entity, name) for name in shown}),
        title=title,
        detail=below,
        names=lambda row: (row[entity.key],),
    )


def _column(entity: Entity, name: str, link: Callable[[Mapping[str, Any]], Link | None] | None, first: str) -> Column:
    kind: Kind = "date" if entity.fields[name].kind == "date" else "text"
    return Column(name, label(entity.name, name), kind, phone="title" if name == first else "row", link=link)


def _dtype(entity: Entity, name: str) -> Any:
    return pl.Date if name in entity.fields and entity.fields[name].kind == "date" else pl.String
