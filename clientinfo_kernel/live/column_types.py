"""How the live store keeps amounts, moments and a house's own fields, alike on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clientinfo_kernel.live.errors import LiveUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

_CENT = Decimal("0.01")
# SQLite numbers the rows by itself only where the key is its own kind of integer
ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _read(processor: Callable[[Any], Any] | None) -> Callable[[Any], Any] | None:
    """Return what reads a value of the driver; what is none of its column says so, as a store that does not answer does.

    A file of SQLite takes anything in any column: only somebody else's program has put it there.
    """
    if processor is None:
        return None

    def read(value: Any) -> Any:
        try:
            return processor(value)
        except (ValueError, TypeError, ArithmeticError):
            # without the value: what people wrote is in no log
            raise LiveUnavailable(
                "the live store holds something in place of a day, a moment or an amount; correct it there"
            ) from None

    return read


class Day(sa.TypeDecorator[date]):
    """A day."""

    impl = sa.Date
    cache_ok = True

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[Any], Any] | None:
        """Return what reads a day."""
        return _read(super().result_processor(dialect, coltype))


class Cents(sa.TypeDecorator[Decimal]):
    """EUR with two places, kept as whole cents."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:  # noqa: ARG002
        """Return the cents."""
        return None if value is None else int(value * 100)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:  # noqa: ARG002
        """Return the amount."""
        return None if value is None else Decimal(value).scaleb(-2).quantize(_CENT)

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[Any], Any] | None:
        """Return what reads an amount."""
        return _read(super().result_processor(dialect, coltype))


class Moment(sa.TypeDecorator[datetime]):
    """A point in time in UTC; SQLite keeps no zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """Return the moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[Any], Any] | None:
        """Return what reads a moment."""
        return _read(super().result_processor(dialect, coltype))


class OwnFields(sa.TypeDecorator[dict[str, str | None]]):
    """Fields that a house added, by their names, as JSON."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, str | None] | None, dialect: Any) -> str | None:  # noqa: ARG002
        """Return the JSON."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Any) -> dict[str, str | None] | None:  # noqa: ARG002
        """Return the fields."""
        return None if value is None else dict(json.loads(value))
