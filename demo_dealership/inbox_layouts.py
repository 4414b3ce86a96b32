"""The two lists that an upstream system puts into its drop folder (heading, column, type, keys)."""

from demo_dealership.record_layouts import record_layout

INVOICE_ENTRIES = record_layout("""
EINGANG_ID entry_id text
- source_system text
STATUS state words W=waiting A=rejected F=error G=posted
GRUND reason text
ART kind words R=invoice G=credit_note P=proforma
BELEGNR document_number text
BELEGDATUM document_on date
FAELLIG due_on date
EINGANG received_at moment
KDNR customer_number text
DEBITOR debtor_account text
VERKAEUFER_NAME seller_name text
KAEUFER buyer_name text
KAEUFER_USTID buyer_vat_id text
NETTO net money
STEUER tax money
BRUTTO gross money
WAEHRUNG currency text
DATEI document_id text
""")

CUSTOMER_ENTRIES = record_layout("""
EINGANG_ID entry_id text
- source_system text
STATUS state words W=waiting A=rejected F=error G=posted
GRUND reason text
EINGANG received_at moment
KDNR customer_number text
NAME name text
FELD field text
ALT old_value text
NEU new_value text
""")
