"""Verkaufschancen: open ones by stage, with the sums that are known."""

import polars as pl

from widgets.parts.list_rows import customer_columns, customer_part, due_part, in_words, phone_column
from widgets.parts.row_parts import from_parts
from widgets.roles import SALES
from widgets.texts.language import N_, _
from widgets.texts.words import CASE_STATUSES
from widgets.texts.written import STAGES
from widgets.view_models import Column, Table
from widgets.work_list import Desk, ListChoice, work_list

# The code, and the word that other CRMs write.
OPPORTUNITY = ("opportunity", "Verkaufschance")
_WHOSE = ListChoice(N_("Wessen"), {"all": N_("alle"), "mine": N_("meine")}, "all")


@work_list(
    "opportunities",
    N_("Verkaufschancen"),
    group="sales",
    order=10,
    roles=SALES,
    text=N_("Offene Verkaufschancen nach Stufe."),
    choice=_WHOSE,
)
def opportunities(desk: Desk) -> Table:
    """Show open opportunities by stage, from the first talk to the deal, within it the nearest follow-up first."""
    whose = desk.me() if desk.option == "mine" else None
    cases = desk.directory.open_cases(whose, OPPORTUNITY, opened=desk.opened)
    # The stages in their order, not in that of their names; those of another CRM have none, and come last.
    place = pl.col("stage").replace_strict(list(STAGES), range(len(STAGES)), default=None, return_dtype=pl.Int8)
    rows = cases.sort(place, "follow_up_on", "case_id", nulls_last=True)
    rows = in_words(in_words(rows, "status", CASE_STATUSES), "stage", STAGES)
    rows = desk.with_ids(rows.with_columns(row="case_id"))
    days, due = due_part(rows, "follow_up_on", desk.key_date)
    return Table(
        columns=(
            Column("stage", _("Stufe"), phone="meta"),
            Column("text", _("Worum geht es?"), phone="meta"),
            *customer_columns("cases", "row")[:1],
            Column("budget", _("Budget"), "money", total=True, phone="figure"),
            Column("probability", _("Wahrscheinlichkeit in %"), "number"),
            Column("expected_on", _("Erwartet im"), "date"),
            Column("status", _("Status")),
            Column("assignee", _("Verantwortlich"), names_colleague=True),
            Column("follow_up_on", _("Wiedervorlage"), "date", beside="due", beside_title=_("Frist"), chips=due),
            Column("created_at", _("angelegt"), "moment", phone="hide"),
            phone_column(),
        ),
        rows=rows.with_columns(is_urgent=pl.col("follow_up_on") < desk.key_date),
        more=from_parts(customer_part(desk), days),
        title=_("Verkaufschancen"),
        search=_("Text, Kunde, Stufe filtern"),
        download=_("verkaufschancen"),
        empty=_("Keine Verkaufschance ist offen. Eine neue legen Sie beim Kunden mit „Neuer Vorgang“ an."),
        names=lambda row: (row["row"],),
    )
