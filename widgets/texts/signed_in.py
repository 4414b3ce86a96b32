"""Who is signed in, in words: for the user menu of the apps and of the start page.

The publishing service imports it: it loads neither widgets nor data frames.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from clientinfo_kernel.access.rights import GRANTS
from widgets.texts.language import _
from widgets.texts.monogram import monogram
from widgets.texts.role_names import ROLE_NAMES

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer


@dataclass(frozen=True)
class SignedIn:
    """Full name (or login name), two letters for the round mark, and the roles in words (``Verkauf, Buchhaltung``)."""

    name: str
    initials: str
    roles: str

    def as_trait(self) -> dict[str, str]:
        """Return plain values for the browser."""
        return asdict(self)


def signed_in(viewer: Viewer) -> SignedIn | None:
    """Return words for the one who is signed in, in the session's language; None where nobody is (the shell, JupyterLab)."""
    if not viewer.name:
        return None
    words = viewer.full_name or re.sub(r"[\W_]+", " ", viewer.name.partition("@")[0])
    roles = [_(ROLE_NAMES[role]) for role in ("admin", *GRANTS) if role in viewer.roles]
    return SignedIn(viewer.full_name or viewer.name, monogram(words), ", ".join(roles) or _("ohne Rolle"))
