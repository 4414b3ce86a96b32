"""Ask an OSRM server for a table of ways (service ``table``, version v1, profile ``driving``).

``GET /table/v1/driving/LON,LAT;LON,LAT?annotations=duration,distance`` answers ``{"code": "Ok", "durations": [[s]],
"distances": [[m]]}``; null where there is no way. Anything else is not an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from data_sources.http_exchange import LARGEST, exchange
from data_sources.routing.ways import NO_WAY, Place, Ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


# A duration and a distance take no more characters than this.
_PER_WAY = 64
_OK = 200


def osrm_ways(url: str, places: Sequence[Place], seconds: float) -> Ways | str:
    """Return the ways between places; where the server does not answer within ``seconds``: why.

    Raises:
        ValueError: The address is not one of http or https.
    """
    named = ";".join(f"{longitude:.6f},{latitude:.6f}" for latitude, longitude in places)
    largest = LARGEST + _PER_WAY * len(places) ** 2
    answer = exchange(
        f"{url.rstrip('/')}/table/v1/driving/{named}?annotations=duration,distance", None, seconds, largest
    )
    if answer.failure:
        return answer.failure
    said = answer.values() or {}
    code = said.get("code") or "no_table"
    if answer.status != _OK and code in ("Ok", "no_table"):
        return f"http_{answer.status}"
    if code != "Ok":
        return str(code)[:40]
    durations, distances = (_table(said.get(name), len(places)) for name in ("durations", "distances"))
    if durations is None or distances is None:
        return "no_table"
    return Ways(distances, durations, "osrm")


def _table(rows: Any, size: int) -> NDArray[np.int64] | None:
    """Return a square of whole numbers; None: it is not a square of numbers that a way can have."""
    if not isinstance(rows, list) or len(rows) != size:
        return None
    if any(not isinstance(row, list) or len(row) != size for row in rows):
        return None
    values = [[NO_WAY if value is None else value for value in row] for row in rows]
    if any(isinstance(value, bool) or not isinstance(value, int | float) for row in values for value in row):
        return None
    try:
        table = np.array(values, dtype=np.float64)
    except OverflowError:  # JSON's whole numbers have no end
        return None
    if not np.isfinite(table).all() or (table < 0).any():
        return None
    np.fill_diagonal(table, 0)
    return np.ceil(np.minimum(table, NO_WAY)).astype(np.int64)
