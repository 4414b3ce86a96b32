"""What clientinfo adds to the Hub's database. The Hub makes missing tables when it starts, and so does the shell.

Times are UTC without a zone, as in the Hub's own tables. Rows are read by SELECT and never kept as objects, so that the
running Hub sees at once what the shell wrote.
"""

from __future__ import annotations

from datetime import UTC, datetime

from jupyterhub import orm
from nativeauthenticator.orm import UserInfo
from sqlalchemy import Boolean, Column, DateTime, Integer, String, Table, Unicode

# Passwords stand in NativeAuthenticator's table.
PASSWORDS: Table = UserInfo.__table__

ACCOUNTS = Table(
    "clientinfo_accounts",
    orm.Base.metadata,
    Column("name", Unicode(255), primary_key=True),
    Column("full_name", Unicode(200), nullable=False, default=""),
    Column("email", Unicode(200), nullable=False, default=""),
    Column("is_locked", Boolean, nullable=False, default=False),
    Column("must_change_password", Boolean, nullable=False, default=False),
    Column("last_login_at", DateTime),
    Column("created_at", DateTime, nullable=False),
)

# Where people work. A table of its own: a database of an earlier version is given tables that it lacks, but no columns.
BRANCHES = Table(
    "clientinfo_account_branches",
    orm.Base.metadata,
    Column("name", Unicode(255), primary_key=True),
    Column("branch", Unicode(200), nullable=False),
)

# The name is kept as a digest: people type passwords into the field of the name.
LOGIN_FAILURES = Table(
    "clientinfo_login_failures",
    orm.Base.metadata,
    Column("name_digest", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_failure_at", DateTime, nullable=False, index=True),
    Column("locked_until", DateTime),
)

# The same by where the failures came from: an address, or a browser in which the person logged in before.
PLACE_FAILURES = Table(
    "clientinfo_login_failures_by_place",
    orm.Base.metadata,
    Column("name_digest", String(64), primary_key=True),
    Column("place_digest", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_failure_at", DateTime, nullable=False, index=True),
    Column("locked_until", DateTime),
)

# Logins that ended by a logout: copies of their cookies are good for nothing. The id is kept as a digest.
ENDED_LOGINS = Table(
    "clientinfo_ended_logins",
    orm.Base.metadata,
    Column("digest", String(64), primary_key=True),
    Column("ended_at", DateTime, nullable=False, index=True),
)

# Whom an OpenID Connect provider or a directory means by a name. Its own key for a person (as a digest) stays when
# the name there changes or is given to somebody else.
IDENTITIES = Table(
    "clientinfo_identities",
    orm.Base.metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", Unicode(255), nullable=False, unique=True),
)

# Who came from the provider with the name of an account that belongs to nobody there yet: they wait for the operator
# to say that it is theirs.
WAITING_IDENTITIES = Table(
    "clientinfo_waiting_identities",
    orm.Base.metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", Unicode(255), nullable=False, index=True),
    Column("asked_at", DateTime, nullable=False),
)


def now() -> datetime:
    """Return this moment, as the tables keep it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
