"""The settings next to the demo's data: clientinfo.toml and the mapping of the accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo_dealership import world

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT_MAPPING = "kontenzuordnung.csv"
SETTINGS = "clientinfo.toml"
CRM = "crm.sqlite"

# account_from, account_to, role, division, warranty, cost_of_goods_percent, labour_cost_percent, tax_percent, name
_MAPPING = (
    ("810000", "819999", "revenue", "new_vehicles", 0, "", "", "", "Erlöse Neuwagen"),
    ("818000", "818999", "revenue_deduction", "new_vehicles", 0, "", "", "", "Erlösschmälerungen Neuwagen"),
    ("820000", "829999", "revenue", "used_vehicles", 0, "", "", "", "Erlöse Gebrauchtwagen"),
    ("828000", "828999", "revenue_deduction", "used_vehicles", 0, "", "", "", "Erlösschmälerungen Gebrauchtwagen"),
    ("830000", "839999", "revenue", "parts", 0, "67,00", "", "", "Erlöse Teile"),
    ("832000", "834999", "revenue", "parts", 0, "0,00", "13,00", "", "Erlöse Teile in Werkstattaufträgen"),
    ("835000", "835999", "revenue", "parts", 1, "0,00", "", "", "Erlöse Garantieteile"),
    ("838000", "838999", "revenue_deduction", "parts", 0, "", "", "", "Erlösschmälerungen Teile"),
    ("840000", "849999", "revenue", "workshop", 0, "", "13,00", "", "Erlöse Werkstattlohn"),
    ("841000", "841999", "revenue", "workshop", 1, "", "13,00", "", "Erlöse Garantielohn"),
    ("845000", "845999", "revenue", "body_and_paint", 0, "", "13,00", "", "Erlöse Karosserie und Lack"),
    ("847000", "847999", "revenue", "workshop", 0, "", "", "", "Erlöse Fremdleistungen"),
    ("848000", "848999", "revenue_deduction", "workshop", 0, "", "", "", "Erlösschmälerungen Werkstatt"),
    ("860000", "869999", "revenue", "other", 0, "", "", "", "Erlöse Mietwagen"),
    ("873600", "873699", "revenue_deduction", "unassigned", 0, "", "", "", "Gewährte Skonti"),
    ("885000", "885999", "revenue", "unassigned", 0, "", "", "", "Erlöse nicht zugeordnet"),
    ("710000", "719999", "cost_of_goods", "new_vehicles", 0, "", "", "", "VAK Neuwagen"),
    ("720000", "729999", "cost_of_goods", "used_vehicles", 0, "", "", "", "VAK Gebrauchtwagen"),
    ("730000", "739999", "cost_of_goods", "parts", 0, "", "", "", "VAK Teile"),
    ("735000", "735999", "cost_of_goods", "parts", 1, "", "", "", "VAK Garantieteile"),
    ("740000", "749999", "cost_of_goods", "workshop", 0, "", "", "", "VAK Werkstatt"),
    ("745000", "745999", "cost_of_goods", "body_and_paint", 0, "", "", "", "VAK Karosserie und Lack"),
    ("760000", "769999", "cost_of_goods", "other", 0, "", "", "", "VAK Mietwagen"),
    ("785000", "785999", "cost_of_goods", "unassigned", 0, "", "", "", "VAK nicht zugeordnet"),
    ("790000", "799999", "ignore", "unassigned", 0, "", "", "", "Umlagen"),
    ("000000", "399999", "ignore", "unassigned", 0, "", "", "", "Bestände und Geldkonten"),
    ("500000", "699999", "ignore", "unassigned", 0, "", "", "", "Interne Verrechnung"),
    ("900000", "999999", "ignore", "unassigned", 0, "", "", "", "Vorträge"),
)  # fmt: skip
# Courtesy cars for customers who drive an automatic only.
_AUTOMATICS = (4, 8, 12)
_HEADINGS = (
    "account_from", "account_to", "role", "division", "warranty", "cost_of_goods_percent", "labour_cost_percent", "tax_percent",
    "name",
)  # fmt: skip


def write_account_mapping(folder: Path, *, automatic: bool = False) -> Path:
    """Write which account is revenue, deduction or cost, of which division; the narrowest range wins.

    Args:
        folder: Of the demo.
        automatic: The accounts of class 8 know their rate (Automatikkonten).
    """
    rate = _HEADINGS.index("tax_percent")
    ranges = [
        (*row[:rate], "19,00" if automatic and row[0].startswith("8") else row[rate], *row[rate + 1 :])
        for row in _MAPPING
    ]
    rows = [";".join(_HEADINGS), *(";".join(map(str, row)) for row in ranges)]
    path = folder / ACCOUNT_MAPPING
    path.write_bytes("".join(f"{row}\r\n" for row in rows).encode())
    return path


def write_settings(folder: Path) -> Path:
    """Write clientinfo.toml; its paths are relative to itself."""
    courtesy_cars = "".join(
        f"""[[tours.courtesy_cars]]\nname = "EW {number}"\nplate = "HO-AH {30 + number}"\nmodel = "Polo"\n"""
        + ('gearbox = "automatic"\n' if number in _AUTOMATICS else "")
        for number in range(1, 13)
    )
    text = f"""# Made-up dealership {world.HOUSE_COMPANY}: all names, numbers and amounts are invented.
state = "var"
house = "{world.HOUSE}"
as_of = {world.AS_OF:%Y-%m-%d}
account_mapping = "{ACCOUNT_MAPPING}"

[[branches]]
name = "{world.BRANCHES[0]}"
street = "{world.HOUSE_STREET}"
postal_code = "{world.HOUSE_POSTAL_CODE}"
town = "{world.HOUSE_TOWN}"
[[branches]]
name = "{world.BRANCHES[1]}"
street = "Selbitzer Straße 3"
postal_code = "95119"
town = "Naila"

# Who fetches and brings customers' cars; the page Touren plans their days.
[[tours.drivers]]
name = "Jonas Berg"
branch = "{world.BRANCHES[0]}"
plate = "HO-AH 301"
[[tours.drivers]]
name = "Mehmet Aydin"
branch = "{world.BRANCHES[0]}"
plate = "HO-AH 302"
shifts = ["07:30-12:00", "12:45-18:30"]
[[tours.drivers]]
name = "Lea Schwarz"
branch = "{world.BRANCHES[1]}"
plate = "NA-AH 303"
shifts = ["08:00-18:30"]
{courtesy_cars}
[letters]
company = "{world.HOUSE_COMPANY}"
address = ["{world.HOUSE_STREET}", "{world.HOUSE_POSTAL_CODE} {world.HOUSE_TOWN}"]

[margin]
advisers = true
other_units_per_hour = 12

[sources.dealer_system]
connector = "alphaplus"
folder = "exports/alphaplus"

[sources.ledger]
connector = "datev"
folder = "exports/datev"

[sources.inbox]
connector = "folder"
folder = "exports/inbox"

[sources.crm]
connector = "database"
file = "{CRM}"

[sources.places]
connector = "cities"

# The map asks nobody until you name a tile server here; mind its terms. The first layer is shown first.
# [[map_layers]]
# name = "Karte"
# url = "https://tiles.example/streets/{{z}}/{{x}}/{{y}}.png"
# attribution = "© OpenStreetMap"
# [[map_layers]]
# name = "Satellit"
# url = "https://tiles.example/satellite/{{z}}/{{x}}/{{y}}.jpg"
# [[map_layers]]
# name = "Hybrid"
# url = "https://tiles.example/hybrid/{{z}}/{{x}}/{{y}}.jpg"
"""
    path = folder / SETTINGS
    path.write_bytes(text.encode())
    return path
