"""What a work list is, and how it is found: a decorated function in a file under widgets/lists/.

A list goes over all customers. It is a pure function of a ``Desk``, what its viewer can see of the snapshot and of what
people write, and returns a table whose frame has, beside the shown columns, ``row``: the name of each row, unique in
the list. Where the frame has ``is_urgent`` or ``branch``, counts say how many rows are urgent, and how many each branch
has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from clientinfo_kernel.access.rights import ROLES, access_of
from clientinfo_kernel.access.topics import Topic
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.permitted import OpenedSnapshot
from widgets.named_customers import NAMED, every_customer, with_customers
from widgets.registry import KeyTaken, RegistrationWrong, Registry, refuse_mistakes
from widgets.texts.language import language, session
from widgets.view_models import Form, Link, Table, ViewModel

if TYPE_CHECKING:
    from datetime import date

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.query.coded_table import CodedTable

Group = Literal["everybody", "service", "sales", "accounting", "controlling"]
GROUPS: tuple[Group, ...] = ("everybody", "service", "sales", "accounting", "controlling")
_LAST = 1_000_000


class ListKeyTaken(KeyTaken):
    """Two lists have the same key; the message names both places."""


@dataclass(frozen=True)
class Desk:
    """What a list is made from.

    Attributes:
        directory: All customers, as far as its viewer is allowed to see them.
        option: The chosen one of the list's options (``ListChoice``); empty where it has none.
        report: Called with what a row's own button has done, by a page that draws the list again; None: it is said in
            the row's place.
        opened: The snapshot that it is made from: what is read of a row that is seen later is read there, too.
        ask_vat: Called with the numbers of customers whose VAT ID is to be checked now, by a page that can; None: nobody can.
    """

    directory: CustomerDirectory
    option: str = ""
    report: Callable[[ViewModel], None] | None = None
    ask_vat: Callable[[Sequence[str]], None] | None = None
    opened: OpenedSnapshot | None = None

    @property
    def key_date(self) -> date:
        """Day from which everything is seen."""
        return self.directory.key_date

    @property
    def viewer(self) -> Viewer:
        """Whose list it is."""
        return self.directory.viewer

    def me(self) -> tuple[str, ...] | None:
        """Return the names under which the viewer is responsible for something; None: nobody in particular asks.

        Work goes to whoever is called so, since when they have their account or not: sources, too, write it for people.
        """
        return self.viewer.own_names or None

    def table(self, name: str, columns: Sequence[str], where: pl.Expr | None = None) -> pl.DataFrame:
        """Return rows of a table of the snapshot (``CustomerDirectory.table``).

        Raises:
            NotPermitted: The viewer is not allowed to see it.
        """
        return self._opened.table(name, columns, where)

    def coded(self, name: str, columns: Sequence[str]) -> CodedTable:
        """Return a table of the snapshot as it lies in its file, for lists that add up millions of rows.

        Raises:
            NotPermitted: The viewer is not allowed to see it.
        """
        return self._opened.coded(name, columns)

    @property
    def _opened(self) -> OpenedSnapshot:
        return self.opened or self.directory.opened()

    def of_customers(
        self, rows: pl.DataFrame, on: str = "customer_id", more: Sequence[str] = (), only: Collection[str] | None = None
    ) -> pl.DataFrame:
        """Return the rows, in the same order, with whose they are: number, ``customer`` (name), ``town``, ``phone``, ``branch``.

        Args:
            rows: Have the column ``on``.
            on: ``customer_id`` or ``customer_number``.
            more: Further columns of the customers.
            only: Of all these only some; a text that repeats is an Enum then.
        """
        return with_customers(
            self._opened, rows, on, (*NAMED, *more) if only is None else only, in_codes=only is not None
        )

    def every_customer(self, columns: Collection[str]) -> pl.DataFrame:
        """Return columns of all customers (see ``of_customers``), by their ids; a text that repeats is an Enum."""
        return every_customer(self._opened, columns)

    def with_ids(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows with ``customer_id`` of their ``customer_number``; null for a number that nobody has.

        Rows that have one already keep it: it has to be of the desk's snapshot.
        """
        if "customer_id" not in rows.columns:
            return rows.with_columns(self.customer_ids(rows["customer_number"]).alias("customer_id"))
        lacking = rows["customer_id"].is_null().arg_true()
        found = self.customer_ids(rows["customer_number"].gather(lacking))
        return rows.with_columns(rows["customer_id"].scatter(lacking, found))

    def customer_ids(self, customer_numbers: pl.Series) -> pl.Series:
        """Return the ids of customers (UInt32) by which a list finds what it shows of them; null for a number that nobody has."""
        return self._opened.customer_ids(customer_numbers)


@dataclass(frozen=True)
class ListChoice:
    """What a list can be asked for: how far it looks, or whose rows.

    Attributes:
        label: Of the choice, in German.
        options: Key -> German word.
        selected: The key at first.
    """

    label: str
    options: Mapping[str, str]
    selected: str


Build = Callable[[Desk], Table]


@dataclass(frozen=True)
class ListOffer:
    """What a list offers as a whole, behind a button in its head.

    Attributes:
        label: The button's words, in German.
        icon: See assets/icons.svg.
        form: What it opens.
    """

    label: str
    icon: str
    form: Callable[[Desk], Form]


@dataclass(frozen=True)
class WorkList:
    """A list over all customers.

    Attributes:
        key: Stable word for deep links (``?list=follow_ups``) and ``clientinfo list``.
        title: German title; translated when it is drawn.
        group: Whose work it is; the place in the list of lists.
        order: Place among those of its group.
        roles: Who sees it.
        topics: What somebody must be allowed to see for it; the kernel refuses the others, too.
        build: A desk -> the table.
        text: One line about it, in German.
        choice: What it can be asked for; None: it is as it is.
        is_own: Everybody has their own.
        is_counted: Whether the start page counts it.
        offer: What it offers as a whole to who is signed in; None: nothing.
        items: Some of its rows -> the open items behind them (``parts.list_decisions.claims_of``), about which accounting can
            decide at once; None: rows are about none.
    """

    key: str
    title: str
    group: Group
    order: int
    roles: frozenset[str]
    topics: frozenset[Topic]
    build: Build
    text: str = ""
    choice: ListChoice | None = None
    is_own: bool = False
    is_counted: bool = True
    offer: ListOffer | None = None
    items: Callable[[Desk, pl.DataFrame], pl.DataFrame] | None = None

    def desk(self, directory: CustomerDirectory, option: str = "") -> Desk:
        """Return the desk for this list; an option that it does not have becomes the one that is selected at first."""
        if self.choice is None:
            return Desk(directory)
        return Desk(directory, option if option in self.choice.options else self.choice.selected)

    def table(self, desk: Desk, *, is_whole: bool = True) -> Table:
        """Return the list; which customers of it are shown is written down by who draws it.

        Args:
            desk: What it is made from.
            is_whole: Whether all rows have all columns; else those of a long list get them when they are seen (``Table.more``).

        Raises:
            NotPermitted: The viewer is not allowed to see one of its topics.
        """
        for topic in sorted(self.topics):
            desk.viewer.access.require(topic)
        with session(language()):  # asked once, not for each word of a million rows
            pinned = replace(desk, opened=desk.directory.opened())
            built = replace(self.build(pinned), customers="customer_number", leads=True)
            return built.whole() if is_whole else built


def _broken(file: str, build: Build) -> WorkList:
    nothing: frozenset[Topic] = frozenset()
    return WorkList(file, file, "everybody", _LAST, frozenset(ROLES), nothing, build, is_counted=False)


REGISTRY: Registry[WorkList] = Registry("widgets.lists", "list", _broken, ListKeyTaken)


def roles_with(*topics: Topic) -> frozenset[str]:
    """Return the roles that are allowed to see all of these topics with their figures."""
    return frozenset(role for role in ROLES if all(access_of({role}).allows(topic) for topic in topics))


def work_list(
    key: str,
    title: str,
    *,
    group: Group,
    order: int,
    topics: Sequence[Topic] = ("customers",),
    roles: frozenset[str] | None = None,
    **more: Any,
) -> Callable[[Build], Build]:
    """Register a function as a list.

    Args:
        key: Stable word for deep links and the command line.
        title: German title, marked by ``N_``; translated when it is drawn.
        group: Whose work it is.
        order: Place among those of its group.
        topics: What it is made from.
        roles: Who sees it, of those who are allowed to see its topics; None: all of them.
        more: See ``WorkList``.

    Raises:
        ListKeyTaken: Another function has this key. Running a notebook's cell again is not another function.
        RegistrationWrong: The key, the order, a role or the group cannot be.
    """
    refuse_mistakes("list", key, order, frozenset() if roles is None else roles)
    if group not in GROUPS:
        raise RegistrationWrong(f"the list {key!r} is in no known group: {group!r}; there are: {', '.join(GROUPS)}")
    allowed = roles_with(*topics)
    seen_by = allowed if roles is None else roles & allowed

    def register(build: Build) -> Build:
        REGISTRY.add(WorkList(key, title, group, order, seen_by, frozenset(topics), build, **more))
        return build

    return register


def all_lists() -> tuple[WorkList, ...]:
    """Return every list under widgets/lists/ by group and order; a file that cannot be imported stands at the end of the first group."""
    return tuple(sorted(REGISTRY.all(), key=lambda each: (GROUPS.index(each.group), each.order)))


def lists_of(viewer: Viewer) -> tuple[WorkList, ...]:
    """Return the lists that a viewer has."""
    return tuple(each for each in all_lists() if each.roles & viewer.roles)


def to_customer(tab: str, item: str | None = None) -> Callable[[Mapping[str, Any]], Link | None]:
    """Return what leads from a row to its customer: to a tab, and there to the thing that stands in column ``item``."""

    def lead(row: Mapping[str, Any]) -> Link | None:
        number = row["customer_number"]
        return None if number is None else Link(tab, number, item=row[item] if item else None)

    return lead
