"""What must be seen first when a customer is opened: remarks of colleagues, and what is wrong in the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.query.corrections import open_corrections
from widgets.markup import icon, join, tag
from widgets.parts.handed_over import handed_to_viewer
from widgets.texts.formats import day
from widgets.texts.language import _
from widgets.texts.words import dot_separated, word
from widgets.texts.written import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from clientinfo_kernel.query.customer_file import CustomerFile


def remarks_bar(customer_file: CustomerFile) -> Markup:
    """Return a line per remark that is not over yet and per correction that no source has; nothing where there is none."""
    writes = "contacts" in customer_file.access.changes
    remarks = [row for row in customer_file.written_rows("remark") if row["until"] >= customer_file.key_date]
    lines = [_handed_over(row) for row in handed_to_viewer(customer_file)] if writes else []
    lines += [_remark(row, writes=writes) for row in remarks]
    lines += [_correction(row, writes=writes) for row in open_corrections(customer_file)]
    if not lines:
        return join()
    return tag("ul", *lines, class_="ci-remarks", aria_label=_("Zurufe"))


def _handed_over(row: Mapping[str, Any]) -> Markup:
    note = _("von {person} an Sie übergeben").format(person=row["handed_over_by"])
    return _line("users", row["text"], note, _button("handed_over", row["case_id"], _("Gesehen")))


def _remark(row: Mapping[str, Any], *, writes: bool) -> Markup:
    until = _("bis {day}").format(day=day(row["until"]))
    change = _button("remark", row["remark_id"]) if writes else None
    return _line("chat", row["text"], dot_separated(until, row["written_by"]), change)


def _correction(row: Mapping[str, Any], *, writes: bool) -> Markup:
    said = _("{what}: richtig ist {value}").format(what=word(SUBJECTS, row["subject"]), value=row["value"])
    note = dot_separated(_("noch nicht im Händlersystem"), row["note"], row["written_by"])
    return _line("alert", said, note, _button("settle_notice", row["notice_id"]) if writes else None)


def _line(symbol: str, text: str, note: str, change: Markup | None) -> Markup:
    said = tag("span", tag("span", text, class_="ci-remarks__text"), " ", tag("span", note, class_="ci-remarks__note"))
    return tag("li", icon(symbol), said, change, class_="ci-remarks__line")


def _button(form: str, item: str, label: str = "") -> Markup:
    return tag(
        "button",
        label or _("Bearbeiten"),
        class_="ci-button ci-button--quiet",
        type="button",
        data_ci_write=form,
        data_ci_item=item,
    )
