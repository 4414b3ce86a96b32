"""A tile with a few lines, a count and one link to the whole."""

from collections.abc import Sequence

from markupsafe import Markup

from widgets.texts.formats import day, money
from widgets.view_models import Item, ItemList
from widgets.views.pen import Pen, chip, empty, heading, join, more, plate, tag


def markup(items: ItemList, pen: Pen) -> Markup:
    """The tile."""
    note = tag("span", items.note, class_="ci-subtle ci-small") if items.note else None
    lines = [tag("li", *line(item, pen), class_="ci-list__item") for item in items.items]
    body = tag("ul", *lines, class_="ci-list") if lines else empty(items.empty)
    return join(heading(items.title, note), body, more(pen, items.foot, items.more))


def line(item: Item, pen: Pen) -> Sequence[Markup]:
    """What stands in a line: plate, title and text at the left, chip and figure or day at the right."""
    number = plate(item.plate) if item.plate else None
    title = pen.link(item.link, item.title, class_="ci-list__link")
    text = tag("div", item.text, class_="ci-list__meta ci-num") if item.text else None
    end = [chip(item.chip, plain=True) if item.chip else None]
    end += [tag("span", money(item.amount), class_="ci-num ci-small")] if item.amount is not None else []
    end += [tag("span", day(item.on), class_="ci-num ci-small")] if item.on is not None else []
    return (
        tag("div", tag("div", number, title, class_="ci-list__title"), text, class_="ci-list__main"),
        tag("div", *end, class_="ci-list__end"),
    )
