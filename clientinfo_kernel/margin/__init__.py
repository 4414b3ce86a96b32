"""Figures across customers: a question (``Question``), who answers it (``Margin``), and the answer down to postings."""

from clientinfo_kernel.margin.answer import Answer, Page
from clientinfo_kernel.margin.dimensions import ALL_BUT, DIMENSIONS, UNASSIGNED, Dimension
from clientinfo_kernel.margin.largest import Asked, Largest, Ranking
from clientinfo_kernel.margin.margin import Margin
from clientinfo_kernel.margin.measures import DEFAULT_MEASURES, MEASURES, Measure
from clientinfo_kernel.margin.question import PREVIOUS_YEAR, TARGET, Question

__all__ = [
    "ALL_BUT",
    "DEFAULT_MEASURES",
    "DIMENSIONS",
    "MEASURES",
    "PREVIOUS_YEAR",
    "TARGET",
    "UNASSIGNED",
    "Answer",
    "Asked",
    "Dimension",
    "Largest",
    "Margin",
    "Measure",
    "Page",
    "Question",
    "Ranking",
]
