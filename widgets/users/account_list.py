"""The list of all accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.query.table import MOMENT
from widgets.texts.language import _
from widgets.users.words import roles_of, state_chips, state_of
from widgets.view_models import Column, Table

if TYPE_CHECKING:
    from clientinfo_kernel.access.accounts import Account

_SCHEMA: dict[str, Any] = {
    "name": pl.String,
    "full_name": pl.String,
    "roles": pl.String,
    "state": pl.String,
    "last_login": MOMENT,
    "failed_logins": pl.Int64,
}


def account_rows(accounts: tuple[Account, ...]) -> pl.DataFrame:
    """Return a row per account, as the list shows it; no failed login is an empty cell."""
    rows = [
        (one.name, one.full_name, roles_of(one), state_of(one), one.last_login, one.failed_logins or None)
        for one in accounts
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def account_table(accounts: tuple[Account, ...]) -> Table:
    """Return the list of all accounts."""
    columns = (
        Column("name", _("Benutzername"), "identifier", phone="title"),
        Column("full_name", _("Name"), phone="meta"),
        Column("roles", _("Rollen")),
        Column("state", _("Stand"), "chip", phone="figure", chips=state_chips()),
        Column("last_login", _("Letzte Anmeldung"), "moment"),
        Column("failed_logins", _("Fehlversuche"), "number"),
    )
    return Table(
        columns,
        account_rows(accounts),
        title=_("Konten"),
        search=_("Name, Rolle, Stand …"),
        download=_("benutzer"),
        sort=("name", "ascending"),
    )
