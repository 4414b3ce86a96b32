"""Cases and contacts of the CRM."""

from demo_dealership.record_layouts import record_layout

CASES = record_layout("""
- case_id text
- customer_number text
- kind text
- text text
- status text
- assignee text
- due_at date
- follow_up_on date
- created_at moment
- closed_at moment
""")

CONTACT_EVENTS = record_layout("""
- event_id text
- customer_number text
- case_id text
- at moment
- employee text
- contact_person text
- channel text
- note text
""")
