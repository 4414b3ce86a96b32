"""The model as a sheet of the workbook: marked as one, facts and model beside each other, sums and differences as formulas."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.what_if import Assumptions, what_if
from clientinfo_kernel.margin.what_if_facts import facts_of
from clientinfo_kernel.query.profit_lines import LINES
from widgets.margin.what_if_view import assumed_words, without_effect
from widgets.margin.words import MEASURES
from widgets.texts.language import _
from widgets.texts.words import DIVISIONS, word

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Margin
    from clientinfo_kernel.margin.what_if import Model
    from widgets.margin.view import View


def add_what_if_sheet(book: Any, margin: Margin, view: View) -> None:
    """Add the sheet to a workbook, where something is assumed.

    Args:
        book: ``xlsxwriter.Workbook``.
        margin: Who is asked.
        view: The page, with what is assumed.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    if not view.model:
        return
    assumed = Assumptions.of_words(view.model)
    sheet = book.add_worksheet(_("Was wäre, wenn"))
    try:
        found, known = facts_of(margin, view.question.where)
    except QuestionError:
        text = _(
            "Mit Konten, Kostenstellen oder einzelnen Tagen im Filter sind keine AW bekannt. Nehmen Sie diese Filter heraus."
        )
        sheet.write_string(0, 0, f"{_('So lässt sich kein Modell rechnen')}: {text}")
        return
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    sheet.set_column(0, 1, 30)
    sheet.set_column(2, 4, 16)
    sheet.write_string(0, 0, _("MODELL, ändert keine Buchung"), book.add_format({"bold": True, "bg_color": "#FFF2CC"}))
    place = 1
    for name, (usual, value) in assumed_words(assumed, known).items():
        sheet.write_string(place, 0, name)
        sheet.write_string(place, 1, _("{value} statt {usual}").format(value=value, usual=usual))
        place += 1
    for text in without_effect(assumed, known):
        sheet.write_string(place, 0, text)
        place += 1
    heads = (_("Sparte"), _("Zeile der Rechnung"), _("heute"), _("Modell"), _("Differenz"))
    place += 1
    for column, head in enumerate(heads):
        sheet.write_string(place, column, head, bold)
    _write_models(sheet, place + 1, what_if(found, assumed, known), money)


def _write_models(sheet: Any, first: int, models: list[Model], money: Any) -> None:
    place, sums = first, []
    for each in models:
        begin = place
        for line in LINES:
            sheet.write_string(place, 0, word(DIVISIONS, each.division or "unassigned"))
            sheet.write_string(place, 1, _(MEASURES[line]))
            for column, side in ((2, each.facts), (3, each.model)):
                sheet.write_number(place, column, float(side[line]), money)
            _difference(sheet, place, each.model[line] - each.facts[line], money)
            place += 1
        sums.append((begin, place - 1))
    sheet.write_string(place, 1, _("Rohertrag"))
    facts, model = (
        sum((side["gross_profit"] for side in sides), Decimal(0))
        for sides in ([each.facts for each in models], [each.model for each in models])
    )
    for column, letter, value in ((2, "C", facts), (3, "D", model)):
        formula = "=" + "+".join(f"SUM({letter}{begin + 1}:{letter}{end + 1})" for begin, end in sums)
        sheet.write_formula(place, column, formula if sums else "=0", money, float(value))
    _difference(sheet, place, model - facts, money)


def _difference(sheet: Any, place: int, value: Decimal, money: Any) -> None:
    sheet.write_formula(place, 4, f"=D{place + 1}-C{place + 1}", money, float(value))
