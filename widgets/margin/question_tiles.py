"""The tiles of saved questions on the start page: what each comes to now, asked once for all who look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.margin import TARGET, Margin, Question
from clientinfo_kernel.margin.moving_periods import moving_periods_of
from clientinfo_kernel.margin.saved import saved_questions
from clientinfo_kernel.margin.where import TIMES
from clientinfo_kernel.operation.event_log import event_log
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.margin.equation import compared_words
from widgets.margin.exact_margin import with_exact_margins
from widgets.margin.moving_words import moving_word
from widgets.margin.snapshot_words import snapshot_words
from widgets.margin.uneven import uneven_in
from widgets.margin.view import charted
from widgets.margin.words import MARGIN, MEASURES, change_words, share, shown, value_word, whole
from widgets.texts.language import _

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.margin import Answer
    from clientinfo_kernel.margin.saved import SavedQuestion

# Each is asked while the others wait.
_MOST = 50


@dataclass(frozen=True)
class QuestionTile:
    """What a tile says.

    Attributes:
        question_id: Where it leads.
        name: Of the question.
        figure: What it comes to, with its unit; a dash where it cannot be asked any more.
        more: Measure, period and change in words.
        tone: ``good`` or ``bad``; empty: neither.
        as_of: When the snapshot was made that its figure is of.
    """

    question_id: str
    name: str
    figure: str
    more: str
    tone: str
    as_of: str


@dataclass(frozen=True)
class _Figures:
    total: Mapping[str, Any]
    has_gaps: bool


@dataclass
class QuestionTiles:
    """The tiles, whose figures are kept until a refresh; beside a target also until somebody writes.

    Attributes:
        directory: Whose questions are asked; each look brings its own viewer.
    """

    directory: CustomerDirectory
    _known: dict[Question, tuple[tuple[str, int], _Figures]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def of(self, viewer: Viewer) -> list[QuestionTile]:
        """Return the tiles of a viewer: their own questions, then those shared with them; the page of the margins has all.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            LiveUnavailable: The live store does not answer.
            SnapshotMissing: Nothing has been refreshed yet.
        """
        asked = replace(self.directory, viewer=viewer)
        with self._lock:
            margin = Margin(asked).pinned()
            return [self._tile(margin, each) for each in saved_questions(asked)[:_MOST]]

    def _tile(self, margin: Margin, saved: SavedQuestion) -> QuestionTile:
        as_of = snapshot_words(margin.newest())
        try:
            found = saved.question(moving_periods_of(margin))
            measure = charted(found.measures) or ("gross_profit",)
            question = replace(found, measures=measure, by=())
            figures = self._figures(margin, question)
        except Exception as error:  # noqa: BLE001  # one question takes nobody's other tiles away
            event_log().warning("saved question not asked", error=type(error).__name__)
            said = _("lässt sich nicht mehr fragen")
            return QuestionTile(saved.question_id, saved.name, "–", said, "", as_of)
        (key,) = measure
        now = shown(key, figures.total[key])
        has_gaps = figures.has_gaps and figures.total.get(f"{key}_before") is not None
        change, tone = change_words(key, figures.total) if question.compare and not has_gaps else ("", "")
        text = "–" if now is None else share(now) if key == MARGIN else f"{whole(now)}\N{NO-BREAK SPACE}€"
        periods = [value_word(name, each) for name, values in question.where if name in TIMES for each in values]
        beside = compared_words(question.compare, has_gaps=has_gaps) if change or has_gaps else ""
        compared = f"{change} {beside}".strip()
        uneven = uneven_in(margin, question) if compared else ""
        if saved.moves and periods:
            periods = [f"{moving_word(saved.moves)} ({periods[0]})"]
        more = " · ".join(part for part in (_(MEASURES[key]), *periods[:1], compared, uneven) if part)
        # A part of a month beside the whole one is neither good nor bad.
        return QuestionTile(saved.question_id, saved.name, text, more, "" if uneven else tone, as_of)

    def _figures(self, margin: Margin, question: Question) -> _Figures:
        written = self.directory.state()[1] if question.compare == TARGET else 0
        state = (margin.newest(), written)
        known = self._known.get(question)
        if known is None or known[0] != state:
            (key,) = question.measures
            answer = _asked(margin, question)
            known = state, _Figures(answer.total, key in answer.gaps)
            # What belongs to an earlier snapshot nobody asks for again.
            self._known = {each: kept for each, kept in self._known.items() if kept[0][0] == state[0]}
            self._known[question] = known
        return known[1]


def _asked(margin: Margin, question: Question) -> Answer:
    """Ask for one figure; for a margin with what it is made of."""
    if question.measures != (MARGIN,):
        return margin.ask(question)
    made_of = ("revenue", "net_revenue", "gross_profit")
    return with_exact_margins(margin.ask(replace(question, measures=(*made_of, MARGIN))))
