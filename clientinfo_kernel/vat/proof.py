"""What is kept of a check, and whether it is still what was kept."""

from __future__ import annotations

import hashlib
import unicodedata
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from data_sources.vat_ids.answer import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from data_sources.vat_ids.answer import Trader, VatAnswer

# Controls, marks of direction and halves of characters: no database keeps some, no page shows any.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


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
    return Add(command_id, customer_number, VAT_CHECK, values, before, "")


def as_kept(name: str, text: str) -> str:
    """Return a text as it stands in a field of a proof: without characters that cannot be kept, no longer than the field.

    Whatever a service sends, its answer is kept; what came byte for byte is in ``response``.
    """
    plain = "".join(" " if each in "\r\n\t" else each for each in text if _is_kept(each))
    return plain.strip()[: VAT_CHECK.fields[name].longest].strip()


def _is_kept(character: str) -> bool:
    return character in "\r\n\t" or unicodedata.category(character) not in _UNSEEN


def request_and_response(row: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Return the bytes that were sent and that came back."""
    return b64decode(row["request"] or ""), b64decode(row["response"] or "")


def is_unchanged(row: Mapping[str, Any]) -> bool:
    """Return whether request and response are still those whose hash was kept with them."""
    return bool(row["sha256"] == _hash(*request_and_response(row)))


def _hash(request: bytes, response: bytes) -> str:
    """Return SHA-256 over the request's hash and the response's, so that no byte can move from one to the other."""
    return hashlib.sha256(hashlib.sha256(request).digest() + hashlib.sha256(response).digest()).hexdigest()
