"""A block of labelled values."""

from markupsafe import Markup

from widgets.markup import chip, explanation, heading, join, plate, tag
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.view_models import Fact, Facts
from widgets.views.markup_writer import MarkupWriter

_FIGURES = frozenset({"money", "number", "percent", "share", "date", "moment", "identifier"})


def markup(facts: Facts, writer: MarkupWriter) -> Markup:
    """Return a tile of facts in as many columns as fit."""
    entries = (_fact(fact, writer) for fact in facts.facts)
    screen = "" if facts.is_printed else " ci-facts--screen"
    return join(heading(facts.title), tag("dl", *entries, class_=f"ci-facts ci-facts--grid{screen}"))


def _fact(fact: Fact, writer: MarkupWriter) -> Markup:
    text = format_value(fact.value, fact.kind)
    if not text:
        shown = tag("span", _("keine Angabe"), class_="ci-subtle")
    elif fact.kind == "plate":
        shown = writer.link(fact.link, plate(text))
    else:
        shown = writer.link(fact.link, text, class_="ci-num" if fact.kind in _FIGURES else None)
    below = tag("div", chip(fact.chip)) if fact.chip else None
    return tag("div", tag("dt", fact.label, _hint(fact)), tag("dd", shown, below))


def _hint(fact: Fact) -> Markup | None:
    if not fact.hint:
        return None
    label = _("Erklärung: {what}").format(what=fact.label)
    return explanation(fact.hint, f"{label}. {fact.hint}")
