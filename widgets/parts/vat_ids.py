"""A customer's VAT IDs, for those who check them: what was asked and answered, each with its paper, and IDs to be confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.query.table import MOMENT
from clientinfo_kernel.vat.candidates import candidates
from widgets.papers.vat_proof import proof_download
from widgets.parts.vat_form import form_chips
from widgets.texts.language import _
from widgets.texts.vat import FIELD_WORDS, LETTERS, ORIGINS, RESULTS, VAT_SOURCES, valid_days, why
from widgets.texts.words import word
from widgets.view_models import Action, Actions, Chip, Column, Fact, Facts, Notice, Stack, Table, ViewModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile


def vat_ids(customer_file: CustomerFile) -> ViewModel | None:
    """Return the checks that were kept and the IDs found elsewhere; None for viewers who see neither."""
    if not customer_file.access.allows("receivables"):
        return None
    parts: list[ViewModel] = [*_checks(customer_file), *_candidates(customer_file)]
    if "receivables" in customer_file.access.changes:
        parts.append(Actions((Action(_("USt-IdNr. aus einem Text übernehmen"), "vat_id", icon="plus"),)))
    return Stack(tuple(parts)) if parts else None


def _checks(customer_file: CustomerFile) -> list[ViewModel]:
    checks = list(reversed(customer_file.written_rows(VAT_CHECK.name)))
    if not checks:
        return []
    by_id = {row[VAT_CHECK.key]: row for row in checks}
    rows = pl.DataFrame(
        {
            "check_id": list(by_id),
            "at": [row["created_at"] for row in checks],
            "vat_id": [row["vat_id"] for row in checks],
            "result": [row["result"] for row in checks],
            "source": [word(VAT_SOURCES, row["source"]) for row in checks],
            "by": [row["checked_by"] for row in checks],
        },
        schema={
            "check_id": pl.String,
            "at": MOMENT,
            "vat_id": pl.String,
            "result": pl.String,
            "source": pl.String,
            "by": pl.String,
        },
    )
    chips = {
        "valid": Chip(word(RESULTS, "valid"), "ok"),
        "invalid": Chip(word(RESULTS, "invalid"), "danger"),
        "not_answered": Chip(word(RESULTS, "not_answered"), "warn"),
    }
    table = Table(
        columns=(
            Column("at", _("geprüft am"), "moment", phone="title"),
            Column("vat_id", _("USt-IdNr."), "identifier"),
            Column("result", _("Ergebnis"), "chip", chips=chips),
            Column("source", _("Auskunft von")),
            Column("by", _("gefragt von"), phone="meta", names_colleague=True),
        ),
        rows=rows,
        title=_("Prüfungen der USt-IdNr."),
        detail=lambda row: _check(customer_file, by_id[row["check_id"]]),
        names=lambda row: (row["check_id"], row["vat_id"]),
    )
    return [table]


def _check(customer_file: CustomerFile, row: Mapping[str, Any]) -> ViewModel:
    """Return what matched, and the button for the paper."""
    matches = (
        Fact(_(FIELD_WORDS[name]), f"{row[name] or '–'} ({word(LETTERS, letter)})")
        for name in FIELD_WORDS
        if (letter := row[f"{name}_match"])
    )
    stated = (
        (_("Gültigkeit"), valid_days(row)),
        (_("Auskunft"), why(row)),
        (_("Zeichen der Anfrage"), row["reference"]),
    )
    facts = (*matches, *(Fact(label, text) for label, text in stated if text), Fact(_("SHA-256"), row["sha256"]))
    return Stack((Facts(facts), Actions((proof_download(customer_file, row),))))


def _candidates(customer_file: CustomerFile) -> list[ViewModel]:
    found = candidates(customer_file)
    if not found:
        return []
    sure = {each.vat_id for each in found if each.can_be_confirmed}

    def offered(row: Mapping[str, Any]) -> ViewModel:
        if row["vat_id"] not in sure:
            return Notice(_("Die Prüfziffer ist falsch: eine solche deutsche USt-IdNr. gibt es nicht."))
        return Actions((Action(_("Bestätigen"), "vat_id", row["vat_id"]),))

    rows = pl.DataFrame(
        {
            "vat_id": [each.vat_id for each in found],
            "form": [each.form for each in found],
            "origin": [word(ORIGINS, each.origin) for each in found],
            "where": [each.where for each in found],
        }
    )
    table = Table(
        columns=(
            Column("vat_id", _("USt-IdNr."), "identifier", phone="title"),
            Column(
                "form",
                _("Form"),
                "chip",
                chips=form_chips(),
            ),
            Column("origin", _("steht in")),
            Column("where", _("Beleg oder Konto"), "identifier", phone="meta"),
        ),
        rows=rows,
        title=_("Anderswo gefundene USt-IdNrn."),
        detail=offered if "receivables" in customer_file.access.changes else None,
        names=lambda row: (row["vat_id"],),
    )
    return [table]
