"""What is kept of a check, and whether it is still what was kept."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.plain_text import plain_text
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from data_sources.vat_ids.answer import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from data_sources.vat_ids.answer import Trader, VatAnswer


# Who asked, and when, is the store's to say.
_SEALED = tuple(name for name in VAT_CHECK.fields if name not in {"request", "response", "seal", "checked_by"})


def keep(command_id: str, customer_number: str, trader: Trader, answer: VatAnswer, before: Add | None = None) -> Add:
    """Return the command that keeps one answer as a proof, and in the same transaction that which was asked before it."""
    request = answer.request.encode()
    texts = {
        **{name: getattr(trader, name) for name in ("vat_id", *FIELDS)},
        "code": answer.code,
        "text": answer.text,
        "reference": answer.reference,
        **{f"{name}_match": letter for name, letter in answer.matches.items()},
    }
    values = {
        **{name: as_kept(name, text) for name, text in texts.items()},
        "source": answer.source,
        "result": answer.result,
        "valid_from": answer.valid_from,
        "valid_until": answer.valid_until,
        "request": b64encode(request).decode(),
        "response": b64encode(answer.response).decode(),
        "sha256": _hash(request, answer.response),
    }
    return Add(command_id, customer_number, VAT_CHECK, values | {"seal": _seal(values)}, before, "")


def as_kept(name: str, text: str) -> str:
    """Return a text as it stands in a field of a proof: without characters that cannot be kept, no longer than the field.

    Whatever a service sends, its answer is kept; what came byte for byte is in ``response``.
    """
    return plain_text(text, VAT_CHECK.fields[name].longest)


def request_and_response(row: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Return the bytes that were sent and that came back."""
    return b64decode(row["request"] or ""), b64decode(row["response"] or "")


def is_unchanged(row: Mapping[str, Any]) -> bool:
    """Return whether request and response, and what was made of them, are still what the hashes were taken of.

    A proof from before there was a seal is held by the first hash alone.
    """
    return bool(row["sha256"] == _hash(*request_and_response(row)) and row["seal"] in (None, _seal(row)))


def _hash(request: bytes, response: bytes) -> str:
    """Return SHA-256 over the request's hash and the response's, so that no byte can move from one to the other."""
    return hashlib.sha256(hashlib.sha256(request).digest() + hashlib.sha256(response).digest()).hexdigest()


def _seal(row: Mapping[str, Any]) -> str:
    """Return SHA-256 over what was asked and what the answer was taken for, with the hash of the bytes."""
    said = {name: str(row.get(name) or "") for name in _SEALED}
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()
