"""The targets that stand behind one of the page: month, division, branch, and who set them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from widgets.margin.view import MOST_LENGTH
from widgets.margin.words import cents, value_word
from widgets.markup import tag
from widgets.texts.formats import month
from widgets.texts.language import _, ngettext
from widgets.texts.words import dot_separated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    import polars as pl
    from markupsafe import Markup

    from widgets.margin.view import View
    from widgets.views.markup_writer import MarkupWriter


def targets_title(entries: pl.DataFrame) -> str:
    """Return how many there are."""
    return ngettext("{count} Ziel", "{count} Ziele", entries.height)


def target_lines(
    entries: pl.DataFrame, view: View, go: Callable[[View], None], writer: MarkupWriter
) -> Iterator[Markup]:
    """Write the first ones, what the others come to with the way to them, and the sum.

    Args:
        entries: Result of ``targets.targets_behind``.
        view: The page as it is.
        go: Goes to another one.
        writer: Notes what clicks do.
    """
    for row in entries.head(view.length).iter_rows(named=True):
        yield _line(_name(row), cents(row["gross_profit"]), more=_more(row))
    rest = entries.slice(view.length)
    if rest.height:
        further = view.longer or replace(view, length=MOST_LENGTH)
        text = ngettext("{count} weiteres Ziel", "{count} weitere Ziele", rest.height)
        yield tag(
            "button", tag("span", text, way_words(f" {_('zeigen')}")), tag("span", cents(_sum(rest)), class_="ci-num"),
            type="button", data_act=writer.note(lambda _receiver: go(further)),
        )  # fmt: skip
    yield _line(_("Summe"), cents(_sum(entries)), is_sum=True)


def way_words(words: str) -> Markup:
    """Write where a press leads, which stays off the paper."""
    return tag("span", words, class_="ci-origin__way")


def _sum(entries: pl.DataFrame) -> Any:
    """Return what they come to; None: none of them is of gross profit."""
    known = entries["gross_profit"].drop_nulls()
    return known.sum() if known.len() else None


def _name(row: Mapping[str, Any]) -> str:
    branch = _("ohne Filiale") if row["branch"] is None else row["branch"]
    return dot_separated(month(row["month"]), value_word("division", row["division"]), branch)


def _more(row: Mapping[str, Any]) -> str:
    revenue = row["revenue"]
    net = "" if revenue is None else _("Erlöse nach Minderungen {amount}").format(amount=cents(revenue))
    return dot_separated(net, row["written_by"] or "")


def _line(name: str, amount: str, *, more: str = "", is_sum: bool = False) -> Markup:
    text = tag("span", name, tag("small", more) if more else None)
    return tag("div", text, tag("span", amount, class_="ci-num"), class_="is-sum" if is_sum else None)
