"""Which country an address means: dealer systems have ISO codes, the letters of number plates, or words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

GERMANY = "DE"
_GERMAN = ("", "D", "DEU", "BRD", "DEUTSCHLAND", "GERMANY")
# ISO 3166-1 has no code of one letter; the plates' come from the UN (distinguishing signs of vehicles).
_PLATES = "A:AT B:BE E:ES F:FR H:HU I:IT L:LU M:MT N:NO P:PT S:SE V:VA FL:LI SLO:SI EST:EE FIN:FI IRL:IE SRB:RS"
CODES: Mapping[str, str] = {
    **dict.fromkeys(_GERMAN, GERMANY),
    **dict(each.split(":") for each in _PLATES.split()),
}


def country_code(said: str | None) -> str:
    """Return the code of a country (ISO 3166-1) where what a source says is one or means one, else that; nothing is Germany."""
    word = (said or "").strip().upper()
    return CODES.get(word, word)
