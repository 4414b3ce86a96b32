"""What a dealer system bills, in the contract's words; apart, for those who need no library that checks deliveries."""

INVOICE_KINDS = (
    *("parts", "workshop", "complaint", "internal", "cash_sale", "warranty", "new_vehicle", "used_vehicle"),
    "goodwill",
)
