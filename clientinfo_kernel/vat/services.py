"""The section ``[services.vat]`` of the settings: which services are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from clientinfo_kernel.errors import SettingsError
from data_sources.vat_ids import evatr, vies

if TYPE_CHECKING:
    from clientinfo_kernel.settings import Settings


@dataclass(frozen=True)
class VatServices:
    """Whom to ask about VAT IDs.

    Attributes:
        own_vat_id: The house's own; without it the tax office cannot be asked.
        evatr_url: The tax office's service (BZSt); empty: it is not asked.
        vies_url: The European Commission's; empty: it is not asked.
        seconds: One question takes no longer.
        again_after_months: A check that is older is due again.
    """

    own_vat_id: str | None = None
    evatr_url: str = evatr.URL
    vies_url: str = vies.URL
    seconds: float = 20.0
    again_after_months: int = 12


def vat_services(settings: Settings) -> VatServices:
    """Return what the settings say.

    Raises:
        SettingsError: A key is unknown or holds what it cannot.
    """
    given = settings.services.get("vat", {})
    unknown = set(given) - set(VatServices.__dataclass_fields__)
    if unknown:
        known = ", ".join(VatServices.__dataclass_fields__)
        raise SettingsError(f"[services.vat] has no {', '.join(sorted(unknown))}; there are: {known}")
    try:
        services = msgspec.convert(given, VatServices, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"[services.vat]: {error}") from error
    for url in (services.evatr_url, services.vies_url):
        if url and not url.startswith(("https://", "http://")):
            raise SettingsError(f"[services.vat]: {url!r} is not an address that begins with https://")
    return services
