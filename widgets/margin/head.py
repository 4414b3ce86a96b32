"""The head of the page: whether the figures can be trusted, and what can be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.markup import icon, tag
from widgets.pages import FINDINGS_PAGE
from widgets.texts.findings import verdict_sentence
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from clientinfo_kernel.query.verdict import Verdict
    from widgets.views.markup_writer import Action, MarkupWriter


def page_head(
    verdict: Verdict | None, writer: MarkupWriter, files: Mapping[str, Action], forms: Mapping[str, Action]
) -> Markup:
    """Write the head.

    Args:
        verdict: What the check says; None: the viewer does not see it.
        writer: Notes what clicks do.
        files: What hands over a file, by the words of its button.
        forms: What opens a form, likewise.
    """
    trust = None
    if verdict is not None:
        is_sound = verdict.judgement == "sound"
        proof = tag("a", _("Nachweis"), href=FINDINGS_PAGE)
        sentence = tag("span", verdict_sentence(verdict), " ", proof)
        mark = icon("check" if is_sound else "alert")
        trust = tag("p", mark, sentence, class_="ci-margin__trust" + ("" if is_sound else " is-warn"))
    buttons = [writer.button(words, action) for words, action in forms.items()]
    buttons += [writer.button(words, action, symbol="download") for words, action in files.items()]
    return tag("div", trust, tag("span", class_="ci-spacer"), *buttons, class_="ci-margin__head")
