"""The kinds of text a customer is found by, in the order in which they win a tie."""

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
