"""Two letters that stand for a name."""


def monogram(name: str) -> str:
    """Return two letters for the square next to the name: initials of the first two words, or the first two letters."""
    words = [each for each in name.replace("-", " ").split() if each[0].isalnum()]
    letters = "".join(each[0] for each in words[:2]) if len(words) > 1 else "".join(words)[:2]
    return letters.upper() or "?"
