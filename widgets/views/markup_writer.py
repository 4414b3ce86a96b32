"""Markup that can be clicked, and the list of what each click does.

The browser never names what a click does: it sends the number under which the ``MarkupWriter`` noted the action.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from clientinfo_kernel.access.audit_subject import AuditSubject
from widgets.markup import Content, icon, tag

if TYPE_CHECKING:
    from widgets.view_models import Link
    from widgets.views.context import ViewContext

# A page links to the same few places again and again.
_quoted = lru_cache(maxsize=256)(quote)
# One row of numbers for a whole session: a click that was on its way when a page changed never runs another action.
_NUMBERS = count()
# Whatever else an address starts with (javascript:, data:, file:, ...) is shown as text, not as a link.
SCHEMES = frozenset({"tel", "mailto", "geo", "https"})


class Receiver(Protocol):
    """What an action can do with the widget that was clicked: hand over a file, change a part of what it shows."""

    def deliver(self, file_name: str, media_type: str, content: bytes) -> None:
        """Let the browser save these bytes."""

    def show_part(self, number: int, markup: Markup) -> None:
        """Put this markup into a part."""


Action = Callable[[Receiver], None]


def safe_href(href: str | None) -> str | None:
    """Return the address if a click on it is allowed, else None."""
    if not href or any(ord(sign) < 33 for sign in href):  # noqa: PLR2004 (control signs and blanks hide schemes)
        return None
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    return href if parts.scheme.lower() in SCHEMES and (parts.scheme != "https" or parts.netloc) else None


class MarkupWriter:
    """Writes what can be clicked and remembers what each click does."""

    def __init__(self, context: ViewContext) -> None:
        self.context = context
        self.actions: dict[int, Action] = {}
        self._parts = count()

    def note(self, action: Action) -> int:
        """Remember an action; the browser gets its number only."""
        number = next(_NUMBERS)
        self.actions[number] = action
        return number

    def part(self) -> Part:
        """Start a piece of the markup that changes later while the rest stays."""
        return Part(self, next(self._parts))

    def link(self, target: Link | None, *content: Content | None, **attributes: Any) -> Markup:
        """Write a link to ``target``; without one, or to a place that is not open to this user, only its content."""
        if target is None or not self.context.offers(target):
            return tag("span", *content, **attributes)
        if target.tab is None and target.customer_number is None:
            href = safe_href(target.href)
            outside = {"target": "_blank", "rel": "noopener noreferrer"} if href and href.startswith("https") else {}
            return tag("a" if href else "span", *content, href=href, **outside, **attributes)
        number = self.note(lambda _receiver: self.context.navigate(target))
        return tag("a", *content, href=deep_link(target), data_act=number, **attributes)

    def link_button(
        self, leads: tuple[str, Link] | None, symbol: Markup | None = None, *, style: str = ""
    ) -> Markup | None:
        """Write a link that looks like a button; nothing where it leads nowhere, or to a place not open to this user."""
        if leads is None or not self.context.offers(leads[1]):
            return None
        return self.link(leads[1], leads[0], symbol, class_=f"ci-button {style}".strip())

    def button(self, label: str, action: Action, *, symbol: str | None = None, style: str = "") -> Markup:
        """Write a button with a text."""
        drawn = icon(symbol) if symbol else None
        return tag(
            "button", drawn, label, type="button", class_=f"ci-button {style}".strip(), data_act=self.note(action)
        )

    def download(self, label: str, symbol: str, file_name: str, media_type: str, content: bytes) -> Markup:
        """Write a button that hands over a file, which is recorded."""

        def hand_over(receiver: Receiver) -> None:
            self.context.record("export", AuditSubject("document", f"{file_name}, {media_type}"))
            receiver.deliver(file_name, media_type, content)

        return self.button(label, hand_over, symbol=symbol)


class Part:
    """A piece of written markup that can be written again, with the actions in it.

    Attributes:
        number: How the browser finds it (``data-part``).
    """

    def __init__(self, writer: MarkupWriter, number: int) -> None:
        self.number = number
        self._writer = writer
        self._noted: frozenset[int] = frozenset()

    def write(self, content: Callable[[], Markup]) -> Markup:
        """Write its content; the actions of what stood there before are forgotten."""
        for gone in self._noted:
            self._writer.actions.pop(gone, None)
        before = frozenset(self._writer.actions)
        written = content()
        self._noted = frozenset(self._writer.actions) - before
        return written


def deep_link(target: Link) -> str:
    """Return the address of a place inside the app, so that it also opens in a new browser tab."""
    named = (("customer", target.customer_number), ("tab", target.tab), ("item", target.item))
    return "?" + "&".join(f"{key}={_quoted(value)}" for key, value in named if value)


def tile_foot(writer: MarkupWriter, foot: str, leads: tuple[str, Link] | None) -> Markup:
    """Write the foot of a tile: a count or sum at the left, the way to the whole at the right."""
    way = writer.link_button(leads, icon("chev"), style="ci-button--link")
    if not foot and way is None:
        return Markup("")
    return tag("div", tag("span", foot, class_="ci-muted ci-small ci-num"), way, class_="ci-tile__foot")
