"""The page that a saved question opens today, and the address that a page is kept under."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin import Question
from clientinfo_kernel.margin.moving_periods import moved_on, with_moves
from clientinfo_kernel.margin.where import TIMES
from widgets.margin.view_address import address_of, is_spelled
from widgets.texts.language import _
from widgets.view_models import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clientinfo_kernel.margin.saved import SavedQuestion
    from widgets.margin.view import View


def page_of(question: SavedQuestion, address: Callable[[str], View], periods: Callable[[], Mapping[str, str]]) -> View:
    """Return the page of a question today; what was selected or open in months that it has left is not.

    Args:
        question: Its address may hold anything.
        address: Reads it (``view_address.view_at``).
        periods: Says which months the periods that move on have come to.
    """
    then = address(question.address)
    now = address(moved_on(question.address, periods())) if question.moves else then
    return replace(now if now.period == then.period else _in_time(now), saved=question.question_id)


def with_open_ends(view: View, was: SavedQuestion | None, address: Callable[[str], View]) -> View:
    """Return a page whose period is as open as that of the question it was opened from, as long as it is the same one.

    Pages show such a period as far as something is posted today; kept so, it would stay there.

    Args:
        view: The page.
        was: The question; None: of none.
        address: Reads an address as pages show it.
    """
    if was is None:
        return view
    try:
        spelled = Question.of_query(was.address)
    except QuestionError:
        return view
    question, today = view.question, address(was.address)
    if today.period != view.period:
        return view
    times = {key: values for key, values in spelled.where if key in TIMES}
    where = tuple((key, times.get(key, values)) for key, values in question.where)
    compare = spelled.compare if question.compare == today.question.compare else question.compare
    return replace(view, question=replace(question, where=where, compare=compare))


def _in_time(view: View) -> View:
    """Return a page without what hung on months that its period has left: a selection of them, a row of one, a document."""
    is_left = view.selection is not None and view.selection[0] in TIMES
    kept = view.narrowed(part=view.part, customer=view.customer)
    kept = replace(kept, selection=None) if is_left else kept
    return kept.without_origin() if any(key in TIMES for key, _values in view.within(view.cell or ())) else kept


def kept_address(view: View, moves: str = "") -> str:
    """Return the address under which a page is kept, with the period that moves on.

    Raises:
        Refusal: It could not be read again.
    """
    bare = replace(view, saved="")
    if not is_spelled(bare):
        raise Refusal(too_large())
    return with_moves(address_of(bare), moves) if moves else address_of(bare)


def too_large() -> str:
    """Return why a page is neither kept nor sent."""
    return _("Diese Auswahl ist zu groß zum Speichern und für einen Link. Bitte filtern Sie nach weniger Werten.")
