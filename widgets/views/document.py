"""A document: an e-invoice as a readable page, the findings of its checks, the original to download."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from clientinfo_kernel.access.audit_subject import AuditSubject
from widgets.markup import chip, empty, join, tag
from widgets.texts.language import _
from widgets.texts.remarks import sentence
from widgets.view_models import Chip, Document, Tone
from widgets.views import invoice_page, mail_page
from widgets.views.markup_writer import MarkupWriter
from widgets.views.notice import markup as notice

if TYPE_CHECKING:
    from data_sources.inbox.rendition import Rendition

_TONES: dict[str, Tone] = {"ok": "ok", "warn": "warn", "error": "danger"}
_TEXT_SHOWN = 20_000


def markup(document: Document, writer: MarkupWriter) -> Markup:
    """Write the tile: title and buttons, findings, the page. That the document was shown is recorded."""
    writer.context.record("open", AuditSubject("document", document.file_name))
    rendition, fault = _parse(document.rendition)
    findings = [Chip(sentence(each.remark), _TONES[each.severity]) for each in rendition.findings] if rendition else []
    return join(_toolbar(document, writer), _findings(document, findings), _body(document, rendition, fault, writer))


def _parse(text: str | None) -> "tuple[Rendition | None, str]":
    if text is None:
        return None, ""
    from data_sources.inbox.rendition import Rendition  # pydantic: only where a document is read

    try:
        return Rendition.from_json(text), ""
    except ValueError as error:
        return None, type(error).__name__


def _toolbar(document: Document, writer: MarkupWriter) -> Markup:
    is_xml = document.media_type.split(";")[0].strip() in {"application/xml", "text/xml"}
    original = writer.download(
        "XML" if is_xml else _("Original"),
        "code" if is_xml else "file",
        document.file_name,
        document.media_type,
        document.content,
    )
    xml = None
    if document.xml is not None and not is_xml:
        name = f"{document.file_name.rsplit('.', 1)[0]}.xml"
        xml = writer.download("XML", "code", name, "application/xml", document.xml)
    chips = [chip(each) for each in document.chips]
    title = tag("h2", document.title, class_="ci-num")
    return tag("div", title, *chips, tag("span", class_="ci-spacer"), original, xml, class_="ci-toolbar")


def _findings(document: Document, findings: Iterable[Chip]) -> Markup:
    chips = [chip(each) for each in findings]
    if not chips and not document.note:
        return Markup("")
    note = tag("span", document.note, class_="ci-small")
    return tag("div", *chips, tag("span", class_="ci-spacer"), note, class_="ci-valid")


def _body(document: Document, rendition: "Rendition | None", fault: str, writer: MarkupWriter) -> Markup:
    if rendition is not None and rendition.mail is not None:
        return tag("div", mail_page.markup(rendition.mail), class_="ci-doc")
    if rendition is not None:
        return tag("div", invoice_page.markup(rendition), class_="ci-doc")
    if fault:
        from widgets.view_models import Notice

        unreadable = Notice(_("Die Rechnungsdaten sind nicht lesbar"), _("Bitte das Original öffnen."), tone="warn")
        return tag("div", notice(unreadable, writer), class_="ci-doc")
    if document.media_type.startswith("text/"):
        text = document.content[:_TEXT_SHOWN].decode("utf-8", errors="replace")
        return tag("div", tag("pre", text, class_="ci-doc__page ci-doc__text", tabindex="0"), class_="ci-doc")
    return tag("div", empty(_("Keine lesbaren Rechnungsdaten. Das Original zeigt den Beleg."), "file"), class_="ci-doc")
