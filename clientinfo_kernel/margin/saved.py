"""Questions that people keep under a name: whose they are, and the commands that keep, change and remove them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import QuestionError, TooManyKept
from clientinfo_kernel.live.commands import Add, Change
from clientinfo_kernel.live.ownership import is_own
from clientinfo_kernel.live.saved_questions import SAVED_QUESTION
from clientinfo_kernel.margin.moving_periods import moved_on, moves_of
from clientinfo_kernel.margin.question import Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.directory import CustomerDirectory

# One person keeps at most so many: more would fill everybody's list and start page.
MOST_KEPT = 100


@dataclass(frozen=True)
class SavedQuestion:
    """A question under a name.

    Attributes:
        question_id: Its id.
        version: What a change of it is based on.
        name: What its owner calls it.
        address: The query of the page's address, with everything that the page shows, as it was kept.
        is_shared: All of controlling see it.
        is_own: It is the viewer's, who alone changes it.
        written_by: Who keeps it, as people call them.
    """

    question_id: str
    version: int
    name: str
    address: str
    is_shared: bool
    is_own: bool
    written_by: str

    @property
    def moves(self) -> str:
        """The period that moves on (``moving_periods.MOVING``); empty: its months stay."""
        return moves_of(self.address)

    def question(self, periods: Mapping[str, str]) -> Question:
        """Return what it asks today.

        Args:
            periods: Result of ``moving_periods``.

        Raises:
            QuestionError: A later version of the product wrote it.
        """
        return Question.of_query(moved_on(self.address, periods))

    def changed(self, command_id: str, **values: object) -> Change:
        """Return the command that gives it another ``name`` or ``address``, shares it (``is_shared``) or removes it (``is_removed``)."""
        return Change(command_id, "", SAVED_QUESTION, self.question_id, self.version, values)


def keep(directory: CustomerDirectory, command_id: str, name: str, address: str, *, is_shared: bool = False) -> Add:
    """Return the command that keeps a question.

    Raises:
        TooManyKept: The viewer has as many as one person keeps.
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    if sum(each.is_own for each in saved_questions(directory)) >= MOST_KEPT:
        raise TooManyKept(MOST_KEPT)
    return Add(command_id, "", SAVED_QUESTION, {"name": name, "address": address, "is_shared": is_shared})


def saved_questions(directory: CustomerDirectory) -> list[SavedQuestion]:
    """Return the viewer's own questions, then those that others share with them, each by name.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    found = [
        SavedQuestion(
            *(row["question_id"], row["version"], row["name"], row["address"]),
            is_shared=bool(row["is_shared"]),
            is_own=is_own(SAVED_QUESTION, row, directory.viewer),
            written_by=row["written_by"] or "",
        )
        for row in directory.live_of_house().rows(SAVED_QUESTION)
        if not (row["is_withdrawn"] or row["is_removed"])
    ]
    return sorted(found, key=lambda each: (not each.is_own, each.name.casefold(), each.question_id))


def saved_as(directory: CustomerDirectory, name: str) -> SavedQuestion:
    """Return the question of a name: the viewer's own one before one that somebody shares.

    Raises:
        QuestionError: There is none; the message names the nearest ones.
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    known = saved_questions(directory)
    found = next((each for each in known if each.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise QuestionError.unknown("saved question", name, [each.name for each in known])
    return found
