"""Shares of the house's daily limit of questions about VAT IDs: taken before a question is asked, so that no two take the last.

A share stands for questions that are being asked. Once their answers are kept (``vat_checks``), these count in its place;
where nothing was kept, as after a crash, it counts until midnight: perhaps they were asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.tables import vat_checks, vat_shares

if TYPE_CHECKING:
    from datetime import datetime


# Any number that no other lock of the same database has.
_LOCK = 0x636C76


@dataclass(frozen=True)
class VatShares:
    """The shares of all runs of the house.

    Attributes:
        database: Where they are.
    """

    database: LiveDatabase

    def take(self, command_id: str, questions: int, most: int, midnight: datetime) -> bool:
        """Take the questions of one check, if so many are left of a day; returns whether they were.

        Args:
            command_id: Of the check; what it has already is not taken twice.
            questions: How many it asks at most.
            most: How many the house asks on a day.
            midnight: When the day began (UTC).

        Raises:
            LiveUnavailable: The database does not answer.
        """
        share, kept = vat_shares.c, vat_checks.c
        with self.database.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            connection.execute(
                sa.delete(vat_shares).where((share.since != midnight) | (share.command_id == command_id))
            )
            asked = sa.select(sa.func.count()).select_from(vat_checks)
            asked = asked.where(kept.created_at >= midnight, kept.source != "check_digit")
            taken = sa.select(sa.func.coalesce(sa.func.sum(share.questions), 0))
            known = sum(int(connection.execute(each).scalar() or 0) for each in (asked, taken))
            if known + questions > most:
                return False
            row = {"command_id": command_id, "questions": questions, "since": midnight}
            connection.execute(sa.insert(vat_shares).values(row))
        return True

    def give_back(self, command_id: str) -> None:
        """Drop a share: the answers are kept, or nobody was asked.

        Raises:
            LiveUnavailable: The database does not answer.
        """
        with self.database.writing() as connection:
            connection.execute(sa.delete(vat_shares).where(vat_shares.c.command_id == command_id))
