"""The models that drive around Hof. Key numbers (HSN/TSN) are plausible, the TSN made up."""

from __future__ import annotations

import polars as pl

_COLUMNS = ("make", "model", "fuel", "hsn", "tsn", "wmi", "type", "price", "rate_cents", "weight", "is_van")
# rate_cents: net price of one labour unit of five minutes
_MODELS = (
    ("Mercedes-Benz", "C 180 Kompressor", "Benzin", "1313", "AAX", "WDD", "204046", 31000, 900, 8, 0),
    ("Mercedes-Benz", "C 200 CDI T", "Diesel", "1313", "ABB", "WDD", "204201", 36000, 900, 8, 0),
    ("Mercedes-Benz", "E 220 CDI", "Diesel", "1313", "BCD", "WDD", "212002", 42000, 900, 7, 0),
    ("Mercedes-Benz", "E 220 (W124)", "Benzin", "0708", "412", "WDB", "124022", 29000, 900, 2, 0),
    ("Mercedes-Benz", "A 170", "Benzin", "0999", "APK", "WDD", "169032", 22000, 900, 8, 0),
    ("Mercedes-Benz", "B 180 CDI", "Diesel", "1313", "ACM", "WDD", "245207", 27000, 900, 6, 0),
    ("Mercedes-Benz", "ML 320 CDI 4MATIC", "Diesel", "1313", "AGJ", "4JG", "B1642", 55000, 900, 2, 0),
    ("Mercedes-Benz", "GL 420 CDI 4MATIC", "Diesel", "1313", "ALW", "4JG", "B1648", 72000, 900, 1, 0),
    ("Mercedes-Benz", "S 350", "Benzin", "1313", "BAF", "WDD", "221056", 78000, 980, 1, 0),
    ("Mercedes-Benz", "Sprinter 313 CDI", "Diesel", "1313", "ADF", "WDB", "906633", 29000, 860, 7, 1),
    ("Mercedes-Benz", "Sprinter 316 CDI", "Diesel", "1313", "ADG", "WDB", "906635", 32000, 860, 4, 1),
    ("Mercedes-Benz", "Vito 111 CDI", "Diesel", "1313", "AEK", "WDF", "639601", 26000, 860, 6, 1),
    ("smart", "fortwo coupé", "Benzin", "1313", "AMC", "WME", "451331", 12000, 820, 4, 0),
    ("Volkswagen", "Golf 1.4 TSI", "Benzin", "0603", "ALZ", "WVW", "ZZZ1KZ", 21000, 780, 6, 0),
    ("Volkswagen", "Passat Variant 2.0 TDI", "Diesel", "0603", "AJF", "WVW", "ZZZ3CZ", 31000, 780, 4, 0),
    ("Volkswagen", "T5 Transporter", "Diesel", "0603", "AFX", "WV1", "ZZZ7HZ", 30000, 780, 3, 1),
    ("Opel", "Astra 1.6", "Benzin", "0035", "AKE", "W0L", "0AHL48", 19000, 730, 4, 0),
    ("Ford", "Focus 1.6 TDCi", "Diesel", "8566", "AQR", "WF0", "PXXGCD", 20000, 730, 3, 0),
    ("BMW", "320d touring", "Diesel", "0005", "AXL", "WBA", "UX9105", 38000, 850, 3, 0),
    ("BMW", "X5 3.0d", "Diesel", "7909", "AAL", "5UX", "FF035", 57000, 850, 1, 0),
    ("Audi", "A4 Avant 2.0 TDI", "Diesel", "0588", "AIW", "WAU", "ZZZ8KZ", 36000, 820, 3, 0),
    ("Skoda", "Octavia Combi", "Diesel", "8004", "AEY", "TMB", "CE61Z0", 22000, 730, 3, 0),
)  # fmt: skip


def models() -> pl.DataFrame:
    """Return the models.

    Returns:
        make, model, fuel, hsn, tsn, wmi, type (VIN positions 4-9; North America 4-8), price (EUR), rate_cents (net, per
        five minutes), weight, is_van.
    """
    return pl.DataFrame(_MODELS, schema=list(_COLUMNS), orient="row").with_columns(pl.col("is_van") == 1)
