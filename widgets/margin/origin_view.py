"""The origin as it stands beside the pivot: step by step, each with its sum, down to file and line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from clientinfo_kernel.margin import TARGET, UNASSIGNED
from clientinfo_kernel.query import profit_lines
from widgets.margin.breadcrumb import breadcrumb, steps
from widgets.margin.equation import compared_words
from widgets.margin.origin import MOST_OF_PART, SHOWN, path_words
from widgets.margin.view import BEFORE
from widgets.margin.words import MARGIN, MEASURES, cents, change_words, share, value_word
from widgets.markup import icon, tag
from widgets.texts.formats import format_value
from widgets.texts.language import N_, _, ngettext
from widgets.texts.movements import movement
from widgets.texts.words import GROSS_PROFIT_LINES, dot_separated, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from markupsafe import Markup

    from widgets.margin.origin import Documents, Origin
    from widgets.margin.view import View
    from widgets.texts.words import Words
    from widgets.views.markup_writer import MarkupWriter

CUSTOMER_PAGE = "customer.ipynb"
PART_WORDS: Words = {
    "new_customers": N_("Gewonnene Kunden"),
    "lost_customers": N_("Verlorene Kunden"),
    "volume": N_("Menge"),
    "mix": N_("Mix"),
    "price": N_("Preis"),
    "revenue": N_("Erlös bei alter Marge"),
    "cost": N_("Kosten"),
}
_PART_TEXTS: Words = {
    "new_customers": N_("Kunden ohne Umsatz im Vergleich"),
    "lost_customers": N_("Kunden ohne Umsatz jetzt"),
    "volume": N_("mehr oder weniger AW und Fahrzeuge, zu alten Preisen"),
    "mix": N_("Kunden mit anderem Ertrag je AW oder Fahrzeug"),
    "price": N_("Erlös je AW oder Fahrzeug"),
    "revenue": N_("wo nichts gezählt wird"),
    "cost": N_("Wareneinsatz und kalkulierte Löhne"),
}
_LINES = ("revenue", "revenue_deductions", "cost_of_goods", "calculated_labour_cost", "gross_profit")


class OriginView:
    """Writes the origin.

    Args:
        origin: What was found.
        view: The page as it is.
        go: Goes to another one.
        writer: Notes what clicks do.
    """

    def __init__(self, origin: Origin, view: View, go: Callable[[View], None], writer: MarkupWriter) -> None:
        self._origin, self._view, self._go, self._writer = origin, view, go, writer

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
        shown = (self._figure(where), self._why(), self._customers(), *self._documents(), self._postings())
        return tag("section", head, tag("ol", *shown, class_="ci-origin__steps"), class_="ci-tile ci-origin", aria_label=_("Woher kommt diese Zahl?"))  # fmt: skip

    def customers(self) -> Iterator[str]:
        """Return the numbers of the customers that it names."""
        yield from self._origin.customers["customer"].drop_nulls().head(SHOWN)
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
            for key in _LINES
        ]  # fmt: skip
        lines.append(
            tag(
                "div",
                tag("span", _(MEASURES[MARGIN])),
                tag("span", share(figures["margin_percent"]), class_="ci-num"),
            )
        )
        lines += self._target()
        return _step(where, cents(figures["gross_profit"]), tag("div", *lines, class_="ci-origin__list"))

    def _target(self) -> Iterator[Markup]:
        """Write the target of the row, and what it is apart from it."""
        figures = self._origin.figures
        if self._view.question.compare != TARGET:
            return
        wanted, apart = figures["gross_profit_before"], figures["gross_profit_change"]
        yield tag("div", tag("span", _("Ziel")), tag("span", cents(wanted), class_="ci-num"))
        text = "–" if apart is None else _signed(apart)
        yield tag("div", tag("span", _("Abweichung vom Ziel")), tag("span", text, class_="ci-num"), class_="is-sum")

    def _why(self) -> Markup | None:
        """Write the bridge: what each part changed; a click narrows what follows to it."""
        found, figures = self._origin, self._origin.figures
        if found.change is None:
            return None
        view = self._view
        before, now = figures["gross_profit_before"], figures["gross_profit"]
        largest = max((abs(amount) for amount in found.parts.values()), default=Decimal(0)) or Decimal(1)
        rows = [
            tag("div", tag("span", compared_words(view.question.compare)), tag("span", cents(before), class_="ci-num"))
        ]
        for part, amount in found.parts.items():
            is_on = view.part == part
            bar = tag("i", class_="is-loss" if amount < 0 else None, style=f"--w:{abs(amount) / largest * 100:.0f}%")
            rows.append(
                tag("button", tag("span", _(PART_WORDS[part]), tag("small", _(_PART_TEXTS[part])), bar), tag("span", _signed(amount), class_="ci-num"),
                    type="button", class_="ci-origin__part", aria_pressed=str(is_on).lower(),
                    data_act=self._does(view.narrowed(part="" if is_on else part)))
            )  # fmt: skip
        rows.append(tag("div", tag("span", _("jetzt")), tag("span", cents(now), class_="ci-num"), class_="is-sum"))
        changed = f"{_signed(now - before)} ({change_words('gross_profit', now, before)[0] or '–'})"
        return _step(_("Warum hat sie sich geändert?"), changed, tag("div", *rows, class_="ci-origin__list"))

    def _customers(self) -> Markup:
        rows, view = self._origin.customers, self._view
        lines = []
        for number, name, amount in rows.head(SHOWN).select("customer", "customer_name", "amount").iter_rows():
            text = name or number or value_word("customer", None)
            is_on = number is not None and view.customer == number
            changed = view.narrowed(part=view.part, customer="" if is_on or number is None else number)
            lines.append(_choice(text, cents(amount), self._does(changed), is_on=is_on))
        self._append_rest(lines, rows["amount"])
        what = ngettext("{count} Kunde", "{count} Kunden", rows["customer"].drop_nulls().len())
        if view.part:
            what = f"{_(PART_WORDS[view.part])}: {what}"
        way = None
        if view.customer:
            address = f"{CUSTOMER_PAGE}?{urlencode({'customer': view.customer, 'tab': 'gross_profit'})}"
            way = tag("a", _("Kunde öffnen"), href=address)
        return _step(what, way, tag("div", *lines, class_="ci-origin__list"))

    def _append_rest(self, lines: list[Markup], amounts: Any) -> None:
        rest = amounts.slice(SHOWN)
        if rest.len():
            text = ngettext("{count} weiterer", "{count} weitere", rest.len())
            lines.append(
                tag("div", tag("span", text, class_="ci-muted"), tag("span", cents(rest.sum()), class_="ci-num"))
            )
        lines.append(
            tag("div", tag("span", _("Summe")), tag("span", cents(amounts.sum()), class_="ci-num"), class_="is-sum")
        )

    def _documents(self) -> Iterator[Markup]:
        for each in self._origin.documents:
            yield _step(
                self._documents_title(each), None, tag("div", *self._document_lines(each), class_="ci-origin__list")
            )

    def _documents_title(self, each: Documents) -> str:
        text = ngettext("{count} Beleg", "{count} Belege", each.height)
        if each.is_before:
            text = f"{text} {_('im Vergleichszeitraum')}"
        if self._view.part and not self._view.customer and self._origin.customers.height > MOST_OF_PART:
            text = f"{text}, {_('der {count} größten Kunden').format(count=format_value(MOST_OF_PART, 'number'))}"
        return text

    def _document_lines(self, each: Documents) -> Iterable[Markup]:
        view = self._view
        for row in each.rows.iter_rows(named=True):
            number = row["number"] or UNASSIGNED
            name = dot_separated(row["number"] or _("ohne Beleg"), format_value(row["date"], "date"))
            which = {
                "document": number,
                "year": str(row["year"]),
                "owner": row["customer"] or UNASSIGNED,
                "side": BEFORE if each.is_before else "",
            }
            is_on = all(getattr(view, name) == value for name, value in which.items())
            changed = replace(view, **dict.fromkeys(which, "") if is_on else which)
            yield _choice(
                name, cents(row["gross_profit"]), self._does(changed), is_on=is_on, more=row["customer_name"] or ""
            )
        rest = each.height - each.rows.height
        if rest:
            left = each.profit - sum(each.rows["gross_profit"], Decimal(0))
            text = ngettext("{count} weiterer", "{count} weitere", rest)
            yield tag("div", tag("span", text, class_="ci-muted"), tag("span", cents(left), class_="ci-num"))
        yield tag("div", tag("span", _("Summe")), tag("span", cents(each.profit), class_="ci-num"), class_="is-sum")

    def _postings(self) -> Markup | None:
        page, view = self._origin.postings, self._view
        if page is None:
            return None
        is_numbered = view.document != UNASSIGNED
        number = view.document if is_numbered else _("ohne Beleg")
        lines = [_posting(row) for row in page.rows.iter_rows(named=True)]
        if page.height > page.rows.height:
            text = _("{shown} von {all}").format(shown=page.rows.height, all=page.height)
            lines.append(tag("div", tag("span", text, class_="ci-muted")))
        total = cents(page.total["amount"])
        lines.append(tag("div", tag("span", _("Rohertrag")), tag("span", total, class_="ci-num"), class_="is-sum"))
        owner = next(iter(page.rows["customer"].drop_nulls()), None)
        way = None
        if owner is not None:
            item = {"item": number} if is_numbered else {}
            address = urlencode({"customer": owner, "tab": "gross_profit", **item})
            way = tag("a", _("Beim Kunden öffnen"), href=f"{CUSTOMER_PAGE}?{address}")
        return _step(_("Buchungen zu {number}").format(number=number), way, tag("div", *lines, class_="ci-origin__list ci-origin__postings"))  # fmt: skip


def _step(title: str, end: Markup | str | None, *content: Markup) -> Markup:
    head = tag(
        "div",
        tag("h3", title),
        tag("span", end, class_="ci-num") if isinstance(end, str) else end,
        class_="ci-origin__title",
    )
    return tag("li", head, *content)


def _choice(name: str, amount: str, number: int, *, is_on: bool, more: str = "") -> Markup:
    text = tag("span", name, tag("small", more) if more else None)
    return tag(
        "button",
        text,
        tag("span", amount, class_="ci-num"),
        type="button",
        aria_pressed=str(is_on).lower(),
        data_act=number,
    )


def _posting(row: dict[str, Any]) -> Markup:
    """Write an entry: account, text, what kind of movement it is, file and line; a rule with its rate."""
    account = " ".join(part for part in (row["account"], row["account_name"]) if part)
    chip = text = None
    if row["origin"] == "calculated":
        chip = tag("span", _("kalkuliert"), class_="ci-chip ci-chip--warn")
        line = word(GROSS_PROFIT_LINES, profit_lines.GROSS_PROFIT_LINES.get(row["role"], row["role"]))
        rate = _("{rate} von {base}").format(
            rate=format_value(row["rate_percent"], "percent"), base=cents(row["rate_base"])
        )
        account, text = line, dot_separated(rate, account)
    else:
        text = dot_separated(
            format_value(row["posted_on"], "date"), row["text"] or "", movement(row["movement"], row["movement_reason"])
        )
    source = _("{file}, Zeile {line}").format(file=row["source_file"], line=row["source_row"])
    name = tag("span", account, " " if chip else None, chip, tag("small", text), tag("small", source, class_="ci-mono"))
    return tag("div", name, tag("span", cents(row["amount"]), class_="ci-num"))


def _signed(amount: Decimal) -> str:
    return f"+{cents(amount)}" if amount > 0 else cents(amount)
