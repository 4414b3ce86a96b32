"""What the sources have to say to people: a stable code and its values. The words stand where they are shown.

In a text column remarks are a JSON list of objects: ``[{"code": "document_missing", "file": "belege/a.xml"}]``.
Numbers are written with a point, days as ISO text; what another system wrote itself is the remark ``said``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable

Code: TypeAlias = Literal[
    # the words of an upstream system or of a colleague, as they are
    "said",
    # why a source is not fresh
    "source_absent",
    "source_unreadable",
    "source_malformed",
    "source_settings_wrong",
    "source_failed",
    "files_damaged",
    "far_fewer_records",
    # documents of an inbox
    "attachments_left",
    "document_missing",
    "document_outside",
    "document_unlisted",
    "file_empty",
    "file_not_opened",
    "file_not_regular",
    "file_too_large",
    "format_archive",
    "format_not_promised",
    "format_office",
    "format_unknown",
    "format_winmail",
    "mail_altered",
    "mail_encrypted",
    "mail_gone",
    "mail_signed_opaque",
    "mail_too_large",
    "nested_too_deep",
    "not_readable",
    "parser_answer",
    "parser_crash",
    "parser_later",
    "parser_memory",
    "parser_time",
    "pdf_encrypted",
    "seller_unproven",
    "pdf_broken",
    "xml_broken",
    "xml_not_an_invoice",
    "xml_too_many_elements",
    "xml_with_dtd",
    # findings in an invoice
    "buyer_vat_id_foreign",
    "buyer_vat_id_invalid",
    "buyer_vat_id_odd",
    "buyer_vat_id_valid",
    "due_total_wrong",
    "field_missing",
    "gross_differs",
    "gross_total_wrong",
    "lines_missing",
    "net_total_wrong",
    "not_a_date",
    "not_a_currency",
    "not_a_number",
    "number_differs",
    "pdf_damaged",
    "profile_without_lines",
    "proforma",
    "required_fields",
    "sum_of_lines_wrong",
    "sums_agree",
    "tax_rate_wrong",
    "tax_total_wrong",
    "xml_encoding_wrong",
    "xml_stray_characters",
    # notes on a delivery
    "account_lengths_changed",
    "batch_doubtful",
    "batch_lacks_postings",
    "batch_replaced",
    "list_replaced",
    "months_missing",
    "period_shifted",
    "posting_id_repeated",
    "postings_repeated",
    "rows_outside_period",
    "files_skipped",
    "currencies_odd",
    "encoding_dos",
    "encoding_mac",
    "heading_missing",
    "heading_missing_everywhere",
    "left_out",
    "levels_unreadable",
    "mails_left",
    "mails_without_room",
    "other_category",
    "several_clients",
]
CODES: frozenset[str] = frozenset(get_args(Code))


@dataclass(frozen=True)
class Remark:
    """One remark.

    Attributes:
        code: What it is about; one of ``CODES``.
        values: Names and values to be filled into its words.
    """

    code: Code
    values: tuple[tuple[str, str], ...] = ()


def remark(code: Code, **values: object) -> Remark:
    """Make a remark of a code and its values."""
    return Remark(code, tuple((name, str(value)) for name, value in values.items()))


def to_json(remarks: Iterable[Remark | None]) -> str | None:
    """Write remarks for a text column; None where there are none."""
    written = [{"code": each.code, **dict(each.values)} for each in remarks if each]
    return json.dumps(written, ensure_ascii=False) if written else None


def from_json(text: str | None) -> tuple[Remark, ...]:
    """Read what ``to_json`` wrote. Any other text is what somebody said: a delivery of an older version has such."""
    if not text:
        return ()
    try:
        written = [dict(each) for each in json.loads(text)]
        codes = [each.pop("code") for each in written]
    except (ValueError, TypeError, KeyError):
        return (remark("said", text=text),)
    if not CODES.issuperset(codes):
        return (remark("said", text=text),)
    return tuple(remark(cast("Code", code), **values) for code, values in zip(codes, written, strict=True))
