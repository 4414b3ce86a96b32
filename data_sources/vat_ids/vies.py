"""The European Commission's VIES (REST): all VAT IDs of the Union, German ones too, and Northern Ireland's (XI).

``POST {url}/check-vat-number``. ``valid: false`` is an answer only where ``userError`` does not say that the member state
did not answer; Germany never gives names (``---``), so that it is not sent any.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from data_sources.http_exchange import Exchange, exchange
from data_sources.vat_ids.addresses import VIES
from data_sources.vat_ids.answer import Result, Trader, VatAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

_ANSWERED = frozenset({"", "VALID", "INVALID"})
_QUESTION = {"name": "traderName", "street": "traderStreet", "postal_code": "traderPostalCode", "town": "traderCity"}
_RESULTS = {
    "name": "traderNameMatch", "street": "traderStreetMatch", "postal_code": "traderPostalCodeMatch",
    "town": "traderCityMatch",
}  # fmt: skip
_LETTERS = {"VALID": "A", "INVALID": "B", "NOT_PROCESSED": "D"}
# Member states that compare no names: name and address of a customer would leave the house for nothing (Art. 5 GDPR).
_SILENT = frozenset({"DE"})
_OK = 200
_LONGEST_CODE = 60


def ask(trader: Trader, own_vat_id: str | None, url: str = VIES, seconds: float = 20.0) -> VatAnswer:
    """Ask about a VAT ID.

    Args:
        trader: Whose it should be.
        own_vat_id: The house's own; None: without it there is no reference number.
        url: Of the service, without ``/check-vat-number``.
        seconds: The whole question takes no longer.
    """
    country, digits = trader.vat_id[:2], trader.vat_id[2:]
    question = {"countryCode": country, "vatNumber": digits}
    if own_vat_id:
        question |= {"requesterMemberStateCode": own_vat_id[:2], "requesterNumber": own_vat_id[2:]}
    if country not in _SILENT:
        question |= {key: getattr(trader, name) for name, key in _QUESTION.items() if getattr(trader, name)}
    came = exchange(f"{url.rstrip('/')}/check-vat-number", question, seconds)
    result, code, found = _judged(came, country, digits)
    return VatAnswer(
        "vies",
        result,
        code[:_LONGEST_CODE],
        text=_text(found.get("message")),
        matches=_matches(found) if result == "valid" else {},
        reference=_text(found.get("requestIdentifier")),
        request=json.dumps(question, ensure_ascii=False),
        response=came.body,
    )


def _judged(came: Exchange, country: str, digits: str) -> tuple[Result, str, Mapping[str, Any]]:
    """Return what an answer says, its code, and where its words stand."""
    values = came.values() or {}
    failure = _failure(values)
    if came.failure or failure is not None:
        return "not_answered", came.failure or _text((failure or {}).get("error")) or "failed", failure or {}
    valid, said = values.get("valid"), _text(values.get("userError"))
    if came.status != _OK or not isinstance(valid, bool) or said not in _ANSWERED:
        # its own "VALID" or "INVALID" says nothing where the rest of the answer is none
        return "not_answered", f"http_{came.status}" if said in _ANSWERED else said, values
    if said and (said == "VALID") is not valid:
        return "not_answered", "contradiction", values
    if (values.get("countryCode", country), _digits(values.get("vatNumber", digits))) != (country, _digits(digits)):
        return "not_answered", "other_id", values
    return ("valid", "VALID", values) if valid else ("invalid", "INVALID", values)


def _failure(values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the first error that the service names, None where it names none.

    Whatever its name and shape, words about an error beside a no make that none.
    """
    wrappers = values.get("errorWrappers")
    if isinstance(wrappers, list) and wrappers:
        return wrappers[0] if isinstance(wrappers[0], dict) else {}
    named = any(_says_failure(name, value) for name, value in values.items())
    return {} if named or values.get("actionSucceed", True) is not True else None


def _says_failure(name: str, value: object) -> bool:
    if name == "userError":
        return not isinstance(value, str | None)  # a word is judged with the rest of the answer
    return bool(value) and ("error" in name.lower() or "fault" in name.lower())


def _matches(values: Mapping[str, Any]) -> dict[str, str]:
    said = {name: _text(values.get(key)) for name, key in _RESULTS.items()}
    return {name: _LETTERS.get(word.upper(), word[:20]) for name, word in said.items() if word}


def _digits(value: object) -> str:
    return "".join(each for each in value if each.isalnum()) if isinstance(value, str) else ""


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
