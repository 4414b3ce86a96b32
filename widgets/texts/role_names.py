"""The roles' German names. A module of its own: the publishing service needs them and loads no data frames."""

from collections.abc import Mapping

from widgets.texts.language import N_

ROLE_NAMES: Mapping[str, str] = {
    "service": N_("Service"),
    "sales": N_("Verkauf"),
    "accounting": N_("Buchhaltung"),
    "controlling": N_("Controlling"),
    "analyst": N_("Analyse"),
    "privacy": N_("Datenschutz"),
    "release": N_("Freigabe von Notebooks"),
    "admin": N_("Administration"),
}
