"""The head of the page: whether the figures can be trusted, and what can be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.markup import icon, tag
from widgets.texts.findings import verdict_sentence
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from clientinfo_kernel.query.verdict import Verdict
    from widgets.margin.figures import Figures
    from widgets.margin.view import View
    from widgets.views.markup_writer import MarkupWriter, Receiver

FINDINGS_PAGE = "data_quality.ipynb"


def page_head(
    verdict: Verdict | None, view: View, figures: Figures, writer: MarkupWriter, workbook: Callable[[Receiver], None]
) -> Markup:
    """Write the head.

    Args:
        verdict: What the check says; None: the viewer does not see it.
        view: The page as it is.
        figures: What was asked for; its snapshot is named.
        writer: Notes what clicks do.
        workbook: Hands over the workbook.
    """
    is_sound = verdict is not None and verdict.judgement == "sound"
    trust = None
    if verdict is not None:
        mark = icon("check" if is_sound else "alert")
        proof = tag("a", _("Nachweis"), href=FINDINGS_PAGE)
        trust = tag(
            "p",
            mark,
            tag("span", verdict_sentence(verdict), " ", proof),
            class_="ci-margin__trust" + ("" if is_sound else " is-warn"),
        )
    excel = tag(
        "button", icon("download"), _("Excel"), type="button", class_="ci-button ci-desk", data_act=writer.note(workbook),
    )  # fmt: skip
    del view, figures
    return tag("div", trust, tag("span", class_="ci-spacer"), excel, class_="ci-margin__head")
