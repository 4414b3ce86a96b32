"""What a search returns: a customer, and the kind of text by which they were found."""

from dataclasses import dataclass

# The kinds of text a customer is found by, in the order in which they win a tie.
KINDS = (
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
    "vat_id",
    "vin",
    "invoice_number",
    "order_number",
)
NAMES = ("name", "company", "contact_person")
TEXTS = (*NAMES, "street", "town")
EMAILS = ("email",)
PHONES = ("phone",)
PLATES = ("license_plate", "vat_id")  # letters, then digits: each part is worth a search of its own
NUMBERS = ("customer_number", "debtor_account", "vin", "invoice_number", "order_number")


@dataclass(frozen=True)
class Hit:
    """A customer that was found, and why.

    Attributes:
        reason: The kind of what matched best: one of ``KINDS``.
        matched: The text that matched; where words met several texts, all of them, joined by " · ".
        score: 1.0 for an exact identifier, falling towards 0; never rises along an answer.
        license_plate: A plate of the customer for the list, None without a vehicle.
    """

    customer_number: str
    name: str
    town: str
    reason: str
    matched: str
    score: float
    license_plate: str | None
