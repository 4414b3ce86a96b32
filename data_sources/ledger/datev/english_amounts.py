"""Amounts with a decimal point, as programs write them that part the values of a list by commas: ``1,190.00``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from data_sources.ledger.datev.headings import ListHeadings

# Two digits behind the point: a German group has three.
_WITH_POINT = r"^[^0-9]*([0-9]+|[0-9]{1,3}(,[0-9]{3})+)\.[0-9]{2}[^0-9]*$"
_TEXTS = ("account", "name", "document_ref1", "contra_account", "text", "document_on", "due_on", "source_row")


def with_german_amounts(raw: pl.DataFrame, form: ListHeadings) -> pl.DataFrame:
    """Return the values of a list with its amounts as German programs write them; only a list with commas has others.

    Args:
        raw: Text columns named as in ``form.columns``.
        form: Of the list.
    """
    if form.separator != ",":
        return raw
    german = pl.all().exclude(_TEXTS)
    bare = german.str.replace_all(",", "", literal=True).str.replace(".", ",", literal=True)
    return raw.with_columns(pl.when(german.str.contains(_WITH_POINT)).then(bare).otherwise(german))
