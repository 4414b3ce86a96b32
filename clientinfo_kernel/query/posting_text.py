"""What posting texts and document numbers of workshop invoices tell."""

# Order number / licence plate, and a letter of unknown meaning: ``272237/NA-PT 193 S``.
ORDER_AND_PLATE = r"^(?P<order>\d{6})/(?P<plate>[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?)( [A-Z])?$"
# A booking without an invoice, such as a payment that nobody could allocate.
BOOKING_WITHOUT_INVOICE = r"^U\d+$"
