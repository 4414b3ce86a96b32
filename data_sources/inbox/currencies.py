"""Currencies as programs write them, and their codes of ISO 4217: three large letters."""

_CODES = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "978": "EUR", "$": "USD", "US$": "USD"}
_LETTERS = 3


def iso_code(written: str) -> str:
    """Return the code of a currency (``eur``, ``Euro`` and ``€`` are EUR); what has none stays as it is, in large letters."""
    text = written.strip(" .").upper()
    return _CODES.get(text, text)


def is_iso_code(text: str) -> bool:
    """Return whether it has the form of a code."""
    return len(text) == _LETTERS and text.isascii() and text.isalpha() and text.isupper()
