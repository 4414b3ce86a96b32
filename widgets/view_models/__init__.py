"""The closed set of things a panel can show. Frozen records: no widgets, no drawing, easy to test.

Texts are plain text in the user's language, never HTML: the views escape them. Percent are written as they are
read (71.95 is 71,95 %). Figures are Decimal; a view never rounds them through a float.
"""

from widgets.view_models.actions import Action, Actions, Download
from widgets.view_models.base import Chip, ItemNames, Kind, Link, Tone, Value, ViewModel
from widgets.view_models.chart import Chart, Series
from widgets.view_models.containers import Choice, MasterDetail, Stack
from widgets.view_models.document import Document
from widgets.view_models.facts import Fact, Facts, KeyFigure
from widgets.view_models.form import (
    Button,
    Confirmation,
    Field,
    Form,
    Offer,
    Offers,
    Option,
    Refusal,
    Unsettled,
    Values,
)
from widgets.view_models.lists import GroupedList, Item, ItemList
from widgets.view_models.map_points import MapPoints, Neighbour, Point
from widgets.view_models.notice import Notice
from widgets.view_models.table import Column, Marked, Source, Table
from widgets.view_models.timeline import Timeline, TimelineEntry

__all__ = [
    "Action",
    "Actions",
    "Button",
    "Chart",
    "Chip",
    "Choice",
    "Column",
    "Confirmation",
    "Document",
    "Download",
    "Fact",
    "Facts",
    "Field",
    "Form",
    "GroupedList",
    "Item",
    "ItemList",
    "ItemNames",
    "KeyFigure",
    "Kind",
    "Link",
    "MapPoints",
    "Marked",
    "MasterDetail",
    "Neighbour",
    "Notice",
    "Offer",
    "Offers",
    "Option",
    "Point",
    "Refusal",
    "Series",
    "Source",
    "Stack",
    "Table",
    "Timeline",
    "TimelineEntry",
    "Tone",
    "Unsettled",
    "Value",
    "Values",
    "ViewModel",
]
