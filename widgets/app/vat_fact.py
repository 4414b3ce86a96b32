"""What the header says about a VAT ID: whether it can be one, whether it is registered, since when that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from widgets.markup import chip, explanation, join, tag
from widgets.parts.vat_form import form_chips
from widgets.texts.formats import day, local
from widgets.texts.language import _
from widgets.texts.vat import DUE, FIELD_WORDS, LETTERS, VAT_SOURCES, valid_days, why
from widgets.texts.words import word
from widgets.view_models import Chip

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from markupsafe import Markup

    from clientinfo_kernel.query.vat_form import Form
    from clientinfo_kernel.vat.standing import VatStanding

# § 6a UStG: whose number it is counts as much as that it is one.
_DECIDING = ("name", "town")


def vat_fact(standing: VatStanding | None, customer_number: str, *, form: Form, can_check: bool) -> Markup:
    """Return the chip, what matched, and the button that asks now.

    Args:
        standing: What is known; None: the viewer does not see checks, only the form of the number.
        customer_number: Whose it is.
        form: Form and check digit.
        can_check: Whether the viewer can ask.
    """
    if standing is None:
        return chip(form_chips()[form])
    check = standing.check
    shown = form_chips()[form] if check is None else _answer(standing, check)
    lines = [
        join(chip(shown), explanation(_proof(check)), by=" ") if check else chip(shown),
        *((tag("span", valid_days(check), class_="ci-small"),) if check and valid_days(check) else ()),
        *((tag("span", _matches(check), class_="ci-small"),) if check and _matches(check) else ()),
        *((tag("span", word(DUE, standing.due), class_="ci-muted ci-small"),) if standing.due else ()),
        *((tag("span", _moved(standing.moved), class_="ci-small"),) if standing.moved else ()),
        *((tag("span", _failed(standing.attempt), class_="ci-muted ci-small"),) if standing.attempt else ()),
    ]
    button = tag(
        "button", _("prüfen"), class_="ci-button ci-button--quiet ci-vat__check", type="button",
        data_ci_vat=customer_number, aria_label=_("USt-IdNr. jetzt prüfen"),
    )  # fmt: skip
    said = tag("span", class_="ci-muted ci-small ci-vat__said", aria_hidden="true")
    return tag("div", join(*lines, *((button, said) if can_check else ()), by=" "), class_="ci-vat")


def _answer(standing: VatStanding, check: Mapping[str, Any]) -> Chip:
    if standing.result != "valid":
        return Chip(_("ungültig"), "danger")
    others = [_(FIELD_WORDS[name]) for name in _DECIDING if check[f"{name}_match"] == "B"]
    if others:
        return Chip(_("gültig, aber {field} stimmt nicht").format(field=_(" und ").join(others)), "warn")
    return Chip(_("gültig"), "ok")


def _proof(check: Mapping[str, Any]) -> str:
    said = _("{source}, geprüft am {day} um {time} von {person}.").format(
        source=word(VAT_SOURCES, check["source"]),
        day=day(local(check["created_at"]).date()),
        time=f"{local(check['created_at']):%H:%M}",
        person=check["checked_by"],
    )
    return " ".join(part for part in (said, why(check), _("Nachweis {proof}").format(proof=check["check_id"])) if part)


def _matches(check: Mapping[str, Any]) -> str:
    said = [
        f"{_(title)} {word(LETTERS, letter)}"
        for name, title in FIELD_WORDS.items()
        if (letter := check[f"{name}_match"])
    ]
    return ", ".join(said)


def _moved(since: datetime) -> str:
    return _("Die Anschrift laut Änderungsmitteilung vom {day} weicht ab.").format(day=day(local(since).date()))


def _failed(attempt: Mapping[str, Any]) -> str:
    said = _("Nicht beantwortet am {day}.").format(day=day(local(attempt["created_at"]).date()))
    return f"{said} {why(attempt)}".strip()
