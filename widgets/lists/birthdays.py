"""Geburtstage: private customers who have theirs in the next days."""

from datetime import timedelta

import polars as pl

from widgets.parts.list_decisions import advertising_part
from widgets.parts.list_rows import customer_columns, customer_part, due_part, phone_column, with_values_of
from widgets.parts.row_parts import from_parts
from widgets.roles import SALES
from widgets.texts.birthday import age, next_birthday
from widgets.texts.language import N_, _
from widgets.view_models import Column, Table
from widgets.work_list import Desk, ListChoice, work_list

_SPANS = ListChoice(N_("Wann"), {"1": N_("heute"), "7": N_("7 Tage"), "31": N_("31 Tage")}, "7")
_LEAP_DAY = (2, 29)


@work_list(
    "birthdays",
    N_("Geburtstage"),
    group="sales",
    order=30,
    roles=SALES,
    text=N_("Wem man gratulieren kann."),
    choice=_SPANS,
)
def birthdays(desk: Desk) -> Table:
    """Show whose birthday comes in these days, the next first, with the age that they turn."""
    days = [desk.key_date + timedelta(days=ahead) for ahead in range(int(desk.option))]
    wanted = {(day.month, day.day) for day in days}
    if (3, 1) in wanted:
        wanted.add(_LEAP_DAY)  # celebrated on 1 March in other years
    keys = [month * 100 + day for month, day in wanted]
    birthday = pl.col("birthday")
    rows = desk.table(
        "customers",
        ("customer_id", "birthday", "salesperson"),
        (birthday.dt.month().cast(pl.Int32) * 100 + birthday.dt.day()).is_in(keys),
    )
    # Each day of birth is looked at once, however many people share it.
    rows = with_values_of(rows, ("birthday",), "on", lambda row: next_birthday(row["birthday"], desk.key_date), pl.Date)
    rows = with_values_of(rows, ("birthday", "on"), "turns", lambda row: age(row["birthday"], row["on"]), pl.Int32)
    rows = rows.filter(pl.col("on").is_in(days) & pl.col("turns").is_not_null())
    rows = desk.of_customers(rows, only=("customer_number", "branch")).sort("on", "customer_number")
    days_left, due = due_part(rows, "on", desk.key_date)
    return Table(
        columns=(
            Column("on", _("Geburtstag"), "date", beside="due", beside_title=_("Wann"), chips=due, phone="figure"),
            *customer_columns("overview"),
            Column("turns", _("wird"), "number"),
            Column("advertising", _("Werbung erlaubt per")),
            Column("salesperson", _("Verkäufer"), names_colleague=True),
            phone_column(),
        ),
        rows=rows.with_columns(row="customer_number"),
        more=from_parts(customer_part(desk), days_left, advertising_part(desk)),
        title=_("Geburtstage"),
        search=_("Kunde, Verkäufer filtern"),
        download=_("geburtstage"),
        empty=_("In diesen Tagen hat niemand Geburtstag."),
        names=lambda row: (row["row"],),
    )
