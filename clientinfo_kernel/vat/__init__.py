"""Whether a customer's VAT ID is registered: who is asked, what is kept as the proof, what it says later."""
