"""Long German words in narrow places."""

import re

# Behind the s that joins -ung to the next word. Not every browser knows where else a word can be parted.
_JOINT, _SOFT_HYPHEN = re.compile(r"(?<=ungs)(?=\w{4})"), "\N{SOFT HYPHEN}"


def partable(text: str) -> str:
    """Return a text whose long words can be parted at the end of a line."""
    return _JOINT.sub(_SOFT_HYPHEN, text)
