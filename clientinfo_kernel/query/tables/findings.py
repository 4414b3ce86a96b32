"""Table of what ``clientinfo check`` found when the snapshot was built."""

from __future__ import annotations

from clientinfo_kernel.query.table import ORIGIN, amounts, of_nobody, texts

# ``kind``: ``query.finding_kinds``. ``subject``: account, document, month or file. ``amount``: the size, not negative.
# ``stated``: what the other source says, ``booked``: what the figures rest on; null where nothing is compared.
FINDINGS = of_nobody(
    "findings", "account, document, month or file with which something is wrong", "receivables",
    texts("kind", "subject"), amounts("amount", "stated", "booked"), ORIGIN,
)  # fmt: skip
