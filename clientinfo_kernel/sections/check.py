"""Section ``[check]`` of the settings: what the check accepts."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # msgspec reads the annotations

import msgspec


class AcceptedFinding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A finding of the check that the house knows: it stays listed, apart, and does not fail.

    Attributes:
        kind: Of ``query.finding_kinds``.
        subject: Account, document, month or file; None: all of the kind.
        reason: Why it is accepted, shown beside it.
        until: Last day on which it is; None: for good.
    """

    kind: str
    reason: str
    subject: str | None = None
    until: date | None = None


class CheckSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``[check]``."""

    accepted: tuple[AcceptedFinding, ...] = ()
