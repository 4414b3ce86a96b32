"""Kölner Phonetik: words that sound alike in German have the same code (H. J. Postel, IBM-Nachrichten 19, 1969).

Every letter becomes a digit by its neighbours, runs of one digit become one, and zeros (vowels) go, but at the start.
"""

_PLAIN = {
    **dict.fromkeys("aeijouy", "0"),
    "b": "1",
    **dict.fromkeys("fvw", "3"),
    **dict.fromkeys("gkq", "4"),
    "l": "5",
    **dict.fromkeys("mn", "6"),
    "r": "7",
    **dict.fromkeys("sz", "8"),
    "h": "",
}
_HARD_C_FIRST = frozenset("ahkloqrux")
_HARD_C = frozenset("ahkoqux")
_LONGEST = 18


def sound_code(word: str) -> int:
    """Return the code of a word of a-z as a number: a leading 1, then up to 18 digits; 1 for a word without any sound."""
    digits: list[str] = []
    for place, letter in enumerate(word):
        before = word[place - 1] if place else ""
        after = word[place + 1 : place + 2]
        digits.extend(_PLAIN[letter] if letter in _PLAIN else _by_neighbours(letter, before, after))
    runs = [digit for place, digit in enumerate(digits) if place == 0 or digits[place - 1] != digit]
    code = "".join(digit for place, digit in enumerate(runs) if place == 0 or digit != "0")
    return int("1" + code[:_LONGEST])


def _by_neighbours(letter: str, before: str, after: str) -> str:
    if letter in "dt":
        return "8" if after and after in "csz" else "2"
    if letter == "p":
        return "3" if after == "h" else "1"
    if letter == "x":
        return "8" if before and before in "ckq" else "48"
    if letter == "c":
        if not before:
            return "4" if after in _HARD_C_FIRST else "8"
        return "4" if after in _HARD_C and before not in "sz" else "8"
    return ""
