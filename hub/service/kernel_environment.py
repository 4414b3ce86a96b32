"""What a page's kernel finds in its environment: a closed list, and who it works for. No secret of the service."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.service.hub_identity import Person

_KEPT = frozenset(
    {"PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "VIRTUAL_ENV", "CLIENTINFO_SETTINGS", "CLIENTINFO_STATE"}
)
_KEPT_BEGINNINGS = ("LC_", "PYTHON", "OPENBLAS_", "OMP_", "MKL_", "COVERAGE_")
USER, ROLES = "CLIENTINFO_USER", "CLIENTINFO_ROLES"


def kernel_environment(person: Person, query: str, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of a kernel that a person's page starts.

    Args:
        person: Whom the kernel works for; always set, so that a kernel of a page never takes itself for unpublished.
        query: The address's query, outside text (a deep link).
        environment: The service's own environment.
    """
    kept = {name: value for name, value in environment.items() if name in _KEPT or name.startswith(_KEPT_BEGINNINGS)}
    # One thread per kernel: hundreds share the processors, and a customer's frames are small.
    threads = {"POLARS_MAX_THREADS": "2", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    who = {USER: person.name, ROLES: ",".join(sorted(person.roles))}
    return {**kept, **threads, "QUERY_STRING": query, **who}
