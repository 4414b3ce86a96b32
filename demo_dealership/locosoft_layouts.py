"""Loco-Soft's reporting database as its description gives it: each table with its columns and their types there."""

_TABLES = {
    "customers_suppliers": """
        customer_number integer primary key, subsidiary integer, is_supplier boolean, is_natural_person boolean,
        is_dummy_customer boolean, salutation_code varchar, name_prefix varchar, first_name varchar, family_name
        varchar, name_postfix varchar, country_code varchar, zip_code varchar, home_city varchar, home_street
        varchar, contact_family_name varchar, contact_first_name varchar, vat_id_number varchar, birthday date,
        preferred_com_number_type varchar, created_date date, sales_assistant_employee_no integer
    """,
    "customer_com_numbers": """
        customer_number integer not null, counter bigint not null, com_type varchar, address varchar,
        has_contact_person_fields boolean, contact_salutation varchar, contact_firstname varchar, contact_lastname
        varchar, contact_description varchar, note varchar
    """,
    "com_number_types": "typ varchar primary key, description varchar",
    "customer_to_customercodes": "customer_number integer not null, customer_code integer not null",
    "external_customer_references": "api_type varchar not null, customer_number integer not null, reference varchar",
    "salutations": "code varchar primary key, main_salutation varchar",
    "subsidiaries": "subsidiary integer primary key, description varchar",
    "employees_history": "employee_number integer not null, validity_date date not null, name varchar, mechanic_number integer",
    "makes": "make_number integer primary key, description varchar",
    "models": "make_number integer not null, model_code varchar not null, description varchar, fuel_code_1 varchar",
    "fuels": "code varchar primary key, description varchar",
    "vehicles": """
        internal_number integer primary key, vin varchar, license_plate varchar, make_number integer,
        free_form_make_text varchar, model_code varchar, free_form_model_text varchar, first_registration_date date,
        next_service_date date, next_service_km integer, owner_number integer, holder_number integer, german_kba_hsn
        varchar, german_kba_tsn varchar, mileage_km integer, odometer_reading_date date, sale_date date,
        next_emission_test_date date, next_general_inspection_date date
    """,
    "orders": """
        number integer primary key, subsidiary integer, order_date timestamp, estimated_outbound_time timestamp,
        order_taking_employee_no integer, vehicle_number integer, order_mileage integer, order_customer integer,
        paying_customer integer
    """,
    "labours": """
        order_number integer not null, order_position integer not null, order_position_line integer not null,
        is_invoiced boolean, invoice_type integer, invoice_number integer, mechanic_no integer, labour_operation_id
        varchar, time_units numeric, net_price_in_order numeric, rebate_percent numeric, goodwill_percent numeric,
        charge_type integer, text_line varchar, usage_value numeric
    """,
    "parts": """
        order_number integer not null, order_position integer not null, order_position_line integer not null,
        is_invoiced boolean, invoice_type integer, invoice_number integer, mechanic_no integer, part_number varchar,
        amount numeric, sum numeric, rebate_percent numeric, goodwill_percent numeric, parts_type integer, text_line
        varchar, usage_value numeric
    """,
    "part_types": "type integer primary key, description varchar",
    "invoices": """
        invoice_type integer not null, invoice_number integer not null, subsidiary integer, order_number integer,
        paying_customer integer, invoice_date date, is_canceled boolean, is_credit boolean, credit_invoice_type
        integer, credit_invoice_number integer, creating_employee integer, vehicle_number integer, job_amount_net
        numeric, part_amount_net numeric, total_gross numeric, total_net numeric
    """,
    "appointments": """
        id integer primary key, customer_number integer, vehicle_number integer, comment varchar, bring_timestamp
        timestamp, return_timestamp timestamp, order_number integer, customer_pickup_bring integer
    """,
    "wtp_pickup_bring_type": "type integer primary key, description varchar",
}
# Table -> column -> type.
TABLES = {
    name: dict(column.split(" ", 1) for column in " ".join(text.split()).split(", ")) for name, text in _TABLES.items()
}
INVOICE_TYPES = {
    "parts": 1,
    "workshop": 2,
    "complaint": 3,
    "internal": 4,
    "cash_sale": 5,
    "warranty": 6,
    "new_vehicle": 7,
    "used_vehicle": 8,
}
