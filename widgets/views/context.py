"""What a drawn view needs from the page around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from clientinfo_kernel.query.branch_places import BranchPlace
from clientinfo_kernel.sections.places import MapLayer
from widgets.view_models import Link
from widgets.views.kept import Setting

if TYPE_CHECKING:
    from clientinfo_kernel.access.audit import Action
    from clientinfo_kernel.access.audit_subject import AuditSubject


# Writes into the audit log what is done on a page: the action, and more about it. The page knows with what.
Record: TypeAlias = "Callable[[Action, AuditSubject | str], None]"


def unrecorded(_action: Action, _detail: AuditSubject | str) -> None:
    """For pages that show nobody's data."""


# Called with the customers (by number) that a view is about to send to the browser (``access.shown_list.ShownList``).
Shown: TypeAlias = "Callable[[Iterable[str]], None]"


def uncounted(_customer_numbers: Iterable[str]) -> None:
    """For pages whose views name nobody but the page's own customer."""


@dataclass(frozen=True)
class ViewContext:
    """The page's side of a view.

    Attributes:
        navigate: Follows a link inside the app (another tab, another customer).
        map_layers: Of the settings, for maps.
        branches: Where the house is, the viewer's own branch first.
        navigation: Which navigation a map leads to (``texts.navigation.FORMS``).
        language: ``de`` or ``en``.
        tabs: Keys of the tabs that are there; a link to another one is not offered. None: all are.
        item: The thing that was asked for: the view that has it opens it and takes the focus; others ignore it.
        file_name_parts: What stands before and after the name of a table's download: whose it is, of which day.
        kept: Filters and orders of the tables that stood here before (by ``kept.table_key``).
        record: Called when a document is shown, and when a table or document leaves as a file.
        customers_at: The page that shows customers, where it is another one than this; links to customers lead there.
        account: Who looks, by login name: forms keep drafts in the browser by it; empty: they keep none.
        shown: Called before rows that name customers (``Table.customers``) are sent.
    """

    navigate: Callable[[Link], None]
    map_layers: tuple[MapLayer, ...] = ()
    branches: tuple[BranchPlace, ...] = ()
    language: str = "de"
    navigation: tuple[str, ...] = ("device",)
    tabs: frozenset[str] | None = None
    record: Record = unrecorded
    shown: Shown = uncounted
    item: str | None = None
    kept: Mapping[str, Setting] = field(default_factory=dict)
    file_name_parts: tuple[str, str] | None = None
    customers_at: str = ""
    account: str = ""

    def file_name(self, table: str, ending: str) -> str:
        """Return the name of a download: ``10012_offene_posten_2012-10-11.xlsx``."""
        whose, day = self.file_name_parts or ("", "")
        return f"{'_'.join(part for part in (whose, table, day) if part)}.{ending}"

    def offers(self, link: Link) -> bool:
        """Return whether a link can be offered: the tab it leads to might be hidden from this user."""
        return link.tab is None or self.tabs is None or link.tab in self.tabs
