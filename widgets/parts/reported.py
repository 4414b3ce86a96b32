"""What people reported instead of what a source says (Änderungsmitteilung), for the place where the source's value stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientinfo_kernel.query.corrections import open_corrections
from clientinfo_kernel.settings import BERLIN
from widgets.texts.contact_links import link_for
from widgets.texts.formats import day
from widgets.texts.language import _
from widgets.view_models import Link

if TYPE_CHECKING:
    from clientinfo_kernel.query.customer_file import CustomerFile


@dataclass(frozen=True)
class Reported:
    """One correction that no source has yet.

    Attributes:
        subject: What it is about (``live.change_notices.SUBJECTS``).
        value: What is right.
        since: Since when that is known, in words.
        link: Calls or writes.
    """

    subject: str
    value: str
    since: str
    link: Link | None = None


def reported(customer_file: CustomerFile) -> tuple[Reported, ...]:
    """Return what people reported of a customer and no source has yet, in the order of writing."""
    return tuple(
        Reported(
            row["subject"],
            row["value"],
            _("laut Änderungsmitteilung vom {day}").format(day=day(row["created_at"].astimezone(BERLIN).date())),
            link_for(row["subject"], row["value"]),
        )
        for row in open_corrections(customer_file)
    )
