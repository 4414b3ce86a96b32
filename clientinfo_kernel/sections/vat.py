"""The section ``[services.vat]`` of the settings: which services are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.sections.services import read_service
from data_sources.vat_ids.addresses import EVATR, VIES

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class VatServices:
    """Whom to ask about VAT IDs.

    Attributes:
        own_vat_id: The house's own; without it the tax office cannot be asked.
        evatr_url: The tax office's service (BZSt); empty: it is not asked.
        vies_url: The European Commission's; empty: it is not asked.
        seconds: A check takes no longer, all questions together; half of it is left for VIES.
        again_after_months: A check that is older is due again.
        pause_seconds: Between two questions of a run over many customers.
        most_per_day: So many questions a day at most are asked by runs, all of the house together; 0: no limit.
    """

    own_vat_id: str | None = None
    evatr_url: str = EVATR
    vies_url: str = VIES
    seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 20.0
    again_after_months: Annotated[int, msgspec.Meta(gt=0)] = 12
    pause_seconds: Annotated[float, msgspec.Meta(ge=0, le=600)] = 2.0
    most_per_day: Annotated[int, msgspec.Meta(ge=0)] = 0

    @property
    def is_any(self) -> bool:
        """Whether anybody can be asked at all."""
        return bool(self.vies_url or (self.evatr_url and self.own_vat_id))


def vat_services(sections: Mapping[str, Mapping[str, Any]]) -> VatServices:
    """Return what the settings say; a house that names neither its own VAT ID nor a service asks nobody.

    Args:
        sections: ``Settings.services``.

    Raises:
        SettingsError: A key is unknown or holds what it cannot, a wrong VAT ID among it: no document would be the house's.
    """
    from stdnum.eu import vat

    given = sections.get("vat", {})
    if not given.keys() & {"own_vat_id", "evatr_url", "vies_url"}:
        given = {**given, "evatr_url": "", "vies_url": ""}
    services = read_service(given, "vat", VatServices, "evatr_url", "vies_url")
    if services.own_vat_id and not vat.is_valid(services.own_vat_id):
        raise SettingsError(f"[services.vat]: own_vat_id {services.own_vat_id!r} is not a VAT ID, e.g. DE136695976")
    return services
