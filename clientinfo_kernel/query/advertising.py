"""Whether a person is allowed to be sent advertising, by channel.

A call, a mail or a short message needs consent that was given before; a letter is allowed until the customer objects (UWG
§ 7, GDPR Art. 21 (2)). Contact about a running order, an invoice or a recall is not advertising and always possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from clientinfo_kernel.live.consents import CONSENT_CHANNELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Reason = Literal["given", "refused", "nothing said", "needs no consent"]
_WITHOUT_CONSENT = frozenset({"letter"})


@dataclass(frozen=True)
class Permission:
    """Whether advertising is allowed on a channel, why, and since when the customer says so."""

    channel: str
    is_allowed: bool
    reason: Reason
    stated_on: date | None = None


def permissions(consents: Sequence[Mapping[str, Any]]) -> tuple[Permission, ...]:
    """Return the permission of each channel: the latest statement about it counts, of one day the one written last.

    Args:
        consents: A customer's rows of ``live.consents``, in the order in which they were written.
    """
    latest: dict[str, Mapping[str, Any]] = {}
    for each in consents:
        known = latest.get(each["channel"])
        if known is None or each["stated_on"] >= known["stated_on"]:
            latest[each["channel"]] = each
    return tuple(_permission(channel, latest.get(channel)) for channel in CONSENT_CHANNELS)


def _permission(channel: str, said: Mapping[str, Any] | None) -> Permission:
    if said is not None:
        is_given = said["statement"] == "given"
        return Permission(channel, is_given, "given" if is_given else "refused", said["stated_on"])
    if channel in _WITHOUT_CONSENT:
        return Permission(channel, is_allowed=True, reason="needs no consent")
    return Permission(channel, is_allowed=False, reason="nothing said")
