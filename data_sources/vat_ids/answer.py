"""What a service says about a VAT ID: yes, no, or nothing; never a no that is only the failure of a service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Result = Literal["valid", "invalid", "not_answered"]
Source = Literal["evatr", "vies", "check_digit"]
FIELDS = ("name", "street", "postal_code", "town")


@dataclass(frozen=True)
class Trader:
    """Whose VAT ID it should be, as the invoice names them; empty fields are not asked about."""

    vat_id: str
    name: str = ""
    street: str = ""
    postal_code: str = ""
    town: str = ""


@dataclass(frozen=True)
class VatAnswer:
    """One request and what came back.

    Attributes:
        source: Who was asked; ``check_digit``: nobody, since the number cannot be one.
        result: ``valid``, ``invalid`` or ``not_answered``.
        code: What the service says (``evatr-0000``, ``MS_UNAVAILABLE``), or why there is no answer (``timeout``,
            ``unreachable``, ``not_json``, ``http_502``, ``other_id``, ``unknown_status``, ...).
        text: What the code means: a paraphrase, or the service's own words, where it has some.
        matches: For each field that was asked about: A the same, B another, C not asked, D not said by the member state
            (BZSt); any other letter as it came.
        valid_from, valid_until: Where the service names days.
        reference: The service's number of the request.
        request: What was sent, as text.
        response: The bytes that came back, unchanged.
    """

    source: Source
    result: Result
    code: str
    text: str = ""
    matches: Mapping[str, str] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None
    reference: str = ""
    request: str = ""
    response: bytes = b""

    @property
    def is_proof(self) -> bool:
        """Whether somebody was asked, or the check digit alone decides."""
        return self.source != "check_digit" or self.result != "not_answered"


# A maintained or overloaded service, a network that is down, a house that is refused: the next question fails as well.
# All other codes without an answer are about the one number that was asked.
_AWAY = re.compile(
    r"timeout|unreachable|cut_off|not_json|too_long|http_\d+|failed"
    r"|evatr-(0001|0004|0007|0011|0013|1\d{3}|2005)"
    r"|(MS|SERVICE)_UNAVAILABLE|TIMEOUT|\w*_MAX_CONCURRENT_REQ(_TIME)?|(VAT|IP)_BLOCKED|INVALID_REQUESTER_INFO"
)


def says_away(code: str) -> bool:
    """Return whether a code says that the service does not answer at all at present, rather than nothing about one number."""
    return _AWAY.fullmatch(code) is not None
