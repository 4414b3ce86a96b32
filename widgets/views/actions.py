"""Buttons that open a form of the page, or hand over a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.errors import AuditNotWritten, TooManyLines
from widgets.incident import report_incident
from widgets.markup import icon, join, tag
from widgets.texts.language import _
from widgets.texts.pauses import too_many_lines
from widgets.view_models import Action

if TYPE_CHECKING:
    from widgets.view_models import Actions, Download
    from widgets.views.markup_writer import MarkupWriter, Receiver


def markup(actions: Actions, writer: MarkupWriter) -> Markup:
    """Write the buttons: a form's has marks that the page's dialog acts on, a file's says here what went wrong."""
    return join(*(_form(each) if isinstance(each, Action) else _file(each, writer) for each in actions.actions))


def _form(action: Action) -> Markup:
    return tag(
        "button",
        icon(action.icon) if action.icon else None,
        action.label,
        class_="ci-button",
        type="button",
        data_ci_write=action.form,
        data_ci_item=action.item,
    )


def _file(download: Download, writer: MarkupWriter) -> Markup:
    said = writer.part()

    def hand_over(receiver: Receiver) -> None:
        name = download.name
        if not download.has_whole_name:
            name = writer.context.file_name(name, download.media_type.rpartition("/")[2])
        problem = ""
        try:
            content = download.make()
            writer.context.record("export", AuditSubject("document", f"{name}, {download.media_type}"))
            receiver.deliver(name, download.media_type, content)
        except TooManyLines as stop:
            problem = too_many_lines(stop)[1]
        except AuditNotWritten:
            problem = _("Das Zugriffsprotokoll kann nicht geschrieben werden. Solange wird nichts herausgegeben.")
        except Exception as error:  # noqa: BLE001  # whatever breaks: the person learns it, the log has the cause
            number = report_incident(f"file {download.name}", error)
            problem = _("Das hat nicht geklappt. Vorfallnummer: {number}").format(number=number)
        receiver.show_part(said.number, said.write(lambda: Markup.escape(problem)))

    button = writer.button(download.label, hand_over, symbol="download")
    return join(
        button, tag("span", said.write(Markup), data_part=said.number, class_="ci-actions__said", role="status")
    )
