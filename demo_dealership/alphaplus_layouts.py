"""The records of alphaPlus, the dealer system: one CSV file each (heading, column, type, keys)."""

from demo_dealership.record_layouts import RecordLayout, record_layout

CUSTOMERS = record_layout("""
KDNR customer_number text
KDART kind words F=company P=person
ANREDE salutation text
TITEL title text
VORNAME first_name text
NAME1 name text
NAME2 name_2 text
STRASSE street text
PLZ postal_code text
ORT town text
LAND country text
USTID vat_id text
GEBDAT birthday date
KDGRUPPE customer_group text
KLASSE classification text
BONITAET credit_rating text
KREDITLIMIT credit_limit money
KONDITION payment_terms text
BEMERKUNG remark text
VERKAEUFER salesperson text
BETRIEB branch text
ANLAGEDAT created_on date
""")

DEBTOR_ACCOUNTS = record_layout("""
KDNR customer_number text
DEBITOR debtor_account text
""")

CONTACT_PERSONS = record_layout("""
KDNR customer_number text
LFDNR person_number text
ANREDE salutation text
VORNAME first_name text
NAME last_name text
FUNKTION role text
TELEFON phone text
MOBIL mobile text
EMAIL email text
NOTIZ note text
HAUPTANSPR is_main flag
""")

COMMUNICATION = record_layout("""
KDNR customer_number text
KOMMART kind words TEL=phone MOB=mobile FAX=fax MAIL=email WEB=web
ADRESSE address text
NOTIZ note text
BEVORZUGT is_preferred flag
""")

VEHICLES = record_layout("""
FZNR vehicle_number text
FIN vin text
KENNZEICHEN license_plate text
MARKE make text
MODELL model text
KRAFTSTOFF fuel text
HSN kba_hsn text
TSN kba_tsn text
EZ first_registration_on date
KMSTAND mileage_km number
KMDATUM mileage_on date
HU next_general_inspection_on date
AU next_emission_test_on date
SERVICEDAT next_service_on date
SERVICEKM next_service_km number
EIGENTUEMER owner_number text
HALTER keeper_number text
VERKAUFDAT sold_on date
LEASINGENDE leasing_end_on date
FINANZENDE financing_end_on date
GARANTIEENDE warranty_end_on date
""")

RECALLS = record_layout("""
FZNR vehicle_number text
RUECKRUFNR recall_number text
TEXT text text
GEMELDET announced_on date
ERLEDIGT done_on date
""")

ORDERS = record_layout("""
AUFNR order_number text
KDNR customer_number text
FZNR vehicle_number text
ANNAHME ordered_at moment
FERTIG promised_at moment
KMSTAND mileage_km number
BERATER service_advisor text
TITEL title text
BETRIEB branch text
""")

ORDER_SPLITS = record_layout("""
AUFNR order_number text
SPLIT split number
TITEL title text
STATUS state words O=open A=in_progress F=finished B=billable R=billed S=cancelled
ZAHLER payer words K=customer G=warranty U=goodwill I=internal V=insurance
ZAHLER_KDNR paying_customer_number text
RECHNR invoice_number text
RECHDAT invoiced_on date
SUMLOHN labour_total money
SUMET parts_total money
SUMFREMD external_total money
BETRAG amount money
SEAG seag text
""")

ORDER_LINES = record_layout("""
AUFNR order_number text
SPLIT split number
POS line number
POSART kind words L=labour T=parts F=external S=other
NUMMER item_number text
TEXT text text
MENGE quantity quantity
AW labour_units percent
PREIS unit_price money
BETRAG amount money
EINSATZ cost money
MONTEUR mechanic text
""")

INVOICES = record_layout("""
RECHNR invoice_number text
RECHART kind words 1=parts 2=workshop 3=complaint 4=internal 5=cash_sale 6=warranty 7=new_vehicle 8=used_vehicle 9=goodwill
AUFNR order_number text
SPLIT split number
KDNR customer_number text
ZAHLER_KDNR paying_customer_number text
FZNR vehicle_number text
RECHDAT invoiced_on date
FAELLIG due_on date
NETTO net money
BRUTTO gross money
STORNIERT is_cancelled flag
GUTSCHRIFT is_credit_note flag
ZU_RECHNR corrects_invoice_number text
VERKAEUFER salesperson text
BETRIEB branch text
""")

APPOINTMENTS = record_layout("""
TERMINNR appointment_number text
KDNR customer_number text
FZNR vehicle_number text
AUFNR order_number text
BRINGEN bring_at moment
HOLEN return_at moment
SERVICE service words 0=none H=pickup B=delivery HB=both E=loaner
AUTOMATIK automatic_wanted flag
NOTIZ note text
""")

# Table -> file and layout.
FILES: dict[str, tuple[str, RecordLayout]] = {
    "customers": ("KUNDEN_20121011.csv", CUSTOMERS),
    "debtor_accounts": ("KDDEB_20121011.csv", DEBTOR_ACCOUNTS),
    "contact_persons": ("ANSPRECH_20121011.csv", CONTACT_PERSONS),
    "communication": ("KOMM_20121011.csv", COMMUNICATION),
    "vehicles": ("FAHRZEUG_20121011.csv", VEHICLES),
    "recalls": ("RUECKRUF_20121011.csv", RECALLS),
    "orders": ("AUFTRAG_20121011.csv", ORDERS),
    "order_splits": ("AUFSPLIT_20121011.csv", ORDER_SPLITS),
    "order_lines": ("AUFPOS_20121011.csv", ORDER_LINES),
    "invoices": ("RECHNUNG_20121011.csv", INVOICES),
    "appointments": ("TERMIN_20121011.csv", APPOINTMENTS),
}
