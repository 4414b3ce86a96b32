"""What a search returns: a customer, and the kind of text by which they were found."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from clientinfo_kernel.access.topics import Topic

# The kinds of text a customer is found by.
Kind = Literal[
    "name",
    "company",
    "contact_person",
    "customer_number",
    "license_plate",
    "debtor_account",
    "town",
    "street",
    "phone",
    "email",
    "website",
    "vat_id",
    "vin",
    "invoice_number",
    "order_number",
    "birthday",
    "sales_invoice",
    "ledger_document",
    "inbox_document",
    "open_item",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
# Kinds that only viewers of a topic (``clientinfo_kernel.access.topics``) find anybody by; everybody finds by the others.
TOPIC_OF_KIND: dict[Kind, Topic] = {
    "sales_invoice": "revenue",
    "ledger_document": "receivables",
    "inbox_document": "receivables",
    "open_item": "receivables",
}
SEARCHED_TOPICS: tuple[Topic, ...] = tuple(dict.fromkeys(TOPIC_OF_KIND.values()))

NAMES = ("name", "company", "contact_person")
TEXTS = (*NAMES, "street", "town")
ADDRESSES = ("email", "website")
PHONES = ("phone",)
PLATES = ("license_plate", "vat_id")  # letters, then digits: each part is worth a search of its own
NUMBERS = ("customer_number", "debtor_account", "vin", "invoice_number", "order_number")
DATES = ("birthday",)


@dataclass(frozen=True)
class Hit:
    """A customer that was found, and why.

    Attributes:
        met: What matched, the best first: the kind of each text, and the text; several where words met several texts.
        score: 1.0 for an exact identifier, falling towards 0; never rises along an answer.
        license_plate: A plate of the customer for the list, None without a vehicle.
        street: Empty where none is known; with ``birthday`` and ``license_plate`` it tells two alike apart.
    """

    customer_number: str
    name: str
    town: str
    met: tuple[tuple[Kind, str], ...]
    score: float
    license_plate: str | None
    street: str = ""
    birthday: date | None = None

    @property
    def reason(self) -> Kind:
        """The kind of what matched best."""
        return self.met[0][0]

    @property
    def matched(self) -> str:
        """All texts that matched, joined by " · "."""
        return " · ".join(dict.fromkeys(text for _, text in self.met))
