"""A block of labelled values."""

from markupsafe import Markup

from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.view_models import Fact, Facts
from widgets.views.pen import Pen, chip, heading, icon, join, plate, tag

_FIGURES = frozenset({"money", "number", "percent", "date", "moment", "identifier"})


def markup(facts: Facts, pen: Pen) -> Markup:
    """A tile of facts in as many columns as fit."""
    entries = (_fact(fact, pen) for fact in facts.facts)
    return join(heading(facts.title), tag("dl", *entries, class_="ci-facts ci-facts--grid"))


def _fact(fact: Fact, pen: Pen) -> Markup:
    text = format_value(fact.value, fact.kind)
    if not text:
        shown = tag("span", _("keine Angabe"), class_="ci-subtle")
    elif fact.kind == "plate":
        shown = pen.link(fact.link, plate(text))
    else:
        shown = pen.link(fact.link, text, class_="ci-num" if fact.kind in _FIGURES else None)
    below = tag("div", chip(fact.chip)) if fact.chip else None
    return tag("div", tag("dt", fact.label, _hint(fact)), tag("dd", shown, below))


def _hint(fact: Fact) -> Markup | None:
    if not fact.hint:
        return None
    label = _("Erklärung: {what}").format(what=fact.label)
    text = tag("span", fact.hint, class_="ci-tip__text", role="tooltip")
    return tag("button", icon("info"), text, type="button", class_="ci-tip", aria_label=f"{label}. {fact.hint}")
