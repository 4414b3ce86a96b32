"""Forms about the customer as such: remarks, consents, change notices, profiles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.consents import CONSENT
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.profiles import PROFILE
from clientinfo_kernel.live.remarks import REMARK
from widgets.entries.row_form import Row, RowForm
from widgets.texts.language import N_, _

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.query.customer_file import CustomerFile

# How long a remark is shown where nobody says otherwise.
_REMARK_DAYS = 14
_CORRECTED = {"value": ("subject", {"phone": "tel", "mobile": "tel", "email": "email"})}


def _until(customer_file: CustomerFile) -> Row:
    return {"until": customer_file.key_date + timedelta(days=_REMARK_DAYS)}


def _not_over(customer_file: CustomerFile, _viewer: Viewer, row: Row | None, values: Row) -> Row:
    """Make sure that a new remark is seen by anybody at all; one that is there ends so.

    Raises:
        InputRefused: Its last day is over.
    """
    until = values.get("until")
    if row is None and isinstance(until, date) and until < customer_file.key_date:
        raise InputRefused("until", "over", "a day that is not over is wanted")
    return {}


def _stated_today(customer_file: CustomerFile) -> Row:
    return {"channel": "call", "statement": "given", "stated_on": customer_file.key_date}


def _found_today(customer_file: CustomerFile) -> Row:
    return {"network": "linkedin", "found_on": customer_file.key_date}


def _visible_to_all(_file: CustomerFile, _row: Row | None) -> tuple[str, ...]:
    return (_("Jeder, der den Kunden öffnet, sieht den Zuruf bis zu diesem Tag. „gestern“ beendet ihn."),)


def _kept(_file: CustomerFile, _row: Row | None) -> tuple[str, ...]:
    return (_("Die neueste Erklärung je Weg gilt; frühere bleiben als Nachweis stehen."),)


REMARK_FORM = RowForm(
    "remark",
    REMARK,
    ("text", "until"),
    N_("Zuruf"),
    N_("Zuruf bearbeiten"),
    defaults=_until,
    given=_not_over,
    note=_visible_to_all,
)
CONSENT_FORM = RowForm(
    "consent",
    CONSENT,
    ("channel", "statement", "stated_on", "proof", "text"),
    N_("Einwilligung erfassen"),
    N_("Einwilligung berichtigen"),
    defaults=_stated_today,
    note=_kept,
)
NOTICE_FORM = RowForm(
    "change_notice",
    CHANGE_NOTICE,
    ("subject", "value", "note"),
    N_("Änderung mitteilen"),
    N_("Änderungsmitteilung bearbeiten"),
    names_there=("is_done",),
    focus="value",
    defaults=lambda _file: {"subject": "phone"},
    keyboards=_CORRECTED,
)
SETTLE_NOTICE_FORM = replace(NOTICE_FORM, key="settle_notice", adds=False)
PROFILE_FORM = RowForm(
    "profile",
    PROFILE,
    ("network", "address", "person", "source", "found_on", "consent_on"),
    N_("Profil hinzufügen"),
    N_("Profil bearbeiten"),
    focus="address",
    defaults=_found_today,
    keyboards={"address": ("", {"": "url"})},
)
