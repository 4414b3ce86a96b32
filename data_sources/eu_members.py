"""The codes with which VAT IDs of the member states begin, Greece's EL and Northern Ireland's XI (2006/112/EC, article 215)."""

MEMBERS = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split()  # noqa: SIM905  # reads better
)
# What people write for them: the country's code.
SPELLINGS = {"GR": "EL"}
