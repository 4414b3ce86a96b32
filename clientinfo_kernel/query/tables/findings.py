"""Tables of what ``clientinfo check`` found when the snapshot was built, and of the rows that were not taken over."""

from __future__ import annotations

from clientinfo_kernel.query.table import ORIGIN, amounts, of_nobody, texts, words

# ``kind``: ``query.finding_kinds``. ``subject``: account, document, month or file. ``amount``: the size, not negative.
# ``stated``: what the other source says, ``booked``: what the figures rest on; null where nothing is compared.
FINDINGS = of_nobody(
    "findings", "account, document, month or file with which something is wrong", "receivables",
    texts("kind", "subject"), amounts("amount", "stated", "booked"), ORIGIN,
)  # fmt: skip

# So many of each source; ``clientinfo rejects`` has all of them, with the records as they stand in the files.
MOST_REFUSED = 2_000
# ``rule``: what is wrong, ``field``: with which value of the record (null: with the record as a whole).
REFUSED_ROWS = of_nobody(
    "refused_rows", "record of a source that broke a rule", "receivables",
    words("source", "table"), texts("field", "rule", "value"), ORIGIN,
)  # fmt: skip
