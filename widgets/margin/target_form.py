"""Ziele: what each division is to earn in each month, entered as a small grid for a year and a branch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from clientinfo_kernel.errors import AuditNotWritten, ClientInfoError
from clientinfo_kernel.live.commands import Conflict, Undo, new_command_id
from clientinfo_kernel.live.errors import InputRefused, LiveUnavailable
from clientinfo_kernel.live.targets import TARGET
from clientinfo_kernel.margin import UNASSIGNED
from clientinfo_kernel.margin.targets import DIVISIONS, set_target, targets
from clientinfo_kernel.margin.where import MONTHS, day_of_month
from widgets.margin.target_grid import Cell, Outcome, TargetGrid
from widgets.margin.words import cents, short_month, value_word
from widgets.markup import icon, tag
from widgets.texts.language import N_, _, ngettext
from widgets.texts.typed import typed_amount
from widgets.texts.unsaved import unsaved_words
from widgets.texts.wrong_value import wrong_words
from widgets.views.markup_view import MarkupView, box
from widgets.views.markup_writer import MarkupWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import polars as pl

    from clientinfo_kernel.live.commands import Saved
    from clientinfo_kernel.margin import Margin
    from clientinfo_kernel.margin.fiscal_years import FiscalYear
    from widgets.views.context import ViewContext

Measure = Literal["gross_profit", "revenue"]
_MEASURES: Mapping[Measure, str] = {"gross_profit": N_("Rohertrag"), "revenue": N_("Erlöse nach Minderungen")}


@dataclass(frozen=True)
class _Chosen:
    """Which targets stand in the grid: so many months from ``first``, of a branch (None: of none in particular)."""

    first: date
    branch: str | None
    measure: Measure = "gross_profit"
    count: int = MONTHS

    @property
    def months(self) -> list[date]:
        begin = self.first.year * MONTHS + self.first.month - 1
        return [day_of_month(begin + by) for by in range(self.count)]


class TargetForm:
    """The form of targets.

    Args:
        context: The page's side of what is written.
        saved: Called when targets were changed.

    Attributes:
        widget: All of it; empty while it is closed.
    """

    def __init__(self, context: ViewContext, saved: Callable[[], None]) -> None:
        self._context, self._saved = context, saved
        self._head, self._foot = MarkupView(Markup("")), MarkupView(Markup(""), live=True)
        self._grid: TargetGrid | None = None
        self._margin: Margin | None = None
        self._years: Sequence[FiscalYear] = ()
        self._branches: list[str | None] = []
        self._chosen: _Chosen | None = None
        self._there: dict[Cell, tuple[str, int]] = {}
        self._undo: list[Undo] = []
        self._said = ""
        self.widget = box((), "ci-targets")

    @property
    def is_open(self) -> bool:
        """Whether the form stands there."""
        return bool(self.widget.children)

    def open(self, margin: Margin, years: Sequence[FiscalYear]) -> None:
        """Show the targets of the last fiscal year."""
        self._margin, self._years = margin, years
        known = [each for each in margin.values("branch")["value"] if each != UNASSIGNED]
        # Of a branch that has another name now, targets may count that nobody would find.
        self._branches = [*sorted({*known, *_branches_of_targets(margin)}), None]
        self._chosen = _Chosen(years[-1].first, min(known, default=None))
        if self._grid is None:
            self._grid = TargetGrid(self._save)
        tile = box((self._head, self._grid, self._foot), "ci-tile", "ci-targets__tile")
        self._undo, self._said = [], ""
        self._draw()
        self.widget.children = (tile,)

    def close(self) -> None:
        """Take the form away, unless something was typed in it that is not saved."""
        if self._is_free():
            self.widget.children = ()

    def translate(self) -> None:
        """Say everything in the session's language; what was typed stays."""
        if self.is_open and self._grid is not None and not self._grid.is_unsaved:
            self._draw()

    def _is_free(self) -> bool:
        grid = self._grid
        if grid is not None and grid.is_unsaved:
            grid.say(_("Hier ist noch etwas nicht gespeichert: bitte speichern oder verwerfen Sie es."))
            return False
        return True

    def _choose(self, chosen: _Chosen) -> None:
        if self._is_free():
            self._chosen, self._undo, self._said = chosen, [], ""
        self._draw_head()
        if self._grid is not None and not self._grid.is_unsaved:
            self._draw()

    # ---- what stands there

    def _draw(self, keeps: Mapping[Cell, str] | None = None) -> None:
        chosen, grid, margin = self._chosen, self._grid, self._margin
        if chosen is None or grid is None or margin is None:
            return
        self._draw_head()
        self._draw_foot()
        try:
            known = targets(margin.directory)
        except LiveUnavailable as error:
            grid.say(unsaved_words(error))
            return
        self._there, figures = _placed(known, chosen)
        values = [[cents(figures[row, column]) if (row, column) in figures else "" for column in range(len(DIVISIONS))] for row in range(chosen.count)]  # fmt: skip
        sums = [_sum(figures[row, column] for row in range(chosen.count) if (row, column) in figures) for column in range(len(DIVISIONS))]  # fmt: skip
        rows = [f"{short_month(month)} {month.year}" for month in chosen.months]
        columns = [value_word("division", each) for each in DIVISIONS]
        grid.show(_("Ziele je Monat und Sparte"), rows, columns, values, sums, keeps=keeps, draft=self._draft(chosen))

    def _draft(self, chosen: _Chosen) -> tuple[str, ...]:
        of = f"targets {chosen.first} {chosen.branch or ''} {chosen.measure}"
        return (self._context.account, "", of) if self._context.account else ()

    def _draw_head(self) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        writer = MarkupWriter(self._context)
        first = self._years[-1].first
        next_one = replace(chosen, first=first.replace(year=first.year + 1), count=MONTHS)
        # The last year goes on after its last posting, a short one before it ends sooner.
        spans = {replace(chosen, first=each.first, count=each.months): str(each.year) for each in self._years[:-1]}
        spans |= {
            replace(chosen, first=first, count=MONTHS): str(self._years[-1].year),
            next_one: str(self._years[-1].year + 1),
        }
        years = dict(reversed(spans.items()))
        selects = (
            self._select(writer, _("Jahr"), years),
            self._select(writer, _("Filiale"), {replace(chosen, branch=each): each or _("ohne Filiale") for each in self._branches}),
            self._select(writer, _("Kennzahl"), {replace(chosen, measure=key): _(word) for key, word in _MEASURES.items()}),
        )  # fmt: skip
        close = tag(
            "button", icon("x"), type="button", class_="ci-button ci-button--quiet ci-button--icon", aria_label=_("Schließen"),
            data_act=writer.note(lambda _receiver: self.close()),
        )  # fmt: skip
        head = tag("div", tag("h2", _("Ziele")), tag("span", class_="ci-spacer"), close, class_="ci-tile__head")
        note = _("In EUR, netto. Aus Excel einfügen: Zellen kopieren, hier in die erste Zelle einfügen. Eine leere Zelle ist kein Ziel.")  # fmt: skip
        row = tag("div", *selects, class_="ci-targets__choices")
        self._head.show(tag("div", head, row, tag("p", note, class_="ci-small ci-muted ci-targets__note")), writer.actions)  # fmt: skip

    def _select(self, writer: MarkupWriter, label: str, ways: Mapping[_Chosen, str]) -> Markup:
        options = [
            tag("option", words, selected=way == self._chosen, data_act=self._does(writer, way))
            for way, words in ways.items()
        ]
        select = tag("select", *options, class_="ci-choice-list", aria_label=label)
        return tag("span", tag("span", label, class_="ci-muted ci-small", aria_hidden="true"), select)

    def _does(self, writer: MarkupWriter, way: _Chosen) -> int:
        return writer.note(lambda _receiver: self._choose(way))

    def _draw_foot(self) -> None:
        writer = MarkupWriter(self._context)
        back = (
            writer.button(_("Rückgängig"), lambda _r: self._take_back(), style="ci-button--link")
            if self._undo
            else None
        )
        self._foot.show(tag("p", self._said, " ", back, class_="ci-targets__said ci-small"), writer.actions)

    # ---- what is done

    def _save(self, cells: Mapping[Cell, str]) -> Outcome:
        """Save what was typed: each target by a command of its own; what stands against one stops no other."""
        chosen, margin = self._chosen, self._margin
        amounts = {cell: typed_amount(text) if text else None for cell, text in cells.items()}
        wrong = {cell: _("Das ist kein Betrag, zum Beispiel 1.803,22.") for cell, amount in amounts.items() if amount is None and cells[cell]}  # fmt: skip
        if wrong or chosen is None or margin is None:
            return Outcome(wrong)
        store, batch = margin.directory.live_of_house(), new_command_id()
        saved: list[Saved] = []
        differ: dict[Cell, str] = {}
        left, problem = dict(cells), ""
        try:
            for number, (cell, amount) in enumerate(amounts.items()):
                place = (chosen.months[cell[0]], DIVISIONS[cell[1]], chosen.branch)
                command = set_target(f"{batch}:{number}", place, {chosen.measure: amount}, self._there.get(cell))
                try:
                    answer = store.do(command)
                except InputRefused as error:  # of this amount, and of no other
                    differ[cell] = wrong_words(error)
                    continue
                if isinstance(answer, Conflict):
                    theirs = answer.fields[chosen.measure].theirs
                    text = cents(theirs if isinstance(theirs, Decimal) else None)
                    differ[cell] = _("Inzwischen steht hier {amount} (von {person}); noch einmal zu speichern überschreibt es.").format(amount=text, person=answer.changed_by)  # fmt: skip
                    continue
                del left[cell]
                if answer.is_changed:
                    saved.append(answer)
        except ClientInfoError as error:  # what was saved before it counts: it is drawn, and can be taken back
            problem = unsaved_words(error)
        if saved or not problem:
            self._undo = [Undo(new_command_id(), "", TARGET, each.entity_id, each.version) for each in saved]
            self._said = ngettext("{count} Ziel gespeichert.", "{count} Ziele gespeichert.", len(saved))
        self._draw(left)
        if saved:
            self._saved()
        return Outcome(differ, problem)

    def _take_back(self) -> None:
        """Take the last save back, each target by itself; what the store did not answer to can be tried again."""
        margin = self._margin
        if margin is None or not self._is_free():
            return
        store, self._said = margin.directory.live_of_house(), _("Zurückgenommen.")
        while self._undo:
            try:
                store.do(self._undo[0])
            except (LiveUnavailable, AuditNotWritten) as error:
                self._said = unsaved_words(error)
                break
            except ClientInfoError as error:  # somebody changed this one since; the others are taken back
                self._said = unsaved_words(error)
            del self._undo[0]
        self._draw()
        self._saved()


def _branches_of_targets(margin: Margin) -> list[str]:
    try:
        return targets(margin.directory)["branch"].drop_nulls().to_list()
    except LiveUnavailable:
        return []  # the grid says so


def _placed(known: pl.DataFrame, chosen: _Chosen) -> tuple[dict[Cell, tuple[str, int]], dict[Cell, Decimal]]:
    """Return id and version of each target of the grid by its cell, and its figure where it has one."""
    rows = {month: at for at, month in enumerate(chosen.months)}
    columns = {division: at for at, division in enumerate(DIVISIONS)}
    there, figures = {}, {}
    for each in known.iter_rows(named=True):
        if each["month"] not in rows or each["branch"] != chosen.branch or each["division"] not in columns:
            continue
        cell = rows[each["month"]], columns[each["division"]]
        there[cell] = each["target_id"], each["version"]
        if each[chosen.measure] is not None:
            figures[cell] = each[chosen.measure]
    return there, figures


def _sum(amounts: Iterable[Decimal]) -> str:
    known = list(amounts)
    return cents(sum(known, Decimal(0))) if known else ""
