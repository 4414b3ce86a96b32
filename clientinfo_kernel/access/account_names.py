"""What the people in the audit log are called: it has login names, which do not change, and people know each other by others.

The Hub alone knows its accounts. It writes their names into a file of the state folder whenever they change, and only the
pages of the log and of the publications read it. A login name that was deleted can be given to somebody else: a name is for the lines since its
account is there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from clientinfo_kernel.access.audit_subject import ids_of
from clientinfo_kernel.access.colleagues import called

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import polars as pl

    from clientinfo_kernel.access.accounts import Account

ACCOUNT_NAMES_FILE = "account_names.json"
# The line about a first login and the account that it makes are not of the same moment.
_AT_ONCE = timedelta(minutes=1)


class NamedAccount(msgspec.Struct, frozen=True):
    """What a person is called (empty: as they log in), and since when they have the account (UTC; None: not known)."""

    name: str
    since: datetime | None = None


def account_names_of(accounts: Iterable[Account]) -> str:
    """Return the file's text: login name -> ``NamedAccount`` of everybody, whether they are let in or not."""
    everybody = list(accounts)
    named = {
        each.name: NamedAccount(called(each.name, each.full_name, everybody), each.created_at) for each in everybody
    }
    return msgspec.json.encode(named, order="deterministic").decode()


def account_names(state: Path) -> Mapping[str, NamedAccount]:
    """Return what is in the file; nothing where no Hub wrote one here, or it cannot be read: the log has the login names."""
    try:
        return msgspec.json.decode((state / ACCOUNT_NAMES_FILE).read_bytes(), type=dict[str, NamedAccount])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def names_in(rows: pl.DataFrame, accounts: Mapping[str, NamedAccount]) -> dict[str, str]:
    """Return login name -> name, of those who wrote none of the lines before they had the account, and whom none is about.

    Where somebody did, the login name was another person's: nobody is named.

    Args:
        rows: Of ``audit_reading.AUDIT``. A login that failed may be anybody's.
        accounts: Result of ``account_names``.
    """
    import polars as pl  # the Hub, which writes the file, reads no log

    known = rows.filter(pl.col("action") != "login_failed")
    about = known.select("at", user=ids_of("user", pl.col("subject"))).drop_nulls("user")
    lines = pl.concat((known.select("at", "user"), about))
    first = dict(lines.group_by("user").agg(pl.col("at").min()).iter_rows())
    return {
        login: account.name
        for login, account in accounts.items()
        if account.name and (account.since is None or login not in first or first[login] >= account.since - _AT_ONCE)
    }


def logins_meant(text: str, logins: Iterable[str], names: Mapping[str, str]) -> frozenset[str]:
    """Return whom a text means: the login name itself, else everybody called so, else everybody whose name has its words.

    Args:
        text: What somebody typed.
        logins: Login names in the log.
        names: Login name -> name.
    """
    known, wanted = frozenset(logins), text.casefold()
    if text in known:
        return frozenset({text})
    called = {login: names[login].casefold() for login in known if login in names}
    exactly = frozenset(login for login, name in called.items() if name == wanted)
    return exactly or frozenset(login for login, name in called.items() if all(word in name for word in wanted.split()))
