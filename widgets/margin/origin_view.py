"""The origin as it stands beside the pivot: step by step, each with its sum, down to file and line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from clientinfo_kernel.margin import TARGET, UNASSIGNED
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_AMOUNTS
from widgets.margin.breadcrumb import breadcrumb, steps
from widgets.margin.equation import compared_words
from widgets.margin.origin import other_side, path_words
from widgets.margin.origin_files import documents_title
from widgets.margin.origin_postings import postings_of
from widgets.margin.origin_targets import target_lines, targets_title, way_words
from widgets.margin.part_words import PART_TEXTS, PART_WORDS, alike_words, customers_title
from widgets.margin.view import BEFORE, MOST_LENGTH, listed
from widgets.margin.words import MARGIN, MEASURES, cents, change_words, share, value_word
from widgets.markup import icon, tag
from widgets.pages import CUSTOMER_PAGE
from widgets.texts.formats import format_value
from widgets.texts.language import _, ngettext
from widgets.texts.words import GROSS_PROFIT_LINES, dot_separated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from markupsafe import Markup

    from clientinfo_kernel.margin import Page
    from clientinfo_kernel.margin.change import Change
    from widgets.margin.origin import Documents, Origin
    from widgets.margin.origin_files import OriginFiles
    from widgets.margin.view import View
    from widgets.views.markup_writer import Action, MarkupWriter


class OriginView:
    """Writes the origin.

    Args:
        origin: What was found.
        view: The page as it is.
        go: Goes to another one.
        writer: Notes what clicks do.
        files: Hands over all rows of a step that has more than the page shows.
        before: The page as it was: what was opened since then is brought into sight; None: it is drawn first.
    """

    def __init__(
        self,
        origin: Origin,
        view: View,
        go: Callable[[View], None],
        writer: MarkupWriter,
        files: OriginFiles,
        *,
        before: View | None = None,
    ) -> None:
        self._origin, self._view, self._go, self._writer, self._before = origin, view, go, writer, before
        self._files = files

    @property
    def _arrives(self) -> bool:
        """Whether the postings were opened by the last click."""
        return bool(self._view.document) and (self._before is None or _opened(self._before) != _opened(self._view))

    def write(self) -> Markup:
        """Return all steps."""
        view = self._view
        where = path_words(view) or _("Gesamt")
        close = tag(
            "button", icon("x"), type="button", class_="ci-button ci-button--quiet ci-button--icon", aria_label=_("Schließen"),
            data_act=self._does(view.without_origin()), data_ci_escape=True,
        )  # fmt: skip
        way = breadcrumb(steps(view, self._names(), PART_WORDS), self._go, self._writer)
        title = tag("div", tag("h2", _("Woher kommt diese Zahl?")), way)
        head = tag("div", title, tag("span", class_="ci-spacer"), close, class_="ci-tile__head ci-origin__head")
        shown = (
            self._figure(where),
            self._targets(),
            self._why(),
            self._customers(),
            *self._documents(),
            self._postings(),
        )
        return tag("section", head, tag("ol", *shown, class_="ci-origin__steps"), class_="ci-tile ci-origin", aria_label=_("Woher kommt diese Zahl?"))  # fmt: skip

    def customers(self) -> Iterator[str]:
        """Return the numbers of the customers that it names."""
        shown = self._origin.customers["customer"].drop_nulls().head(self._view.length).to_list()
        yield from shown
        yield from (self._origin.alike[each][0] for each in shown if each in self._origin.alike)
        for each in self._origin.documents:
            yield from each.rows["customer"].drop_nulls()

    def _names(self) -> dict[str, str]:
        """Return the names of the customers that are known here, by their numbers."""
        frames = (self._origin.customers, *(each.rows for each in self._origin.documents))
        pairs = (frame.select("customer", "customer_name").drop_nulls().iter_rows() for frame in frames)
        return {number: name for each in pairs for number, name in each}

    def _does(self, view: View) -> int:
        return self._writer.note(lambda _receiver: self._go(view))

    def _figure(self, where: str) -> Markup:
        figures = self._origin.figures
        lines = [
            tag("div", tag("span", _(GROSS_PROFIT_LINES[key])), tag("span", cents(figures[key]), class_="ci-num"), class_="is-sum" if key == "gross_profit" else None)
            for key in GROSS_PROFIT_AMOUNTS
        ]  # fmt: skip
        lines.append(
            tag(
                "div",
                tag("span", _(MEASURES[MARGIN])),
                tag("span", share(figures["margin_percent"]), class_="ci-num"),
            )
        )
        lines += self._target()
        is_new = self._before is None and not self._view.part and not self._view.document
        return _step(where, cents(figures["gross_profit"]), tag("div", *lines, class_="ci-origin__list"), seen=is_new)

    def _target(self) -> Iterator[Markup]:
        """Write the target of the row, and what it is apart from it."""
        figures = self._origin.figures
        if self._view.question.compare != TARGET:
            return
        wanted, apart = figures["gross_profit_before"], figures["gross_profit_change"]
        has_gaps = self._origin.has_gaps
        name = _("Ziel (lückenhaft)") if has_gaps else _("Ziel")
        yield tag("div", tag("span", name), tag("span", cents(wanted), class_="ci-num"))
        if has_gaps:  # the whole would stand beside a part
            return
        text = "–" if apart is None else _signed(apart)
        yield tag("div", tag("span", _("Abweichung vom Ziel")), tag("span", text, class_="ci-num"), class_="is-sum")

    def _targets(self) -> Markup | None:
        """Write the targets that its target is the sum of."""
        entries = self._origin.targets
        if entries is None or entries.is_empty():
            return None
        lines = target_lines(entries, self._view, self._go, self._writer)
        return _step(targets_title(entries), None, tag("div", *lines, class_="ci-origin__list"))

    def _why(self) -> Markup | None:
        """Write the bridge: what each part changed; a click narrows what follows to it."""
        found, figures = self._origin, self._origin.figures
        if found.change is None:
            return None
        view = self._view
        before, now = figures["gross_profit_before"], figures["gross_profit"]
        largest = max((abs(amount) for amount in found.parts.values()), default=Decimal(0)) or Decimal(1)
        there, words = other_side(view, found.change), compared_words(_put_beside(view, found.change))
        if there is None:
            rows = [tag("div", tag("span", words), tag("span", cents(before), class_="ci-num"))]
        else:
            rows = [_choice(words, cents(before), self._does(there), is_on=None)]
        for part, amount in found.parts.items():
            is_on = view.part == part
            bar = tag("i", class_="is-loss" if amount < 0 else None, style=f"--w:{abs(amount) / largest * 100:.0f}%")
            rows.append(
                tag("button", tag("span", _(PART_WORDS[part]), tag("small", _(PART_TEXTS[part])), bar), tag("span", _signed(amount), class_="ci-num"),
                    type="button", class_="ci-origin__part", aria_pressed=str(is_on).lower(),
                    data_act=self._does(view.narrowed(part="" if is_on else part)))
            )  # fmt: skip
        rows.append(tag("div", tag("span", _("jetzt")), tag("span", cents(now), class_="ci-num"), class_="is-sum"))
        changed = f"{_signed(now - before)} ({change_words('gross_profit', figures)[0] or '–'})"
        return _step(_("Warum hat sie sich geändert?"), changed, tag("div", *rows, class_="ci-origin__list"))

    def _customers(self) -> Markup:
        rows, view = self._origin.customers, self._view
        lines = []
        for number, name, amount in rows.head(view.length).select("customer", "customer_name", "amount").iter_rows():
            text = name or number or value_word("customer", None)
            is_on = number is not None and view.customer == number
            changed = view.narrowed(part=view.part, customer="" if is_on or number is None else number)
            more = alike_words(self._origin.alike.get(number or ""))
            lines.append(_choice(text, cents(amount), self._does(changed), is_on=is_on, more=more))
        is_new = bool(view.part) and (self._before is None or self._before.part != view.part) and not view.document
        what = customers_title(view.part, rows["customer"].drop_nulls().len(), len(self._origin.alike))
        self._append_rest(lines, rows["amount"], self._files.customers(rows, what))
        way = None
        if view.customer:
            address = f"{CUSTOMER_PAGE}?{urlencode({'customer': view.customer, 'tab': 'gross_profit'})}"
            way = tag("a", _("Kunde öffnen"), href=address)
        return _step(what, way, tag("div", *lines, class_="ci-origin__list"), seen=is_new)

    def _append_rest(self, lines: list[Markup], amounts: Any, save: Action) -> None:
        rest = amounts.slice(self._view.length)
        if rest.len():
            lines.append(self._rest(rest.len(), rest.sum(), save))
        lines.append(
            tag("div", tag("span", _("Summe")), tag("span", cents(amounts.sum()), class_="ci-num"), class_="is-sum")
        )

    def _rest(self, count: int, amount: Decimal, save: Action, *, is_before: bool = False) -> Markup:
        """Write what the rows that are not shown add up to, and the way to them: more rows here, the list if it can, else a file."""
        view = self._view
        in_list = None if view.longer else listed(view, is_before=is_before)
        further = view.longer or in_list or (replace(view, length=MOST_LENGTH) if view.length < MOST_LENGTH else None)
        text = ngettext("{count} weiterer", "{count} weitere", count)
        if further is None:
            return _choice(
                text, cents(amount), self._writer.note(save), is_on=None, way=f", {_('alle als Excel-Datei')}"
            )
        where = _("in der Liste") if in_list else _("zeigen")
        return _choice(text, cents(amount), self._does(further), is_on=None, way=f" {where}")

    def _below(self, page: Page) -> Markup:
        """Write the postings of the document above them."""
        title, way, entries = postings_of(page, self._view)
        head = tag("div", tag("h4", title), way, class_="ci-origin__title")
        return tag("div", head, entries, class_="ci-origin__below", data_wanted="nearest" if self._arrives else None)

    def _documents(self) -> Iterator[Markup]:
        for each in self._origin.documents:
            title = documents_title(each.height, is_before=each.is_before)
            yield _step(title, None, tag("div", *self._document_lines(each), class_="ci-origin__list"))

    def _document_lines(self, each: Documents) -> Iterable[Markup]:
        view = self._view
        for row, there in _rows(each, view):
            name = dot_separated(row["number"] or _("ohne Beleg"), format_value(row["date"], "date"))
            is_on = _opened(view) == _opened(there)
            changed = replace(view, document="", year="", owner="", side="") if is_on else there
            more = row["customer_name"] or ""
            yield _choice(name, cents(row["gross_profit"]), self._does(changed), is_on=is_on, more=more)
            if is_on and self._origin.postings is not None:
                yield self._below(self._origin.postings)
        rest, save = each.height - each.rows.height, self._files.documents(each)
        if rest:
            left = each.profit - sum(each.rows["gross_profit"], Decimal(0))
            yield self._rest(rest, left, save, is_before=each.is_before)
        yield tag("div", tag("span", _("Summe")), tag("span", cents(each.profit), class_="ci-num"), class_="is-sum")

    def _postings(self) -> Markup | None:
        """Write the postings of a document that does not stand among the first ones, as a link can name it."""
        page, view = self._origin.postings, self._view
        if page is None or self._is_listed:
            return None
        title, way, entries = postings_of(page, view)
        return _step(title, way, entries, seen=self._arrives)

    @property
    def _is_listed(self) -> bool:
        rows = (row for each in self._origin.documents for row in _rows(each, self._view))
        return any(_opened(self._view) == _opened(there) for _row, there in rows)


def _put_beside(view: View, found: Change) -> str:
    """Return what the open row is compared with: of the months of the page, a row of one month has its own."""
    months = dict(found.before).get("month", ())
    return (
        f"month={months[0]}"
        if view.question.compare.startswith("month=") and len(months) == 1
        else view.question.compare
    )


def _rows(each: Documents, view: View) -> Iterator[tuple[dict[str, Any], View]]:
    """Yield the documents of a side, each with the page where it is open."""
    side = BEFORE if each.is_before else ""
    for row in each.rows.iter_rows(named=True):
        number, owner = row["number"] or UNASSIGNED, row["customer"] or UNASSIGNED
        yield row, replace(view, document=number, year=str(row["year"]), owner=owner, side=side)


def _opened(view: View) -> tuple[str, ...]:
    return view.document, view.year, view.owner, view.side


def _step(title: str, end: Markup | str | None, *content: Markup, seen: bool = False) -> Markup:
    head = tag(
        "div",
        tag("h3", title),
        tag("span", end, class_="ci-num") if isinstance(end, str) else end,
        class_="ci-origin__title",
    )
    return tag("li", head, *content, data_wanted="nearest" if seen else None)


def _choice(name: str, amount: str, number: int, *, is_on: bool | None, more: str = "", way: str = "") -> Markup:
    """Write a row that is pressed; ``way``: where that leads, in words that no paper needs."""
    text = tag("span", name, way_words(way) if way else None, tag("small", more) if more else None)
    return tag(
        "button",
        text,
        tag("span", amount, class_="ci-num"),
        type="button",
        aria_pressed=None if is_on is None else str(is_on).lower(),
        data_act=number,
    )


def _signed(amount: Decimal) -> str:
    return f"+{cents(amount)}" if amount > 0 else cents(amount)
