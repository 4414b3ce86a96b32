"""Words that say what the number next to them is: Rechnungs-Nr., Kd.-Nr., Fahrgestellnummer, geb.

Each is put together of the same few words (Kunden, Rechnungs, Fahrgestell with Nr, Nummer, No), with or without marks
between them. German and English, as on paper and on the phone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clientinfo_kernel.search.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_GLUED = re.compile(r"([a-z]+)([0-9]{4,})")
# A letter alone says what a number is only where nothing stands between them: R4711, but not R. Meier 95028.
_GLUED_KINDS = {"r": "re", "a": "auftrag"}
_NUMBER_WORDS = frozenset({"nr", "nummer", "no", "number", "id", "am", "amtl", "amtliches"})
_NUMBER_END = re.compile(r"(?:nr|nummer|no|number|id)\Z")
_ANY: frozenset[str] = frozenset()

_INVOICES = frozenset({"invoice_number", "sales_invoice", "ledger_document", "inbox_document"})
_ORDERS = frozenset({"order_number", "open_item"})
_KINDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("re", "rg", "rn", "rnr", "rech", "rechn", "rechnung", "rechnungs", "invoice", "inv"), _INVOICES),
    **dict.fromkeys(("beleg", "gutschrift", "gutschrifts", "gs"), _INVOICES),
    **dict.fromkeys(("kd", "kunde", "kunden", "customer"), frozenset({"customer_number"})),
    **dict.fromkeys(("debitor", "debitoren", "konto", "deb"), frozenset({"debtor_account"})),
    **dict.fromkeys(("auftrag", "auftrags", "auftr", "auf", "au", "order"), _ORDERS),
    **dict.fromkeys(("werkstattauftrag", "werkstattauftrags", "wa"), _ORDERS),
    **dict.fromkeys(("tel", "telefon", "phone", "fon", "ruf", "mobil", "mobile", "handy", "fax"), frozenset({"phone"})),
    **dict.fromkeys(("kennzeichen", "kennz", "kfz", "kz", "plate"), frozenset({"license_plate"})),
    **dict.fromkeys(("fin", "vin", "fahrgestell", "fgst", "fahrzeug", "ident", "fahrzeugident"), frozenset({"vin"})),
    **dict.fromkeys(("ust", "vat"), frozenset({"vat_id"})),
    **dict.fromkeys(
        ("geb", "geboren", "geburtstag", "gebdat", "geburtsdatum", "born", "jg", "jahrgang"), frozenset({"birthday"})
    ),
}


def labelled(words: Sequence[str]) -> tuple[str, frozenset[str]] | None:
    """Return the number behind a label, and the kinds of text that the label means; None: there is no such label.

    Args:
        words: Folded words of a text, without blanks and marks.
    """
    glued = _GLUED.fullmatch(words[0])
    if glued and _kinds(label := _GLUED_KINDS.get(glued[1], glued[1])):
        words = [label, glued[2], *words[1:]]
    kinds, rest = _ANY, list(words)
    while rest and (found := _kinds(rest[0])) is not None:
        kinds, rest = kinds or found, rest[1:]
    number = "".join(rest)
    return (number, kinds) if kinds and _has_digit(number) else None


def without_labels(pieces: Sequence[str]) -> list[str]:
    """Return the pieces of a text that are not labels; nothing where no number is left, or there is no label.

    Args:
        pieces: Of a text as it was typed, between its blanks.
    """
    rest = [piece for piece in pieces if not _is_label(piece)]
    return rest if len(rest) < len(pieces) and _has_digit("".join(rest)) else []


def _is_label(piece: str) -> bool:
    words = [word for word in re.split(r"[ \-]+", fold(piece)) if word]
    return bool(words) and all(_kinds(word) is not None for word in words)


def _kinds(word: str) -> frozenset[str] | None:
    """Return what a word of a label means; empty: only that a number follows; None: it is no such word."""
    stem = _NUMBER_END.sub("", word)
    if word in _NUMBER_WORDS or not stem:
        return _ANY
    return _KINDS.get(word) or _KINDS.get(stem)


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
