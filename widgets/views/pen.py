"""Markup for the browser, with every outside text escaped, and the list of what can be clicked in it.

A view writes with ``tag`` and friends: a plain ``str`` is always text; only ``Markup``, which these functions return,
is markup. The browser never names what a click does: it sends the number under which the ``Pen`` noted the action.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from clientinfo_kernel.access.audit_subject import AuditSubject
from widgets.assets import icon as icon_html
from widgets.view_models import Chip, Link
from widgets.views.context import ViewContext

# Whatever else an address starts with (javascript:, data:, file:, ...) is shown as text, not as a link.
SCHEMES = frozenset({"tel", "mailto", "geo", "https"})
TONE_ICONS = {"ok": "check", "warn": "alert", "danger": "alert"}
_VOID = frozenset({"input", "br", "hr", "img"})

Content = str | Markup


class Receiver(Protocol):
    """What an action may do with the widget that was clicked: hand over a file."""

    def deliver(self, file_name: str, media_type: str, content: bytes) -> None:
        """Let the browser save these bytes."""


Action = Callable[[Receiver], None]


def join(*parts: Content | None, by: str = "") -> Markup:
    """Parts one after the other; texts are escaped, None is nothing."""
    return escape(by).join(escape(part) for part in parts if part is not None)


def tag(name: str, *content: Content | None, **attributes: object) -> Markup:
    """An element. Attributes: ``class_`` is class, ``data_x`` is data-x; None and False leave it out, True is bare."""
    opened = join(Markup("<"), name, _attributes(attributes), Markup(">"))
    return opened if name in _VOID else join(opened, *content, Markup("</"), name, Markup(">"))


def _attributes(attributes: Mapping[str, object]) -> Markup:
    written = Markup("")
    for key, value in attributes.items():
        name = key.rstrip("_").replace("_", "-")
        if value is True:
            written += Markup(" {}").format(name)
        elif value is not None and value is not False:
            written += Markup(' {}="{}"').format(name, value)
    return written


def icon(name: str) -> Markup:
    """A decorative icon of the page's sprite; a text or label stands beside it."""
    return Markup(icon_html(name))  # noqa: S704 (our own constant markup, the name is ours too)


def chip(one: Chip | None, *, plain: bool = False) -> Markup:
    """A chip, with an icon where the tone is more than decoration; ``plain`` in lists, where the words stand in rows."""
    if one is None:
        return Markup("")
    mark = icon(TONE_ICONS[one.tone]) if one.tone in TONE_ICONS and not plain else None
    tone = "" if one.tone == "neutral" else f" ci-chip--{one.tone}"
    return tag("span", mark, one.text, class_=f"ci-chip{tone}")


def plate(text: str) -> Markup:
    """A license plate."""
    return tag("span", text, class_="ci-chip ci-chip--plate")


def safe_href(href: str | None) -> str | None:
    """The address if it may be clicked, else None."""
    if not href or any(ord(sign) < 33 for sign in href):  # noqa: PLR2004 (control signs and blanks hide schemes)
        return None
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    return href if parts.scheme.lower() in SCHEMES and (parts.scheme != "https" or parts.netloc) else None


class Pen:
    """Writes what can be clicked and remembers what each click does."""

    def __init__(self, context: ViewContext) -> None:
        self.context = context
        self.actions: list[Action] = []

    def note(self, action: Action) -> int:
        """Remember an action; the browser gets its number only."""
        self.actions.append(action)
        return len(self.actions) - 1

    def link(self, target: Link | None, *content: Content | None, **attributes: Any) -> Markup:
        """A link to ``target``; without one, or to a place that may not be opened, only its content."""
        if target is None or not self.context.offers(target):
            return tag("span", *content, **attributes)
        if target.tab is None and target.customer_number is None:
            href = safe_href(target.href)
            outside = {"target": "_blank", "rel": "noopener noreferrer"} if href and href.startswith("https") else {}
            return tag("a" if href else "span", *content, href=href, **outside, **attributes)
        number = self.note(lambda _receiver: self.context.navigate(target))
        return tag("a", *content, href=deep_link(target), data_act=number, **attributes)

    def way(self, leads: tuple[str, Link] | None, symbol: Markup | None = None, *, style: str = "") -> Markup | None:
        """A link that looks like a button; nothing without a place to lead to, or to one that may not be opened."""
        if leads is None or not self.context.offers(leads[1]):
            return None
        return self.link(leads[1], leads[0], symbol, class_=f"ci-button {style}".strip())

    def button(self, label: str, action: Action, *, symbol: str | None = None, style: str = "") -> Markup:
        """A button with a text."""
        drawn = icon(symbol) if symbol else None
        return tag(
            "button", drawn, label, type="button", class_=f"ci-button {style}".strip(), data_act=self.note(action)
        )

    def download(self, label: str, symbol: str, file_name: str, media_type: str, content: bytes) -> Markup:
        """A button that hands over a file, which is recorded."""

        def hand_over(receiver: Receiver) -> None:
            self.context.record("export", AuditSubject("document", f"{file_name}, {media_type}"))
            receiver.deliver(file_name, media_type, content)

        return self.button(label, hand_over, symbol=symbol)


def deep_link(target: Link) -> str:
    """The address of a place inside the app, so that it also opens in a new browser tab."""
    named = (("customer", target.customer_number), ("tab", target.tab))
    return "?" + "&".join(f"{key}={quote(value)}" for key, value in named if value)


def heading(title: str, *tools: Content | None, count: int | None = None) -> Markup:
    """The head of a tile: title at the left, tools at the right; nothing without both."""
    if not title and not any(tools):
        return Markup("")
    badge = tag("span", str(count), class_="ci-badge") if count is not None else None
    return tag("div", tag("h2", title), badge, tag("span", class_="ci-spacer"), *tools, class_="ci-tile__head")


def more(pen: Pen, foot: str, leads: tuple[str, Link] | None) -> Markup:
    """The foot of a tile: a count or sum at the left, the way to the whole at the right."""
    way = pen.way(leads, icon("chev"), style="ci-button--link")
    if not foot and way is None:
        return Markup("")
    return tag("div", tag("span", foot, class_="ci-muted ci-small ci-num"), way, class_="ci-tile__foot")


def empty(text: str, symbol: str = "inbox") -> Markup:
    """What a tile says when it has nothing to show."""
    return tag("div", icon(symbol), tag("p", text), class_="ci-empty")
