"""What a service says about a VAT ID: yes, no, or nothing; never a no that is only the failure of a service."""

from __future__ import annotations

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
        text: The service's own words for the code, where it has some.
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
