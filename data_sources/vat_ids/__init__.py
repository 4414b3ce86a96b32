"""Services that say whether a VAT ID is registered."""
