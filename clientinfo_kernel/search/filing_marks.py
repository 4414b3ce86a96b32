"""The marks that keep special keys apart from words and numbers (neither occurs in a folded text)."""

NAME_MARK = "="  # before the words of a whole name, sorted
TAIL_MARK = "~"  # before the digits of a phone number, last digit first
