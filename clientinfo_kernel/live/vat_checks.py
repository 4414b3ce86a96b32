"""The proofs that a VAT ID was checked: what was asked and what came back, unchanged.

For interface queries the received record is the proof (UStAE 18e.1 (2)): request and response are kept byte for byte, in
base64, with the hash of both (``sha256``) and one of all that was asked and answered (``seal``). Nobody changes or withdraws one.
"""

from __future__ import annotations

from typing import get_args

from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity
from data_sources.vat_ids.answer import Result, Source

# Base64 of the longest answer that is read (data_sources.http_exchange.LARGEST).
_LONGEST_RESPONSE = 400_000

VAT_CHECK = entity(
    "vat_check",
    "vat_checks",
    "check_id",
    Field("vat_id", required=True),
    Field("name", longest=LONGEST_TEXT),
    Field("street", longest=LONGEST_TEXT),
    Field("postal_code"),
    Field("town"),
    Field("source", "code", required=True, words=get_args(Source)),
    Field("result", "code", required=True, words=get_args(Result)),
    Field("code"),
    Field("text", longest=LONGEST_TEXT),
    Field("name_match"),
    Field("street_match"),
    Field("postal_code_match"),
    Field("town_match"),
    Field("valid_from", "date"),
    Field("valid_until", "date"),
    Field("reference"),
    Field("request", longest=LONGEST_TEXT * 4, is_archived=True),
    Field("response", longest=_LONGEST_RESPONSE, is_archived=True),
    Field("sha256"),
    Field("seal"),
    Field("checked_by", is_writer=True),
    right="receivables",
    topics=("receivables",),
    is_fixed=True,
    is_kept=True,
)
