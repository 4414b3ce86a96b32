"""Which customers a list shows are lines of the audit log: who, which list, how many (the search: ``shown_customers``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.access import rights
from clientinfo_kernel.access.audit_detail import Phrase
from clientinfo_kernel.access.handed_out import HandedOut, record_handed_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.access.audit import Action
    from clientinfo_kernel.access.audit_detail import AuditDetail
    from clientinfo_kernel.access.audit_subject import AuditSubject
    from clientinfo_kernel.access.rights import Viewer


class ShownList:
    """Writes down what one page shows of one list: a line before new customers are sent, none for those of before.

    So nothing is shown that is not written, and sorting or scrolling back writes nothing. The lines have the number of
    customers and not who they are.

    Example:
        >>> shown = ShownList(AuditSubject("list", "follow_ups"))
        >>> table = Table(columns, rows, customers="customer_number", download="wiedervorlagen")
        >>> draw(table, ViewContext(follow, shown=shown, record=shown.record))

    The grid then calls it with each window that it sends to the browser, and ``record`` for a download. What is drawn
    otherwise (markup, a map, tiles with names) calls it itself before: ``shown(numbers)``. Where the log cannot be
    written it raises; the page shows ``widgets.app.refusal.unwritten()`` in the list's place.

    Args:
        subject: The list: ``AuditSubject("list", key)``.
        viewer: Who looks; None: the one of this process's environment. Without a login nothing is written.
    """

    def __init__(self, subject: AuditSubject, viewer: Viewer | None = None) -> None:
        self._subject = subject
        self._viewer = viewer
        self._shown: set[str] = set()

    def __call__(self, customer_numbers: Iterable[str]) -> None:
        """Write down that these customers are about to be shown.

        Raises:
            AuditNotWritten: It cannot be written, so they must not be shown; the next try writes it.
            TooManyListed: Lists have shown this person enough (``handed_out``).
        """
        new = set(customer_numbers) - self._shown
        if new:
            viewer = self._viewer or rights.viewer()
            if viewer.name:
                HandedOut.of(viewer).note_listed(new)
            self.record("open", Phrase("shown", (len(new),)))
            self._shown |= new

    def record(self, action: Action, detail: AuditDetail | AuditSubject | str = "") -> None:
        """Write down what else is done with the list (``views.context.Record``).

        Raises:
            AuditNotWritten: It cannot be written, so it must not happen.
        """
        record_handed_out(action, self._subject, detail, self._viewer)
