"""The markup kit: small pieces of HTML that the page and its views are written with. Every text is escaped.

A plain ``str`` is always text; only ``Markup``, which these functions return, is markup.
"""

import html
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal

from markupsafe import Markup

from widgets.assets import icon as icon_html
from widgets.texts.language import _
from widgets.view_models import Chip, Tone

Content = str | Markup
TONE_ICONS: Mapping[Tone, str] = {"ok": "check", "warn": "alert", "danger": "alert"}
_VOID = frozenset({"input", "br", "hr", "img"})
# Signs that mean something in markup; most texts have none of them.
_HAS_SIGNS = re.compile("[&<>\"']").search
LINE_BREAK = Markup("<br>")


def join(*parts: Content | None, by: str = "") -> Markup:
    """Return parts one after the other; texts are escaped, None is nothing."""
    return _markup(_text(by).join([_text(part) for part in parts if part is not None]))


def tag(name: str, *content: Content | None, **attributes: object) -> Markup:
    """Return an element.

    Attributes: ``class_`` is class, ``data_x`` is data-x; None and False leave it out, True is bare.
    """
    # Plain text from here on, put together once: each piece of Markup that is made on the way costs its escaping again.
    written = ["<", name]
    for key, value in attributes.items():
        if value is True:
            written += (" ", _attribute(key))
        elif value is not None and value is not False:
            written += (" ", _attribute(key), '="', _text(value), '"')
    written.append(">")
    if name not in _VOID:
        written += [part if part.__class__ is Markup else _text(part) for part in content if part is not None]
        written += ("</", name, ">")
    return _markup("".join(written))


def _text(part: object) -> str:
    """Markup as it is, all else escaped. The library's own ``escape`` makes an object of each piece."""
    if part.__class__ is not str:  # mostly it is one, and needs no further look
        if isinstance(part, Markup):
            return part
        part = str(part)
    return html.escape(part) if _HAS_SIGNS(part) else part


def _markup(written: str) -> Markup:
    """Take text for markup; the library's own constructor first asks every text whether it can write itself."""
    return str.__new__(Markup, written)


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


@cache
def icon(name: str) -> Markup:
    """Return a decorative icon of the page's sprite; a text or label stands next to it."""
    return Markup(icon_html(name))  # noqa: S704 (our own constant markup, the name is ours too)


def chip(shown: Chip, *, symbol: str | None = None, plain: bool = False) -> Markup:
    """Return a chip.

    Args:
        shown: Its words and tone.
        symbol: Its icon; by default the tone's, where the tone is more than decoration.
        plain: Without an icon: in lists, where the words stand in rows.
    """
    name = None if plain else symbol or TONE_ICONS.get(shown.tone)
    tone = "" if shown.tone == "neutral" else f" ci-chip--{shown.tone}"
    return tag("span", icon(name) if name else None, shown.text, class_=f"ci-chip{tone}")


def plate(text: str) -> Markup:
    """Return a license plate."""
    return tag("span", text, class_="ci-chip ci-chip--plate")


def explanation(text: str, label: str | None = None) -> Markup:
    """Return a button that explains a figure, for pointer, keyboard and finger."""
    shown = tag("span", text, class_="ci-tip__text", role="tooltip")
    return tag("button", icon("info"), shown, class_="ci-tip", type="button", aria_label=label or _("Erklärung"))


def heading(title: str, *tools: Content | None, count: int | None = None) -> Markup:
    """Return the head of a tile: title at the left, tools at the right; nothing without both."""
    if not title and not any(tools):
        return Markup("")
    badge = tag("span", str(count), class_="ci-badge") if count is not None else None
    return tag("div", tag("h2", title), badge, tag("span", class_="ci-spacer"), *tools, class_="ci-tile__head")


def empty(text: str, symbol: str = "inbox") -> Markup:
    """Return what a tile says when it has nothing to show."""
    return tag("div", icon(symbol), tag("p", text), class_="ci-empty")


def notice(
    title: str,
    *body: Content | None,
    symbol: str = "info",
    tone: Tone = "neutral",
    level: Literal["h1", "h2"] = "h2",
    after: Iterable[Content | None] = (),
    **attributes: object,
) -> Markup:
    """Return a message with its icon.

    Args:
        title: What is so.
        body: Elements below the title: why, and what to do next.
        symbol: Its icon.
        tone: Colours it; neutral and accent are plain.
        level: Of its heading.
        after: What stands at its end: a button.
        attributes: Of the whole element, ``role`` above all.
    """
    style = f" ci-notice--{tone}" if tone in TONE_ICONS else ""
    text = tag("div", tag(level, title), *body)
    return tag("div", icon(symbol), text, *after, class_=f"ci-notice{style}", **attributes)
