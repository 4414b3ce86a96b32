"""What is kept of a check, and whether it is still what was kept."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.vat_checks import VAT_CHECK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from data_sources.vat_ids.answer import Trader, VatAnswer

_LONGEST_NAME = 200


def keep(command_id: str, customer_number: str, trader: Trader, answer: VatAnswer) -> Add:
    """Return the command that keeps one answer as a proof."""
    request = answer.request.encode()
    values = {
        "vat_id": trader.vat_id[:_LONGEST_NAME],
        "name": trader.name,
        "street": trader.street,
        "postal_code": trader.postal_code[:_LONGEST_NAME],
        "town": trader.town[:_LONGEST_NAME],
        "source": answer.source,
        "result": answer.result,
        "code": answer.code[:_LONGEST_NAME],
        "text": answer.text,
        **{f"{name}_match": letter for name, letter in answer.matches.items()},
        "valid_from": answer.valid_from,
        "valid_until": answer.valid_until,
        "reference": answer.reference[:_LONGEST_NAME],
        "request": b64encode(request).decode(),
        "response": b64encode(answer.response).decode(),
        "sha256": _hash(request, answer.response),
    }
    return Add(command_id, customer_number, VAT_CHECK, values)


def request_and_response(row: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Return the bytes that were sent and that came back."""
    return b64decode(row["request"] or ""), b64decode(row["response"] or "")


def is_unchanged(row: Mapping[str, Any]) -> bool:
    """Return whether request and response are still those whose hash was kept with them."""
    return bool(row["sha256"] == _hash(*request_and_response(row)))


def _hash(request: bytes, response: bytes) -> str:
    """Return SHA-256 over the request's hash and the response's, so that no byte can move from one to the other."""
    return hashlib.sha256(hashlib.sha256(request).digest() + hashlib.sha256(response).digest()).hexdigest()
