"""Änderungsmitteilungen: what people corrected on the page and the source does not have yet."""

from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from widgets.parts.list_corrections import waiting_notices
from widgets.parts.list_rows import customer_columns, in_words
from widgets.roles import LEDGER
from widgets.texts.language import N_, _
from widgets.texts.written import SUBJECTS
from widgets.view_models import Column, Table
from widgets.work_list import Desk, work_list


@work_list(
    "change_notices",
    N_("Änderungsmitteilungen"),
    group="accounting",
    order=80,
    roles=LEDGER,
    text=N_("Was an Stammdaten zu berichtigen ist."),
)
def change_notices(desk: Desk) -> Table:
    """Show the notices that nobody has marked as done and no source has by now, the oldest first."""
    notices = waiting_notices(desk, desk.directory.written(CHANGE_NOTICE))
    rows = in_words(notices, "subject", SUBJECTS).sort("created_at", "notice_id")
    return Table(
        columns=(
            Column("created_at", _("mitgeteilt"), "moment", phone="meta"),
            *customer_columns("contact_persons"),
            Column("subject", _("Was stimmt nicht"), phone="meta"),
            Column("value", _("Richtig ist"), phone="figure"),
            Column("note", _("Notiz")),
            Column("written_by", _("Von"), names_colleague=True),
        ),
        rows=desk.of_customers(rows, on="customer_number").with_columns(row="notice_id"),
        title=_("Änderungsmitteilungen"),
        search=_("Kunde, Angabe filtern"),
        download=_("aenderungsmitteilungen"),
        empty=_("Keine Mitteilung wartet darauf, in die Stammdaten zu kommen."),
        names=lambda row: (row["row"],),
    )
