"""The one rule for what counts as an e-mail address: of an account, on the screen and at the Hub."""

import re

_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,130}")


def is_email_address(text: str) -> bool:
    """Return whether a text has the form of an address: one ``@`` with something at both sides, and no blank.

    The local part has at most 64 characters (RFC 5321, 4.5.3.1.1). Whether the address exists only a mail can show.
    """
    return _ADDRESS.fullmatch(text) is not None
