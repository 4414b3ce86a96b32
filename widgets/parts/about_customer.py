"""What people wrote about the customer as such: remarks, whether advertising is allowed, corrections, profiles in social networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.consents import CONSENT
from clientinfo_kernel.live.profiles import PROFILE
from clientinfo_kernel.live.remarks import REMARK
from clientinfo_kernel.query.advertising import Permission, permissions
from widgets.parts.written_rows import written_rows
from widgets.texts.contact_links import web_link
from widgets.texts.formats import format_value
from widgets.texts.language import N_, _
from widgets.texts.words import Words, word
from widgets.texts.written import CONSENT_CHANNELS
from widgets.view_models import Action, Actions, Chip, Fact, Facts, Link, Stack, ViewModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile

_REASONS: Words = {
    "given": N_("eingewilligt am {day}"),
    "refused": N_("widersprochen am {day}"),
    "nothing said": N_("keine Einwilligung"),
    "needs no consent": N_("ohne Widerspruch erlaubt"),
}
# Where one looks for somebody; nothing is asked before somebody clicks. TikTok, Bluesky and Mastodon say of no such address.
_SEARCHES: Mapping[str, str] = {
    "LinkedIn": "https://www.linkedin.com/search/results/all/?keywords={name}",
    "XING": "https://www.xing.com/search/members?keywords={name}",
    "Facebook": "https://www.facebook.com/search/top?q={name}",
    "Instagram": "https://www.instagram.com/explore/search/keyword/?q={name}",
    "X": "https://x.com/search?q={name}",
    "YouTube": "https://www.youtube.com/results?search_query={name}",
}


def remarks(customer_file: CustomerFile) -> ViewModel | None:
    """Return every remark with its last day, also those that are over; None: there is none."""
    if not customer_file.written_rows(REMARK.name):
        return None
    return written_rows(customer_file, REMARK, ("text", "until", "written_by"), title=_("Zurufe"), form="remark")


def advertising(customer_file: CustomerFile) -> ViewModel:
    """Return per channel whether advertising is allowed and why, and the statements as proof."""
    rows = customer_file.written_rows(CONSENT.name)
    facts = (*(_fact(each) for each in permissions(rows)), _always())
    shown: list[ViewModel] = [Facts(facts, title=_("Darf man werben?"))]
    if CONSENT.right in customer_file.access.changes:
        shown.append(Actions((Action(_("Einwilligung erfassen"), "consent", icon="plus"),)))
    if rows:
        names = ("channel", "statement", "stated_on", "proof", "text", "written_by")
        shown.append(written_rows(customer_file, CONSENT, names, title=_("Erklärungen zur Werbung"), form="consent"))
    return Stack(tuple(shown))


def change_notices(customer_file: CustomerFile) -> ViewModel | None:
    """Return what was said to be right instead of what the source says; None: nothing, and the viewer is not allowed to say so."""
    shown: list[ViewModel] = []
    if customer_file.written_rows(CHANGE_NOTICE.name):
        names = ("subject", "value", "note", "is_done", "written_by")
        title = _("Änderungsmitteilungen")
        shown.append(written_rows(customer_file, CHANGE_NOTICE, names, title=title, form="settle_notice"))
    if CHANGE_NOTICE.right in customer_file.access.changes:
        shown.append(Actions((Action(_("Änderung mitteilen"), "change_notice", icon="plus"),)))
    return Stack(tuple(shown)) if shown else None


def profiles(customer_file: CustomerFile) -> ViewModel:
    """Return profiles in social networks, and links that look for the customer there when they are clicked."""
    shown: list[ViewModel] = []
    if customer_file.written_rows(PROFILE.name):
        names = ("address", "network", "person", "source", "found_on", "consent_on")
        title = _("Soziale Netzwerke")
        shown.append(written_rows(customer_file, PROFILE, names, title=title, form="profile", link=_profile))
    name = customer_file.header().name
    facts = (
        Fact(network, _("suchen"), link=Link(href=address.format(name=quote(name))))
        for network, address in _SEARCHES.items()
    )
    shown.append(Facts(tuple(facts), title=_("In sozialen Netzwerken suchen"), is_printed=False))
    if PROFILE.right in customer_file.access.changes:
        shown.append(Actions((Action(_("Profil hinzufügen"), "profile", icon="plus"),)))
    return Stack(tuple(shown))


def _profile(row: Mapping[str, Any]) -> Link | None:
    return web_link(row["address"])


def _fact(permission: Permission) -> Fact:
    day = format_value(permission.stated_on, "date")
    chip = Chip(_("ja"), "ok") if permission.is_allowed else Chip(_("nein"), "danger")
    said = word(_REASONS, permission.reason).format(day=day)
    return Fact(word(CONSENT_CHANNELS, permission.channel), said, chip=chip)


def _always() -> Fact:
    return Fact(_("Auftrag, Rechnung, Rückruf"), _("Kontakt ist immer möglich"), chip=Chip(_("ja"), "ok"))
