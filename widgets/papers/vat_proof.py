"""The proof that a VAT ID was checked, on paper for the audit: what was asked, what came back, whether it is unchanged.

Its words are German whatever language the screen has. The service's answer stands there as it came; the record in the live
store is the proof (UStAE 18e.1 (2)), the paper shows it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.vat.proof import is_unchanged, request_and_response
from data_sources.vat_ids.answer import FIELDS
from widgets.papers.address import address_lines
from widgets.papers.typesetting import PDF, Letterhead, typeset
from widgets.texts.formats import day, local
from widgets.texts.language import _, session
from widgets.texts.vat import FIELD_WORDS, LETTERS, RESULTS, VAT_SOURCES, valid_days, why
from widgets.texts.words import word
from widgets.view_models import Download

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile

# An answer is a few hundred bytes; a page of anything longer is enough to see what it was.
_MOST_SHOWN = 6000


def vat_proof(customer_file: CustomerFile, check_id: str, letterhead: Letterhead) -> bytes | None:
    """Return a kept check as PDF/UA-1; None: the customer has no such check.

    Raises:
        NotPermitted: The viewer does not see checks.
        LiveUnavailable: The store does not answer.
        SettingsError: The letterhead cannot be set.
    """
    customer_file.access.require("receivables")
    rows = customer_file.archived_rows(VAT_CHECK.name)
    row = next((each for each in rows if each[VAT_CHECK.key] == check_id), None)
    return None if row is None else typeset("vat_proof", proof_values(customer_file, row), letterhead)


def proof_download(customer_file: CustomerFile, row: Mapping[str, Any]) -> Download:
    """Return the button that makes the paper of one check."""

    def made() -> bytes:
        paper = vat_proof(customer_file, row[VAT_CHECK.key], Letterhead.of(customer_file.settings))
        if paper is None:
            raise AssertionError("a proof is never withdrawn")
        return paper

    name = _("nachweis_ust_idnr") + f"_{local(row['created_at']):%Y-%m-%d}"
    return Download(_("Nachweis als PDF"), name, PDF, made)


def proof_values(customer_file: CustomerFile, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands on the paper."""
    with session("de"):
        return _values(customer_file, row)


def _values(customer_file: CustomerFile, row: Mapping[str, Any]) -> dict[str, Any]:
    header, asked_at = customer_file.header(), local(row["created_at"])
    contents = request_and_response(row)
    return {
        "address": address_lines(header),
        "customer_number": header.customer_number,
        "customer": row["name"] or header.name,
        "proof": row[VAT_CHECK.key],
        "day": day(asked_at.date()),
        "time": f"{asked_at:%H:%M}",
        "vat_id": row["vat_id"],
        "result": row["result"],
        "result_word": word(RESULTS, row["result"]),
        "matches": [
            (_(FIELD_WORDS[name]), row[name] or "\N{EN DASH}", _match(row, name, contents[0])) for name in FIELDS
        ],
        "source": word(VAT_SOURCES, row["source"]),
        "code": row["code"] or "",
        "text": why(row),
        "reference": row["reference"] or "",
        "valid": valid_days(row),
        "asked_by": row["checked_by"] or "\N{EN DASH}",
        "contents": [_shown(content) for content in contents] if any(contents) else [],
        "sha256": row["sha256"],
        "is_unchanged": is_unchanged(row),
    }


def _match(row: Mapping[str, Any], name: str, request: bytes) -> str:
    """Return what the answer says of a field; where it says nothing, whether the field was sent at all."""
    letter = row[f"{name}_match"]
    if letter:
        return word(LETTERS, letter)
    sent = (row[name] or "") and json.dumps(row[name], ensure_ascii=False).strip('"').encode() in request
    return _("keine Angabe") if sent else word(LETTERS, "C")


def _shown(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    return text[:_MOST_SHOWN] + (" …" if len(text) > _MOST_SHOWN else "")
