"""Schriftwechsel: the ways to write a letter or a mail, a button per template that the viewer can fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.papers.broken_template import broken_template_said
from widgets.papers.templates import TemplateWrong, templates
from widgets.texts.language import _
from widgets.view_models import Action, Actions, Notice, ViewModel

if TYPE_CHECKING:
    from clientinfo_kernel.query.customer_file import CustomerFile


def correspondence(customer_file: CustomerFile) -> tuple[ViewModel, ...]:
    """Return the buttons; a template that cannot be used is said, for those who write."""
    access = customer_file.access
    if "contacts" not in access.changes:
        return ()
    try:
        known = templates(customer_file.settings)
    except TemplateWrong as error:
        return (Notice(_("Schriftwechsel"), broken_template_said(error), tone="warn"),)
    open_to = [each for each in known.values() if not each.hidden_from(access)]
    words = _("Schreiben: {title}")
    return (Actions(tuple(Action(words.format(title=each.title), "letter", each.key, "mail") for each in open_to)),)
