"""A tile with a few lines, a count and one link to the whole."""

from collections.abc import Sequence

from markupsafe import Markup

from clientinfo_kernel.access.audit_detail import RowsTaken
from widgets.markup import chip, empty, heading, icon, join, plate, tag
from widgets.texts.formats import day, money
from widgets.texts.language import _, ngettext
from widgets.view_models import Actions, Item, ItemList, Table
from widgets.views import actions, export
from widgets.views.markup_writer import MarkupWriter, Receiver, tile_foot


def markup(items: ItemList, writer: MarkupWriter) -> Markup:
    """Return the tile."""
    note = tag("span", items.note, class_="ci-subtle ci-small") if items.note else None
    lines = [tag("li", *line(item, writer), class_="ci-list__item") for item in items.items]
    body = tag("ul", *lines, class_="ci-list") if lines else empty(items.empty)
    tools = _tools(items.as_table, writer) if items.as_table is not None and lines else None
    return join(heading(items.title, note), body, tools, tile_foot(writer, items.foot, items.more))


def _tools(table: Table, writer: MarkupWriter) -> Markup:
    """Return the buttons that copy the lines (cells apart by tabs, as spreadsheets paste them) and export them."""
    copy = tag(
        "button",
        icon("list"),
        tag("span", _("Kopieren")),
        type="button",
        class_="ci-button",
        data_copy=export.to_text(table.rows, table.columns),
    )

    def hand_over(receiver: Receiver) -> None:
        content = export.to_excel(table.rows, table.columns, table.title)
        count = ngettext("{count} Zeile", "{count} Zeilen", table.rows.height)
        writer.context.record("export", RowsTaken(f"{table.title}, Excel, {count}", table.rows.height))
        receiver.deliver(f"{table.download}.xlsx", export.EXCEL, content)

    button = writer.button(_("Excel-Datei"), hand_over, symbol="download")
    return tag("div", copy, button, class_="ci-list__tools")


def line(item: Item, writer: MarkupWriter) -> Sequence[Markup]:
    """Return what stands in a line: plate, title and text at the left; chip, figure or day, and buttons at the right."""
    number = plate(item.plate) if item.plate else None
    title = writer.link(item.link, item.title, class_="ci-list__link")
    text = tag("div", item.text, class_="ci-list__meta ci-num") if item.text else None
    end = [chip(item.chip, plain=True) if item.chip else None]
    end += [tag("span", money(item.amount), class_="ci-num ci-small")] if item.amount is not None else []
    end += [tag("span", day(item.on), class_="ci-num ci-small")] if item.on is not None else []
    if item.actions:
        end.append(tag("div", actions.markup(Actions(item.actions), writer), class_="ci-list__buttons"))
    body = tag("div", item.body, class_="ci-list__body") if item.body else None
    origin = tag("div", item.origin, class_="ci-list__origin ci-num") if item.origin else None
    return (
        tag("div", tag("div", number, title, class_="ci-list__title"), text, body, origin, class_="ci-list__main"),
        tag("div", *end, class_="ci-list__end"),
    )
