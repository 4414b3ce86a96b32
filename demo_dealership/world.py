"""The made-up dealership: its house, its calendar and its accounts.

Accounts follow the idea of the SKR51: class 8 revenue, class 7 cost of goods sold, six digits; the personal
accounts have one digit more.
"""

from datetime import date

AS_OF = date(2012, 10, 11)
FIRST_DAY = date(2009, 1, 1)

HOUSE = "Autohaus Nordhof"
HOUSE_COMPANY = "Autohaus Nordhof GmbH"
HOUSE_STREET = "Industriestraße 12"
HOUSE_POSTAL_CODE = "95028"
HOUSE_TOWN = "Hof"
HOUSE_VAT_ID = "DE123456788"

BRANCHES = ("Hof", "Naila")
SALESPEOPLE = ("Walter Rathelz", "Karin Schübel", "Jörg Hammerl", "Nadine Köppel")
ADVISORS = ("Andreas Adler", "Birgit Wölfel", "Timo Färber", "Sven Raithel")
MECHANICS = ("M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08")

FIRST_CUSTOMER = 10_000
BROCHURE_CUSTOMER = 10_012  # Meier Vakuumtechnik GmbH, whatever size the dealership has
DEBTOR_OFFSET = 1_000_000
SECOND_DEBTOR_OFFSET = 3_000_000

BANK = "120000"
CASH = "100000"
CLEARING = "136000"
INTERIM = "159300"
OPENING = "900800"
CASH_DISCOUNT = "873600"
BAD_DEBTS = "240000"
MARGIN_TAX = "177650"
UNASSIGNED = "885000"
UNASSIGNED_COST = "785000"
INTERNAL_COST = "540000"
INTERNAL_REVENUE = "640000"

STANDARD_KEY = "3"
REDUCED_KEY = "2"

ACCOUNT_NAMES = {
    "100000": "Kasse",
    "120000": "Bank",
    "136000": "Verrechnung",
    "159300": "Interimskonto Rechnungen",
    "177600": "Umsatzsteuer 19 %",
    "177650": "Umsatzsteuer § 25a",
    "177100": "Umsatzsteuer 7 %",
    "240000": "Forderungsverluste",
    "310000": "Bestand Neuwagen",
    "320000": "Bestand Gebrauchtwagen",
    "330000": "Bestand Ersatzteile",
    "340000": "Fremdleistungen in Arbeit",
    "385000": "Sonstiger Bestand",
    "540000": "Interner Werkstattaufwand",
    "640000": "Interne Werkstatterlöse",
    "710000": "VAK Neuwagen",
    "720000": "VAK Gebrauchtwagen",
    "730000": "VAK Teile Theke",
    "732000": "VAK Teile in Werkstattaufträgen",
    "735000": "VAK Garantieteile",
    "745000": "VAK Karosserie und Lack",
    "747000": "VAK Fremdleistungen",
    "760000": "VAK Mietwagen",
    "785000": "VAK nicht zugeordnet",
    "810000": "Erlöse Neuwagen",
    "818000": "Erlösschmälerungen Neuwagen",
    "820000": "Erlöse Gebrauchtwagen",
    "828000": "Erlösschmälerungen Gebrauchtwagen",
    "830000": "Erlöse Teile Theke",
    "832000": "Erlöse Teile in Werkstattaufträgen",
    "835000": "Erlöse Garantieteile",
    "838000": "Erlösschmälerungen Teile",
    "840000": "Erlöse Werkstattlohn",
    "841000": "Erlöse Garantielohn",
    "845000": "Erlöse Karosserie und Lack",
    "847000": "Erlöse Fremdleistungen",
    "848000": "Erlösschmälerungen Werkstatt",
    "860000": "Erlöse Mietwagen",
    "873600": "Gewährte Skonti 19 %",
    "885000": "Erlöse nicht zugeordnet",
    "900800": "Saldenvortrag Debitoren",
}

# name -> (number in the ledger, net days, discount per cent, discount days)
PAYMENT_TERMS: dict[str, tuple[str, int, int, int]] = {
    "SOFORT": ("1", 0, 0, 0),
    "14 TAGE NETTO": ("14", 14, 0, 0),
    "30 NETTO": ("30", 30, 0, 0),
    "10 TAGE 2 %, 30 NETTO": ("32", 30, 2, 10),
    "60 NETTO": ("60", 60, 0, 0),
}
