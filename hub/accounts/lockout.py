"""Two brakes on guessing: names are locked in the database, by place; addresses are slowed down in memory."""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, delete, func, insert, select, update

from hub.accounts.account_tables import LOGIN_FAILURES, PLACE_FAILURES, now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy.orm import Session

FAILURES, FAILURES_EVERYWHERE = 5, 50
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=10), timedelta(minutes=60)
_FORGET_AFTER = timedelta(days=1)
_MOST_ROWS = 10_000


class LoginPlace(NamedTuple):
    """Where somebody tries to log in.

    Attributes:
        key: The address, or the id of a browser in which this person logged in before.
        is_known: Whether it is such a browser: then what others do elsewhere does not concern it.
    """

    key: str
    is_known: bool = False


class Lockout:
    """Counts failed logins per name and place, of known and unknown names alike; survives a restart of the Hub.

    Each fifth failure at one place locks the name there: 10 minutes, then 20, 40, 60. Who guesses from ever new places
    locks the name after each fiftieth everywhere but in browsers that the person used before: an outsider can keep
    nobody away from their own desk. A success or a quiet day forgets them.
    """

    def __init__(self, db: Session, clock: Callable[[], datetime] = now) -> None:
        self._db = db
        self._clock = clock

    def minutes_left(self, name: str, place: LoginPlace) -> int:
        """Return for how many minutes (rounded up) nobody can try this name at this place; 0: anybody can."""
        rows = [_here(name, place)] if place.is_known else [_here(name, place), _everywhere(name)]
        found = (self._db.scalar(select(row.table.c.locked_until).where(row.is_it)) for row in rows)
        left = max((until - self._clock()).total_seconds() if until is not None else 0 for until in found)
        # Longer than any lock: the clock was set back since, and nobody knows how long it was meant to last.
        left = left if left <= LONGEST_LOCK.total_seconds() else 0
        return math.ceil(left / 60) if left > 0 else 0

    def failures(self, names: Iterable[str]) -> dict[str, int]:
        """Return how often a login with these names failed since the last success, wherever."""
        recent = LOGIN_FAILURES.c.last_failure_at > self._clock() - _FORGET_AFTER
        columns = select(LOGIN_FAILURES.c.name_digest, LOGIN_FAILURES.c.failures)
        counts = dict(self._db.execute(columns.where(recent)).all())
        return {name: counts.get(_digest(name), 0) for name in names}

    def note_failure(self, name: str, place: LoginPlace) -> None:
        """Count one more failure; the fifth here locks, and the fiftieth anywhere."""
        self._count(_here(name, place), FAILURES)
        self._count(_everywhere(name), FAILURES_EVERYWHERE)
        self._db.commit()

    def forget(self, name: str) -> None:
        """Forget a name's failures: the right password came, or an administrator lets the name go."""
        for table in (LOGIN_FAILURES, PLACE_FAILURES):
            self._db.execute(delete(table).where(table.c.name_digest == _digest(name)))
        self._db.commit()

    def _count(self, row: _Row, locks_at: int) -> None:
        at, table = self._clock(), row.table
        recent = select(table.c.failures).where(row.is_it, table.c.last_failure_at > at - _FORGET_AFTER)
        count = int(self._db.scalar(recent) or 0) + 1
        lock = min(FIRST_LOCK * 2 ** (count // locks_at - 1), LONGEST_LOCK) if count % locks_at == 0 else None
        values = {"failures": count, "last_failure_at": at, "locked_until": at + lock if lock else None}
        known = self._db.execute(update(table).where(row.is_it).values(values))
        if not known.rowcount:  # type: ignore[attr-defined]  # an UPDATE has one
            self._make_room(table, at)
            self._db.execute(insert(table).values({**row.key, **values}))

    def _make_room(self, table: Table, at: datetime) -> None:
        """Made-up names must not fill the disk: old rows go, and then the oldest ones."""
        times = table.c.last_failure_at
        self._db.execute(delete(table).where(times <= at - _FORGET_AFTER))
        if (self._db.scalar(select(func.count()).select_from(table)) or 0) >= _MOST_ROWS:
            oldest = self._db.scalars(select(times).order_by(times).limit(_MOST_ROWS // 10)).all()
            self._db.execute(delete(table).where(times <= oldest[-1]))


class _Row(NamedTuple):
    table: Table
    key: Mapping[str, str]

    @property
    def is_it(self) -> ColumnElement[bool]:
        return and_(*(self.table.c[column] == value for column, value in self.key.items()))


def _everywhere(name: str) -> _Row:
    return _Row(LOGIN_FAILURES, {"name_digest": _digest(name)})


def _here(name: str, place: LoginPlace) -> _Row:
    key = place.key if place.is_known else subscriber(place.key)
    return _Row(PLACE_FAILURES, {"name_digest": _digest(name), "place_digest": _digest(f"{place.is_known} {key}")})


class AddressThrottle:
    """A bucket of attempts per address. A success gives its attempt back: an office behind one address is not slowed.

    IPv6 addresses count by their /64, which is what one subscriber has.
    """

    def __init__(
        self,
        capacity: int = 60,
        seconds_each: float = 5,
        clock: Callable[[], float] = time.monotonic,
        most_addresses: int = 10_000,
    ) -> None:
        self._capacity, self._seconds_each, self._clock = capacity, seconds_each, clock
        self._most_addresses = most_addresses
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> bool:
        """Take one attempt of this address; False when none is left."""
        key = subscriber(address)
        left = self._left(key)
        allowed = left >= 1
        self._keep(key, left - 1 if allowed else left)
        return allowed

    def give_back(self, address: str) -> None:
        """Give an attempt back that was a good one."""
        key = subscriber(address)
        self._keep(key, min(self._capacity, self._left(key) + 1))

    def _left(self, key: str) -> float:
        left, at = self._buckets.get(key, (float(self._capacity), self._clock()))
        return min(self._capacity, left + (self._clock() - at) / self._seconds_each)

    def _keep(self, key: str, left: float) -> None:
        self._buckets[key] = (left, self._clock())
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most_addresses:
            self._buckets.popitem(last=False)


def subscriber(address: str) -> str:
    """Return what one subscriber has of an address: an IPv4 address, the /64 of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return parsed.exploded[:19]
    return str(parsed)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
