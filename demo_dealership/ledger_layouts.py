"""What the demo knows of a ledger; where each value stands in an EXTF file, the writer says (``datev_files``)."""

from demo_dealership.record_layouts import record_layout

ACCOUNTS = record_layout("""
- account text
- name text
""")

DEBTORS = record_layout("""
- account text
- kind words debtor creditor
- name text
- first_name text
- short_name text
- vat_id text
- street text
- postal_code text
- town text
- country text
- phone text
- email text
- customer_number text
- foreign_number text
- credit_limit money
- payment_terms text
- due_days number
- cash_discount_percent percent
- dunning_flag text
- dunning_block_until date
""")

POSTINGS = record_layout("""
- posted_on date
- fiscal_year_start date
- amount money
- side words S H
- account text
- contra_account text
- account_kind words gl debtor creditor
- contra_kind words gl debtor creditor
- tax_key text
- tax_rate percent
- chart_of_accounts text
- document_ref1 text
- document_ref2 text
- cash_discount money
- text text
- cost_center text
- cost_unit text
- order_number text
- due_on date
- service_on date
- is_locked flag
- is_reversal flag
- currency text
- currency_amount money
- eu_tax_rate percent
- circumstance text
- booking_type text
- posting_id text
""")

PAYMENT_TERMS = record_layout("""
- number text
- name text
- due_days number
- discount1_percent percent
- discount1_days number
- discount2_percent percent
- discount2_days number
""")

OPEN_ITEMS = record_layout("""
- account text
- document_ref1 text
- document_on date
- due_on date
- debit money
- credit money
- balance money
- contra_account text
- text text
- dunning_level number
- dunning_block flag
""")
