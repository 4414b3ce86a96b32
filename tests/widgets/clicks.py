"""Clicks on written pages, as a browser sends them."""

from lxml import html

from widgets.views.markup_view import MarkupView


def shown(page: MarkupView) -> str:
    """What a page shows now: its markup with the parts that were written again."""
    tree = html.fromstring(f"<div>{page.html}</div>")
    for number, part in page.parts.items():
        (place,) = tree.xpath(f'//*[@data-part="{number}"]')
        for child in list(place):
            place.remove(child)
        place.append(html.fromstring(f"<div>{part}</div>"))
    return html.tostring(tree, encoding="unicode")


def click(page: MarkupView, words: str) -> None:
    """Click on what reads so; exactly one thing must."""
    clickable = html.fromstring(shown(page)).xpath("//*[@data-act]")
    (one,) = [each for each in clickable if words in " ".join(each.text_content().split())]
    page._receive(page, {"do": "act", "number": int(one.get("data-act"))}, [])


def numbers(page: MarkupView) -> list[int]:
    """The numbers of all that can be clicked, in the order in which it stands there."""
    return [int(each.get("data-act")) for each in html.fromstring(shown(page)).xpath("//*[@data-act]")]


def choices(page: MarkupView) -> list[int]:
    """The numbers of the entries of lists and choices, in the order in which they stand there."""
    entries = html.fromstring(shown(page)).xpath("//*[@data-act][@role='radio' or @role='option']")
    return [int(each.get("data-act")) for each in entries]
