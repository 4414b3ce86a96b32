"""Two brakes on guessing: names are locked in the database, addresses are slowed down in memory."""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from hub.accounts.account_tables import LOGIN_FAILURES, now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

FAILURES = 5
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=10), timedelta(minutes=60)
_FORGET_AFTER = timedelta(days=1)
_MOST_ROWS = 10_000


class Lockout:
    """Counts failed logins per name, of known and unknown names alike; survives a restart of the Hub.

    Each fifth failure locks the name: 10 minutes, then 20, 40, 60. A success or a quiet day forgets them.
    """

    def __init__(self, db: Session, clock: Callable[[], datetime] = now) -> None:
        self._db = db
        self._clock = clock

    def minutes_left(self, name: str) -> int:
        """Return for how many minutes (rounded up) nobody can try this name; 0: anybody can."""
        row = select(LOGIN_FAILURES.c.locked_until).where(LOGIN_FAILURES.c.name_digest == _digest(name))
        until = self._db.scalar(row)
        left = (until - self._clock()).total_seconds() if until is not None else 0
        # Longer than any lock: the clock was set back since, and nobody knows how long it was meant to last.
        left = left if left <= LONGEST_LOCK.total_seconds() else 0
        return math.ceil(left / 60) if left > 0 else 0

    def failures(self, names: Iterable[str]) -> dict[str, int]:
        """Return how often a login with these names failed since the last success."""
        recent = LOGIN_FAILURES.c.last_failure_at > self._clock() - _FORGET_AFTER
        columns = select(LOGIN_FAILURES.c.name_digest, LOGIN_FAILURES.c.failures)
        counts = dict(self._db.execute(columns.where(recent)).all())
        return {name: counts.get(_digest(name), 0) for name in names}

    def note_failure(self, name: str) -> None:
        """One more failure; the fifth locks."""
        at, digest = self._clock(), _digest(name)
        count = self._recent(name, at) + 1
        lock = min(FIRST_LOCK * 2 ** (count // FAILURES - 1), LONGEST_LOCK) if count % FAILURES == 0 else None
        row = {"failures": count, "last_failure_at": at, "locked_until": at + lock if lock else None}
        known = self._db.execute(update(LOGIN_FAILURES).where(LOGIN_FAILURES.c.name_digest == digest).values(row))
        if not known.rowcount:  # type: ignore[attr-defined]  # an UPDATE has one
            self._make_room(at)
            self._db.execute(insert(LOGIN_FAILURES).values(name_digest=digest, **row))
        self._db.commit()

    def forget(self, name: str) -> None:
        """Forget a name's failures: the right password came, or an administrator lets the name go."""
        self._db.execute(delete(LOGIN_FAILURES).where(LOGIN_FAILURES.c.name_digest == _digest(name)))
        self._db.commit()

    def _recent(self, name: str, at: datetime) -> int:
        found = self._db.scalar(
            select(LOGIN_FAILURES.c.failures).where(
                LOGIN_FAILURES.c.name_digest == _digest(name), LOGIN_FAILURES.c.last_failure_at > at - _FORGET_AFTER
            )
        )
        return int(found or 0)

    def _make_room(self, at: datetime) -> None:
        """Made-up names must not fill the disk: old rows go, and then the oldest ones."""
        times = LOGIN_FAILURES.c.last_failure_at
        self._db.execute(delete(LOGIN_FAILURES).where(times <= at - _FORGET_AFTER))
        if (self._db.scalar(select(func.count()).select_from(LOGIN_FAILURES)) or 0) >= _MOST_ROWS:
            oldest = select(LOGIN_FAILURES.c.name_digest).order_by(times).limit(_MOST_ROWS // 10)
            doomed = list(self._db.scalars(oldest))
            self._db.execute(delete(LOGIN_FAILURES).where(LOGIN_FAILURES.c.name_digest.in_(doomed)))


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
        key = _subscriber(address)
        left = self._left(key)
        allowed = left >= 1
        self._keep(key, left - 1 if allowed else left)
        return allowed

    def give_back(self, address: str) -> None:
        """Give an attempt back that was a good one."""
        key = _subscriber(address)
        self._keep(key, min(self._capacity, self._left(key) + 1))

    def _left(self, key: str) -> float:
        left, at = self._buckets.get(key, (float(self._capacity), self._clock()))
        return min(self._capacity, left + (self._clock() - at) / self._seconds_each)

    def _keep(self, key: str, left: float) -> None:
        self._buckets[key] = (left, self._clock())
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most_addresses:
            self._buckets.popitem(last=False)


def _subscriber(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return parsed.exploded[:19]
    return str(parsed)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
