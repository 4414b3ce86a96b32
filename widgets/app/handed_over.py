"""An Sie übergeben: what colleagues handed to the viewer, on the start page until they have seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.shown_list import ShownList
from clientinfo_kernel.errors import AuditNotWritten
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.errors import LiveUnavailable
from widgets.app.address import Address
from widgets.markup import heading, tag
from widgets.parts.handed_over import waits
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from clientinfo_kernel.query.directory import CustomerDirectory


class HandedOver:
    """The tile of the start page.

    Args:
        directory: Whose viewer it is for.
    """

    def __init__(self, directory: CustomerDirectory) -> None:
        self._directory = directory
        self._shown = ShownList(AuditSubject("list", "handed_over"), directory.viewer)

    def tile(self) -> Markup | None:
        """Write what waits, each leading there; None: nothing does, or the log cannot say that it is shown."""
        viewer = self._directory.viewer
        if "contacts" not in viewer.access.changes:
            return None
        own = viewer.own_names
        try:
            rows = [row for row in self._directory.written(CASE, "handed_over_by").to_dicts() if waits(row, own)]
            self._shown(row["customer_number"] for row in rows)
        except (LiveUnavailable, AuditNotWritten):
            return None
        if not rows:
            return None
        return tag(
            "section",
            heading(_("An Sie übergeben")),
            tag("ul", *(_line(row) for row in rows), class_="ci-list"),
            class_="ci-tile",
        )


def _line(row: Mapping[str, Any]) -> Markup:
    number, case = row["customer_number"], row["case_id"]
    by = _("von {person}").format(person=row["handed_over_by"])
    there = Address(number, "cases", case).write()
    main = tag(
        "div",
        tag("a", row["text"], href=there, class_="ci-list__link"),
        tag("div", by, class_="ci-list__meta"),
        class_="ci-list__main",
    )
    return tag("li", main, class_="ci-list__item")
