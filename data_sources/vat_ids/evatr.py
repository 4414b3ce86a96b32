"""The tax office's own service (BZSt, eVatR REST): foreign VAT IDs, for houses that have a German one.

``POST {url}/abfrage``; what it says about an ID stands in the JSON's ``status``, not in HTTP's: "not registered" is a 404
with JSON. Codes and fields: api-docs of the service; domain notes of the project.
"""

from __future__ import annotations

import json
import re
import time
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from data_sources.http_exchange import exchange
from data_sources.vat_ids.addresses import EVATR
from data_sources.vat_ids.answer import FIELDS, Result, Trader, VatAnswer
from data_sources.vat_ids.status_texts import status_text

if TYPE_CHECKING:
    from collections.abc import Mapping

# Codes that are an answer about the ID, with the HTTP status that belongs to them. 0003: valid, but fields are missing
# for the qualified question; 2008: valid, a special case without qualified results.
_ANSWERS: Mapping[str, tuple[Result, frozenset[int]]] = {
    "evatr-0000": ("valid", frozenset({200})),
    "evatr-0003": ("valid", frozenset({200, 400})),
    "evatr-2008": ("valid", frozenset({200})),
    "evatr-2001": ("invalid", frozenset({200, 404})),
}
# Valid only in the days that the answer names: from a day on, or between two days. Without them it says nothing.
DATED: Mapping[str, tuple[str, ...]] = {"evatr-2002": ("gueltigAb",), "evatr-2006": ("gueltigAb", "gueltigBis")}
_OK = 200
# Too many qualified questions in this session: the simple one is still answered.
_SESSION_LIMIT = "evatr-0008"
_CODE = re.compile(r"evatr-\d{4}")
_ECHOED = frozenset({"anfragendeUstid", "angefragteUstid"})
_QUESTION = {"name": "firmenname", "street": "strasse", "postal_code": "plz", "town": "ort"}
_RESULTS = {"name": "ergFirmenname", "street": "ergStrasse", "postal_code": "ergPlz", "town": "ergOrt"}


def ask(trader: Trader, own_vat_id: str, today: date, url: str = EVATR, seconds: float = 20.0) -> VatAnswer:
    """Ask about a VAT ID; with name and town the qualified question, which also compares them.

    Args:
        trader: Whose it should be.
        own_vat_id: The house's own German one.
        today: The day for which the answer is wanted.
        url: Of the service, without ``/abfrage``.
        seconds: The whole question takes no longer.
    """
    is_qualified = bool(trader.name and trader.town)
    end = time.monotonic() + seconds
    answer = _ask(trader, own_vat_id, today, url, end, is_qualified=is_qualified)
    if is_qualified and answer.code == _SESSION_LIMIT:
        return _ask(trader, own_vat_id, today, url, end, is_qualified=False)
    return answer


def _ask(trader: Trader, own_vat_id: str, today: date, url: str, end: float, *, is_qualified: bool) -> VatAnswer:
    question = {"anfragendeUstid": own_vat_id, "angefragteUstid": trader.vat_id}
    if is_qualified:
        question |= {_QUESTION[name]: getattr(trader, name) for name in FIELDS if getattr(trader, name)}
    sent = json.dumps(question, ensure_ascii=False)
    came = exchange(f"{url.rstrip('/')}/abfrage", question, end - time.monotonic())
    values = came.values() or {}

    def answered(result: Result, code: str, found: Mapping[str, Any]) -> VatAnswer:
        return VatAnswer(
            "evatr", result, code,
            text=status_text(code, url, end - time.monotonic()),
            matches=_matches(found) if is_qualified and result == "valid" else {},
            valid_from=_day(found.get("gueltigAb")),
            valid_until=_day(found.get("gueltigBis")),
            reference=_text(found.get("id")),
            request=sent,
            response=came.body,
        )  # fmt: skip

    if came.failure:
        return answered("not_answered", came.failure, {})
    code = _text(values.get("status"))
    if not _CODE.fullmatch(code):
        return answered("not_answered", "unknown_status" if came.status == _OK else f"http_{came.status}", values)
    if any(values.get(name) not in (None, asked) for name, asked in question.items() if name in _ECHOED):
        return answered("not_answered", "other_id", values)  # it is the answer to somebody else's question
    if code in DATED and came.status == _OK:
        return answered(_on(today, DATED[code], values), code, values)
    result, statuses = _ANSWERS.get(code, ("not_answered", frozenset()))
    if came.status in statuses:
        return answered(result, code, values)
    # A yes or no under another status of HTTP is none, and its words must not stand where there is no answer.
    is_contradicted = code in _ANSWERS or code in DATED
    return answered("not_answered", f"http_{came.status}" if is_contradicted else code, values)


def _on(today: date, wanted: tuple[str, ...], values: Mapping[str, Any]) -> Result:
    if any(_day(values.get(name)) is None for name in wanted):
        return "not_answered"
    start, end = _day(values.get("gueltigAb")), _day(values.get("gueltigBis"))
    if start is not None and end is not None and end < start:
        return "not_answered"
    return "valid" if (start is None or start <= today) and (end is None or today <= end) else "invalid"


def _matches(values: Mapping[str, Any]) -> dict[str, str]:
    said = {name: _text(values.get(key))[:20] for name, key in _RESULTS.items()}
    return {name: letter.upper() if len(letter) == 1 else letter for name, letter in said.items() if letter}


def _day(value: object) -> date | None:
    """Return a day that is written 31.12.2026 or 2026-12-31, None for anything else."""
    text = _text(value)[:10]
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
