"""Loco-Soft's tables as the contract's tables: one query per member, columns named as the contract's fields.

Rules:
- A split is what one invoice bills of an order; what is not billed yet is one more split per payer. Splits count
  in the order of their first position. A cancelled invoice whose lines are open again leaves a cancelled split.
- Payer: 100 per cent goodwill -> goodwill, invoice type 4 -> internal, 6 -> warranty, paid by a customer that
  carries the insurers' code -> insurance, else customer. A share of goodwill is the customer's rebate: its lines stand on
  their invoice, and the manufacturer's of type 6 on the order, which has none of its own, is goodwill -> goodwill. One
  that is cancelled has none either, and is none: its lines are open again.
- Charge types 90 to 99 are external services. Loco-Soft's labour units count six minutes.
- Meanings that each house numbers in its own way (kinds of phone numbers, of parts, of pickup) are read from the
  description in the table of that key.
- ``source_row`` is built from the record's key, so it stays the same whatever else is in the database.
"""

from __future__ import annotations

from data_sources.dealer_system.locosoft_tables import INVOICE_TYPES

_STAFF = """
staff as (
    select distinct on (employee_number) employee_number, name
    from employees_history order by employee_number, validity_date desc
),
mechanics as (
    select distinct on (mechanic_number) mechanic_number, name
    from employees_history where mechanic_number is not null order by mechanic_number, validity_date desc
)"""

# a supplier that was ever billed, or owns a vehicle, is a customer, too
_CUSTOMERS = """
patrons as (
    select order_customer as customer_number from orders
    union select paying_customer from invoices
    union select owner_number from vehicles
    union select holder_number from vehicles
),
served as (
    select c.* from customers_suppliers c
    where not coalesce(c.is_dummy_customer, false)
    and (not coalesce(c.is_supplier, false) or c.customer_number in (select p.customer_number from patrons p))
)"""

_PAYER = """case
    when coalesce(goodwill_percent, 0) >= 100 then 'goodwill'
    when invoice_type = 4 then 'internal'
    when invoice_type = 6 then 'warranty'
    else 'customer' end"""

_SHARED = "goodwill_percent > 0 and goodwill_percent < 100"

_BILLED = "coalesce(is_invoiced, false) and coalesce(invoice_number, 0) <> 0"

_LINES = f"""
lines as (
    select order_number, order_position, order_position_line, 'labours' as origin, mechanic_no,
        case when {_BILLED} then invoice_type end as billed_type,
        case when {_BILLED} then invoice_number end as billed_number,
        {_PAYER} as payer, {_SHARED} as is_shared,
        case when charge_type between 90 and 99 then 'external' else 'labour' end as kind,
        labour_operation_id as item_number, text_line, null::numeric as quantity,
        nullif(time_units, 0) as labour_units, net_price_in_order as amount, usage_value as cost,
        coalesce(rebate_percent, 0) as rebate
    from labours
    union all
    select order_number, order_position, order_position_line, 'parts', mechanic_no,
        case when {_BILLED} then invoice_type end,
        case when {_BILLED} then invoice_number end,
        {_PAYER}, {_SHARED},
        case when coalesce(trim(part_number), '') = '' or t.description ~* 'sonst|klein|entsorg'
            then 'other' else 'parts' end,
        part_number, text_line, p.amount, null, sum, usage_value, coalesce(rebate_percent, 0)
    from parts p left join part_types t on t.type = p.parts_type
),
bucketed as (
    select *, case when billed_number is null then payer else concat(billed_type, '/', billed_number) end as bucket
    from lines
)"""

_SPLITS = """
buckets as (
    select order_number, bucket, min(billed_type) as billed_type, min(billed_number) as billed_number,
        bool_and(payer = 'goodwill') as is_goodwill,
        min(order_position) as first_position,
        coalesce(sum(amount) filter (where kind = 'labour'), 0) as labour,
        coalesce(sum(amount) filter (where kind in ('parts', 'other')), 0) as material,
        coalesce(sum(amount) filter (where kind = 'external'), 0) as external
    from bucketed group by order_number, bucket
),
splits as (
    select coalesce(b.order_number, i.order_number) as order_number, b.bucket, b.is_goodwill,
        coalesce(b.labour, 0) as labour, coalesce(b.material, 0) as material, coalesce(b.external, 0) as external,
        b.billed_number, i.invoice_type, i.invoice_number, i.invoice_date, i.paying_customer, i.is_canceled,
        i.job_amount_net, i.part_amount_net, i.total_gross,
        count(*) over (partition by i.invoice_type, i.invoice_number) as orders_billed,
        row_number() over (
            partition by coalesce(b.order_number, i.order_number)
            order by b.first_position nulls last, i.invoice_date, i.invoice_type, i.invoice_number, b.bucket
        ) as split
    from buckets b full join invoices i
        on i.invoice_type = b.billed_type and i.invoice_number = b.billed_number
    where coalesce(b.order_number, i.order_number) is not null
    -- a credit note belongs to the split of the invoice that it corrects
    and not (b.order_number is null and coalesce(i.is_credit, false) and coalesce(i.credit_invoice_number, 0) <> 0)
)"""

_COM_KIND = """case
    when n.address like '%%@%%' or t.description ~* 'mail' then 'email'
    when t.description ~* 'mobil|handy' then 'mobile'
    when t.description ~* 'fax' then 'fax'
    when t.description ~* 'web|internet|homepage|www' then 'web'
    else 'phone' end"""

_INVOICE_KIND = " ".join(f"when {number} then '{word}'" for number, word in INVOICE_TYPES.items())

QUERIES: dict[str, str] = {
    "customers": f"""
with {_CUSTOMERS}, {_STAFF}
select 'customers_suppliers' as source_file, c.customer_number as source_row, c.customer_number,
    case when c.is_natural_person then 'person' when not c.is_natural_person then 'company' end as kind,
    coalesce(s.main_salutation, c.salutation_code) as salutation, c.name_prefix as title, c.first_name,
    c.family_name as name, c.name_postfix as name_2, c.home_street as street, c.zip_code as postal_code,
    c.home_city as town, c.country_code as country, c.vat_id_number as vat_id, c.birthday,
    staff.name as salesperson, b.description as branch, c.created_date as created_on
from served c
left join salutations s on s.code = c.salutation_code
left join subsidiaries b on b.subsidiary = c.subsidiary
left join staff on staff.employee_number = c.sales_assistant_employee_no
order by c.customer_number""",
    # without a reference the customer number is the account: so it is in Loco-Soft's own ledger
    "debtor_accounts": f"""
with {_CUSTOMERS}
select 'external_customer_references' as source_file, c.customer_number as source_row, c.customer_number,
    coalesce(r.reference, c.customer_number::text) as debtor_account
from served c
left join external_customer_references r
    on r.customer_number = c.customer_number and r.api_type = %(ledger_reference)s
where r.reference is not null or %(ledger_reference)s::text is null
order by c.customer_number, r.reference""",
    "contact_persons": f"""
with {_CUSTOMERS}, persons as (
    select n.customer_number, n.contact_firstname as first_name, n.contact_lastname as last_name,
        min(n.counter) as counter, max(n.contact_salutation) as salutation, max(n.contact_description) as role,
        max(n.address) filter (where {_COM_KIND} = 'phone') as phone,
        max(n.address) filter (where {_COM_KIND} = 'mobile') as mobile,
        max(n.address) filter (where {_COM_KIND} = 'email') as email, max(n.note) as note
    from customer_com_numbers n left join com_number_types t on t.typ = n.com_type
    where n.has_contact_person_fields and coalesce(n.contact_lastname, n.contact_firstname, '') <> ''
    group by n.customer_number, n.contact_firstname, n.contact_lastname
)
select 'customer_com_numbers' as source_file, p.customer_number::bigint * 10000 + p.counter as source_row,
    p.customer_number, row_number() over (partition by p.customer_number order by p.counter) as person_number,
    coalesce(s.main_salutation, p.salutation) as salutation, p.first_name, p.last_name, p.role,
    p.phone, p.mobile, p.email, p.note,
    coalesce(c.contact_family_name, '') = coalesce(p.last_name, '')
        and coalesce(c.contact_first_name, '') = coalesce(p.first_name, '') as is_main
from persons p join served c on c.customer_number = p.customer_number
left join salutations s on s.code = p.salutation
order by p.customer_number, p.counter""",
    "communication": f"""
with {_CUSTOMERS}
select 'customer_com_numbers' as source_file, n.customer_number::bigint * 10000 + n.counter as source_row,
    n.customer_number, {_COM_KIND} as kind, n.address, n.note,
    coalesce(n.com_type = c.preferred_com_number_type, false) as is_preferred
from customer_com_numbers n join served c on c.customer_number = n.customer_number
left join com_number_types t on t.typ = n.com_type
where not coalesce(n.has_contact_person_fields, false)
order by n.customer_number, n.counter""",
    "vehicles": """
select 'vehicles' as source_file, v.internal_number as source_row, v.internal_number as vehicle_number, v.vin,
    v.license_plate, coalesce(k.description, v.free_form_make_text) as make,
    coalesce(m.description, v.free_form_model_text) as model, f.description as fuel,
    v.german_kba_hsn as kba_hsn, v.german_kba_tsn as kba_tsn, v.first_registration_date as first_registration_on,
    v.mileage_km, v.odometer_reading_date as mileage_on,
    v.next_general_inspection_date as next_general_inspection_on, v.next_emission_test_date as next_emission_test_on,
    v.next_service_date as next_service_on, v.next_service_km, v.owner_number, v.holder_number as keeper_number,
    v.sale_date as sold_on
from vehicles v
left join makes k on k.make_number = v.make_number
left join models m on m.make_number = v.make_number and m.model_code = v.model_code
left join fuels f on f.code = m.fuel_code_1
order by v.internal_number""",
    "orders": f"""
with {_STAFF}
select 'orders' as source_file, o.number as source_row, o.number as order_number,
    o.order_customer as customer_number, o.vehicle_number, o.order_date as ordered_at,
    o.estimated_outbound_time as promised_at, o.order_mileage as mileage_km, staff.name as service_advisor,
    b.description as branch
from orders o
left join subsidiaries b on b.subsidiary = o.subsidiary
left join staff on staff.employee_number = o.order_taking_employee_no
order by o.number""",
    "order_splits": f"""
with {_LINES}, {_SPLITS}, shared as (
    select order_number from lines where is_shared and billed_number is not null and billed_type not in (4, 6)
), paid as (
    select s.*, o.order_customer,
        coalesce(s.paying_customer, case when s.bucket = 'customer' then o.paying_customer end) as payer_number,
        case when s.is_goodwill then 'goodwill'
            when s.invoice_type = 6 and s.bucket is null and not coalesce(s.is_canceled, false)
                and s.order_number in (select h.order_number from shared h) then 'goodwill'
            when s.invoice_type = 4 or s.bucket = 'internal' then 'internal'
            when s.invoice_type = 6 or s.bucket = 'warranty' then 'warranty'
            else 'customer' end as payer
    from splits s left join orders o on o.number = s.order_number
)
select case when invoice_number is null then 'orders' else 'invoices' end as source_file,
    coalesce(invoice_type::bigint * 1000000000 + invoice_number, order_number) as source_row,
    order_number, split,
    case when is_canceled and bucket is null then 'cancelled' when coalesce(invoice_number, billed_number) is not null then 'billed'
        else 'open' end as state,
    case when payer = 'customer' and payer_number <> order_customer and payer_number in (
            select customer_number from customer_to_customercodes where customer_code = %(insurer_code)s
        ) then 'insurance' else payer end as payer,
    payer_number as paying_customer_number, invoice_type as "[invoice_type]", invoice_number,
    invoice_date as invoiced_on,
    -- an invoice over several orders says nothing about one of them
    case when orders_billed = 1 then coalesce(job_amount_net - external, labour) else labour end as labour_total,
    case when orders_billed = 1 then coalesce(part_amount_net, material) else material end as parts_total,
    external as external_total,
    case when orders_billed = 1 then total_gross end as amount
from paid order by order_number, split""",
    "order_lines": f"""
with {_LINES}, {_SPLITS}, {_STAFF}
select l.origin as source_file,
    l.order_number::bigint * 1000000 + l.order_position * 1000 + l.order_position_line as source_row,
    l.order_number, s.split,
    row_number() over (
        partition by l.order_number, s.split order by l.order_position, l.order_position_line, l.origin
    ) as line,
    l.kind, l.item_number, l.text_line as text, l.quantity, l.labour_units,
    -- the price of one, where it gives the amount exactly
    case when l.rebate = 0 and round(l.amount / nullif(coalesce(l.labour_units, l.quantity), 0), 2)
            * coalesce(l.labour_units, l.quantity) = l.amount
        then round(l.amount / coalesce(l.labour_units, l.quantity), 2) end as unit_price,
    l.amount, l.cost, coalesce(m.name, nullif(l.mechanic_no, 0)::text) as mechanic
from bucketed l
join splits s on s.order_number = l.order_number and s.bucket = l.bucket
left join mechanics m on m.mechanic_number = l.mechanic_no
order by l.order_number, s.split, line""",
    "invoices": f"""
with {_LINES}, {_SPLITS}, {_STAFF}
select 'invoices' as source_file, i.invoice_type::bigint * 1000000000 + i.invoice_number as source_row,
    i.invoice_type as "[invoice_type]", i.invoice_number, case i.invoice_type {_INVOICE_KIND} end as kind,
    i.order_number, s.split, coalesce(o.order_customer, v.owner_number, i.paying_customer) as customer_number,
    i.paying_customer as paying_customer_number, coalesce(i.vehicle_number, o.vehicle_number) as vehicle_number,
    i.invoice_date as invoiced_on, i.total_net as net, i.total_gross as gross,
    coalesce(i.is_canceled, false) as is_cancelled, coalesce(i.is_credit, false) as is_credit_note,
    i.credit_invoice_type as "[credit_invoice_type]",
    nullif(i.credit_invoice_number, 0) as corrects_invoice_number, staff.name as salesperson,
    b.description as branch
from invoices i
left join orders o on o.number = i.order_number
left join vehicles v on v.internal_number = i.vehicle_number
left join splits s on s.order_number = i.order_number
    and s.invoice_type = case when i.is_credit and coalesce(i.credit_invoice_number, 0) <> 0
        then i.credit_invoice_type else i.invoice_type end
    and s.invoice_number = case when i.is_credit and coalesce(i.credit_invoice_number, 0) <> 0
        then i.credit_invoice_number else i.invoice_number end
left join subsidiaries b on b.subsidiary = i.subsidiary
left join staff on staff.employee_number = i.creating_employee
order by i.invoice_type, i.invoice_number""",
    "appointments": """
select 'appointments' as source_file, a.id as source_row, a.id as appointment_number, a.customer_number,
    a.vehicle_number, nullif(a.order_number, 0) as order_number, a.bring_timestamp as bring_at,
    a.return_timestamp as return_at,
    case when t.description ~* 'ersatz|leih|miet' then 'loaner'
        when t.description ~* 'hol' and t.description ~* 'bring' then 'both'
        when t.description ~* 'hol' then 'pickup'
        when t.description ~* 'bring' then 'delivery'
        when a.customer_pickup_bring is not null then 'none' end as service,
    a.comment as note
from appointments a left join wtp_pickup_bring_type t on t.type = a.customer_pickup_bring
order by a.id""",
}
"""Contract member to query. Parameters: ``ledger_reference`` (text or null), ``insurer_code`` (integer or null)."""

LEFT_OUT = f"""
with {_CUSTOMERS}
select count(*) filter (where coalesce(is_dummy_customer, false)),
    count(*) filter (where not coalesce(is_dummy_customer, false))
from customers_suppliers where customer_number not in (select customer_number from served)"""
"""How many dummy customers and mere suppliers are not customers."""
