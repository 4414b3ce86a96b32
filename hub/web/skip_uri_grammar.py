"""What makes the Hub and the service start, and start again after a crash, in half of the time."""

from __future__ import annotations

import sys


def skip_uri_grammar() -> None:
    """Keep jsonschema from compiling a grammar of international addresses; to be called before Jupyter is imported.

    It does so when it is imported, which takes longer than the rest of the Hub. No schema that our processes check has
    such an address in it; jsonschema does without where the library is not installed.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # how Python marks what cannot be imported
