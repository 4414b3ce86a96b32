"""How the live store keeps amounts, moments and a house's own fields, alike on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

_CENT = Decimal("0.01")
# SQLite numbers the rows by itself only where the key is its own kind of integer
ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


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
