"""What a snapshot is made of, as a hash: where it is the same, there is nothing to build."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from clientinfo_kernel.ingest.code_hash import code_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientinfo_kernel.ingest.delivery import Delivery
    from clientinfo_kernel.settings import Settings


def inputs_of(settings: Settings, deliveries: Mapping[str, Delivery | None], said: Sequence[object]) -> str:
    """Return a hash of the deliveries, the settings, the account mapping and the source of our rules.

    Args:
        settings: All of them; what only the publication uses counts as well, for it is rarely changed.
        deliveries: The published delivery per kind of source.
        said: What else the snapshot says about its sources (state, reason, notes), in any form with a stable ``repr``.
    """
    digest = hashlib.sha256()
    for package in ("clientinfo_kernel", "data_sources"):
        digest.update(code_of(package).encode())
    digest.update(repr(msgspec.structs.asdict(settings)).encode("utf-8", "surrogateescape"))
    if settings.account_mapping is not None:
        place = settings.path(settings.account_mapping)
        digest.update(place.read_bytes() if place.is_file() else b"missing")
    for kind, delivery in deliveries.items():
        digest.update(f"{kind} {delivery.content if delivery else None}\n".encode())
    digest.update(repr(list(said)).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
