"""Questions about margins, answered: from the month cube where it knows enough, else the facts, else the postings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.live.outlier_reviews import OUTLIER_REVIEW
from clientinfo_kernel.margin import drill
from clientinfo_kernel.margin import where as filters
from clientinfo_kernel.margin.answer import Answer, Page, answered
from clientinfo_kernel.margin.compared import beside, moved, other_side
from clientinfo_kernel.margin.dimensions import ROW_DIMENSIONS, UNASSIGNED
from clientinfo_kernel.margin.fiscal_years import FiscalYear, period_of, years_of
from clientinfo_kernel.margin.gate import MarginGate
from clientinfo_kernel.margin.largest import Asked
from clientinfo_kernel.margin.odd_documents import odd_documents
from clientinfo_kernel.margin.question import TARGET, Question
from clientinfo_kernel.margin.running_month import RunningMonth, running_month_of
from clientinfo_kernel.margin.sums import added_up
from clientinfo_kernel.margin.targets import beside_targets, targets
from clientinfo_kernel.margin.timed_revenue import timed_revenue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clientinfo_kernel.margin.where import Where


class Margin(MarginGate):
    """Figures across all customers, of the newest snapshot, for those who are allowed to see gross profits.

    Attributes:
        directory: Where the snapshot is, and who asks.

    Example:
        >>> Margin(open_directory()).ask(Question.of_words(by="year,division")).rows
    """

    def ask(self, question: Question) -> Answer:
        """Answer a question.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: The settings do not let it be asked.
            SnapshotMissing: Nothing has been refreshed yet.
        """
        return self.ask_all([question])[0]

    def ask_all(self, questions: Sequence[Question | Asked]) -> list[Answer]:
        """Answer several questions at once: rows that several of them need are looked for once.

        Args:
            questions: What is asked; ``Asked`` where only the largest groups are wanted: total and ``counts`` are of all.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: The settings do not let one be asked.
            SnapshotMissing: Nothing has been refreshed yet.
            LiveUnavailable: The store of targets does not answer.
        """
        asked = [each if isinstance(each, Asked) else Asked(each) for each in questions]
        plain = [replace(each, question=each.question.plain) for each in asked]
        self._require(key for each in asked for key in each.question.dimensions)
        opened = self._opened()
        others = [other_side(opened, each.question) for each in asked]
        added = added_up(opened, list(zip(plain, others, strict=True)))
        known = targets(self.directory) if any(each.question.compare == TARGET for each in asked) else None
        years = self.fiscal_years() if known is not None else []
        return [
            answered(now, sums, moved(opened, now, other) if other else None, opened.snapshot_id)
            if known is None or now.compare != TARGET
            else beside_targets(now.plain, (sums, other), known, years, opened.snapshot_id)
            for now, (sums, other) in zip((each.question for each in asked), added, strict=True)
        ]

    def beside(self, question: Question) -> Question:
        """Return the question whose answer stands beside that of one that is compared with something.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: Nothing is posted, or it is compared with targets, which no rows stand behind.
        """
        return beside(self._opened(), question)

    def pinned(self) -> Margin:
        """Return one that goes on answering from the snapshot of now: figures of one picture belong together.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            SnapshotMissing: Nothing has been refreshed yet.
        """
        return Margin(self.directory, self._opened(), _is_pinned=True)

    def require_known(self, question: Question) -> None:
        """Make sure that what a question filters on and compares with is there at all.

        ``ask`` answers with zeros: a page's filter can let nothing through. Somebody who types a value should hear of a typo.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: No posting has such a value; the message names the nearest ones.
        """
        self._require(question.dimensions)
        opened = self._opened()
        opened.require_known(question.where)
        if "=" in question.compare:
            opened.require_known(filters.of_words([question.compare], ROW_DIMENSIONS))

    def values(self, dimension: str) -> pl.DataFrame:
        """Return what a dimension can be filtered by: ``value``, ``name``, ``revenue``; most revenue first.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: There is no such dimension.
        """
        rows = self.ask(Question(("revenue",), (dimension,))).rows
        value = pl.col(dimension).cast(pl.String)
        value = (value.str.head(len("2024-01")) if dimension == "month" else value).fill_null(UNASSIGNED)
        name = next((pl.col(each) for each in rows.columns if each.endswith("_name")), value)
        found = rows.select(value.alias("value"), pl.coalesce(name, value).alias("name"), "revenue")
        return found.sort("revenue", "value", descending=[True, False])

    def documents(
        self,
        where: Where | Sequence[str] = (),
        order: str = "gross_profit",
        *,
        among: pl.DataFrame | None = None,
        descending: bool = False,
        offset: int = 0,
        limit: int = 200,
    ) -> Page:
        """Return the documents below a figure.

        Args:
            where: Filters as in ``Question``, and also on ``number`` and ``role``; as words too.
            among: Of these only what belongs to one of some rows, as an answer has them: a column per dimension.
            order: Column that orders them.
            descending: Its direction.
            offset: So many are left out.
            limit: So many are returned.

        Returns:
            ``customer``, ``customer_name``, ``year``, ``number`` (null: postings without a document), ``date``,
            ``branch``, the lines of the gross profit, ``gross_profit``, ``margin_percent`` and, unless single postings
            are asked for, ``labour_units``.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: A filter or the column is not known.
        """
        selected = self._selected(where, among)
        return drill.documents(self._opened(), selected, order, offset, limit, descending=descending)

    def odd_documents(
        self,
        where: Where | Sequence[str] = (),
        *,
        late: pl.DataFrame | None = None,
        limit: int | None = 500,
        reviewed: bool = False,
        losses: bool = False,
        among: pl.DataFrame | None = None,
    ) -> Page:
        """Return documents that lost money or depart from what is usual, those that lost money first, the largest first.

        What controlling looked at and found in order is left out until its figures change (``live.outlier_reviews``).

        Args:
            where: Filters as of ``documents``: which documents are looked at; each is judged whole.
            late: Documents that came into a closed month, or changed it (``closed_periods.late_documents``).
            limit: So many are returned; None: all.
            reviewed: Those that are in order, in place of the others.
            losses: Only those that lost money.
            among: Only these documents of customers (``customer``, their number, and ``number``).

        Returns:
            ``reason`` and all ``reasons`` (``odd_documents.REASONS``), the columns of ``documents`` without ratio and
            units, ``last_year`` (the fiscal year of its last posting), what it departs from (``departures.COLUMNS``),
            ``figures`` and the review (``reviews.REVIEWED``). The total has the number of ``reviewed`` ones, too.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: A filter is not known.
            LiveUnavailable: The live store does not answer.
        """
        opened, wanted = self._opened(), self._checked(where)
        reviews = self.directory.written(OUTLIER_REVIEW)
        return odd_documents(opened, wanted, reviews, late, limit, reviewed=reviewed, losses=losses, among=among)

    def postings(
        self,
        where: Where | Sequence[str] = (),
        *,
        among: pl.DataFrame | None = None,
        offset: int = 0,
        limit: int = 200,
    ) -> Page:
        """Return the postings and calculated costs below a figure, in which every drill ends.

        Args:
            where: Filters as in ``Question``, and also on ``number`` and ``role``; as words too.
            among: As of ``documents``.
            offset: So many are left out.
            limit: So many are returned.

        Returns:
            ``customer``, ``customer_name``, ``year``, ``number``, ``posted_on``, ``account``, ``account_name``,
            ``role``, ``division``, ``branch``, ``payer``, ``cost_center``, ``origin``, ``movement``, ``movement_reason``,
            ``amount``, ``rate_percent``, ``rate_base``, ``text``, ``source_file``, ``source_row``; by customer, year and
            document.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: A filter is not known.
        """
        return drill.postings(self._opened(), self._selected(where, among), offset, limit)

    def timed_revenue(self, where: Where | Sequence[str] = ()) -> pl.DataFrame:
        """Return ``division``, ``payer``, ``revenue``, ``calculated_labour_cost`` of documents that say their hours, and these.

        The hours are ``labour_minutes``, in ten-thousandths.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: A filter is not known.
        """
        return timed_revenue(self._opened(), self._checked(where))

    def document_sums(self, where: Where = ()) -> pl.DataFrame:
        """Return what documents add up to, as fine as can be asked for but for the account (``drill.document_sums``).

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: A filter is not known.
        """
        return drill.document_sums(self._opened(), self._checked(where))

    def labour_sums(self, where: Where = ()) -> pl.DataFrame:
        """Return the labour units and minutes of documents, as fine as they are known (``drill.labour_sums``).

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: A filter is not known.
        """
        return drill.labour_sums(self._opened(), self._checked(where))

    def period(self) -> tuple[date, date]:
        """Return the first day of the first and of the last month in which something is posted.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            QuestionError: Nothing is posted.
        """
        return period_of(self._opened())

    def running_month(self) -> RunningMonth | None:
        """Return the last month with postings as long as it is posted in part; None: it is over, or nothing is posted.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
        """
        return running_month_of(self._opened(), self.directory.key_date)

    def fiscal_years(self) -> list[FiscalYear]:
        """Return the fiscal years in which something is posted, the earliest first.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
        """
        return years_of(self._opened())

    def newest(self) -> str:
        """Return the name of the snapshot that answers now.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            SnapshotMissing: Nothing has been refreshed yet.
        """
        return self._opened().snapshot_id
