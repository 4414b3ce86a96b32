"""The brochure's customer, Meier Vakuumtechnik GmbH: its records only; every figure on a screen is computed from them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl

from demo_dealership import world
from demo_dealership.alphaplus_layouts import (
    APPOINTMENTS,
    COMMUNICATION,
    CONTACT_PERSONS,
    CUSTOMERS,
    DEBTOR_ACCOUNTS,
    INVOICES,
    ORDER_LINES,
    ORDER_SPLITS,
    ORDERS,
    RECALLS,
    VEHICLES,
)
from demo_dealership.crm_layouts import CASES, CONTACT_EVENTS

NUMBER = str(world.BROCHURE_CUSTOMER)
PLATES = (
    "NA-FR 472",
    "NA-PT 193",
    "NA-JD 970",
    "NA-B 2106",
    "NA-PE 496",
    "NA-PL 208",
    "NA-WR 300",
    "NA-DE 477",
    "NA-ND 136",
)
ORDER_NUMBERS = (403865, 634119, 271996, 272071, 272233, 272236, 272237, 272238, 272291, 272425, 272426)
_CASE = "V-10012-1"
_BERLIN = ZoneInfo("Europe/Berlin")


def _frame(columns: tuple[str, ...], *rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame([dict(zip(columns, row, strict=True)) for row in rows], infer_schema_length=None)


def _local(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=_BERLIN).astimezone(UTC)


def customer() -> pl.DataFrame:
    """Return the row of the customer. The VAT ID is formally invalid, as in the brochure."""
    record = {
        "customer_number": NUMBER, "kind": "company", "salutation": "Firma", "name": "Meier Vakuumtechnik GmbH",
        "street": "Meier-Hess-Anlage 4", "postal_code": "95119", "town": "Naila", "country": "DE", "vat_id": "DE123456789",
        "customer_group": "55", "classification": "NEUFAHRZEUGKUNDE", "credit_rating": "Kreditkunde",
        "credit_limit": Decimal("8000.00"), "payment_terms": "30 NETTO", "remark": "sammelt Modelle",
        "salesperson": "Walter Rathelz", "branch": "Hof", "created_on": date(1998, 3, 2),
    }  # fmt: skip
    return CUSTOMERS.of(pl.DataFrame([record]))


def debtor_accounts() -> pl.DataFrame:
    """Return the row of its debtor account."""
    account = str(world.DEBTOR_OFFSET + world.BROCHURE_CUSTOMER)
    return DEBTOR_ACCOUNTS.of(_frame(("customer_number", "debtor_account"), (NUMBER, account)))


def contact_persons() -> pl.DataFrame:
    """Return the row of Harald Meier."""
    record = {
        "customer_number": NUMBER, "person_number": "1", "salutation": "Herr", "first_name": "Harald", "last_name": "Meier",
        "role": "Geschäftsführer", "phone": "+49 9282 555-10", "email": "h.meier@meier-vakuum.example", "is_main": True,
    }  # fmt: skip
    return CONTACT_PERSONS.of(pl.DataFrame([record]))


def communication() -> pl.DataFrame:
    """Return the rows: phone, mail and web page."""
    rows = _frame(
        ("customer_number", "kind", "address", "note", "is_preferred"),
        (NUMBER, "phone", "+49 9282 555-0", "Zentrale", True),
        (NUMBER, "email", "info@meier-vakuum.example", None, False),
        (NUMBER, "web", "https://www.meier-vakuum.example", None, False),
    )
    return COMMUNICATION.of(rows)


def vehicles() -> pl.DataFrame:
    """Return the rows of the nine vehicles whose plates the open items name."""
    e, s = "Mercedes-Benz", "Diesel"
    rows = _frame(
        ("vehicle_number", "license_plate", "vin", "make", "model", "fuel", "kba_hsn", "kba_tsn", "first_registration_on",
         "mileage_km", "mileage_on", "next_general_inspection_on", "next_service_on"),
        ("100001", PLATES[0], "WDB1240221C472001", e, "E 220 (W124)", "Benzin", "0708", "412", date(1994, 9, 12), 152_300, date(2012, 6, 4), date(2012, 9, 1), date(2012, 12, 4)),
        ("100002", PLATES[1], "WDB9036621R193002", e, "Sprinter 313 CDI", s, "0710", "403", date(2004, 11, 8), 98_450, date(2012, 5, 21), date(2012, 11, 1), date(2012, 11, 21)),
        ("100003", PLATES[2], "WDF63960113970003", e, "Vito 111 CDI", s, "1313", "AEK", date(2008, 3, 17), 61_720, date(2012, 3, 9), date(2013, 3, 1), date(2013, 3, 9)),
        ("100004", PLATES[3], "WDB2032421F210604", e, "C 200 T", "Benzin", "0710", "487", date(2006, 7, 3), 44_180, date(2012, 7, 10), date(2013, 7, 1), date(2013, 1, 10)),
        ("100005", PLATES[4], "WDB9066351S496005", e, "Sprinter 316 CDI", s, "1313", "ADG", date(2010, 10, 5), 38_900, date(2012, 8, 14), date(2013, 10, 1), date(2013, 2, 14)),
        ("100006", PLATES[5], "WDB9036621R208006", e, "Sprinter 313 CDI", s, "0710", "403", date(2005, 2, 14), 121_640, date(2012, 2, 20), date(2014, 2, 1), date(2013, 2, 20)),
        ("100007", PLATES[6], "WDB6381941W300007", e, "Vito 110 CDI", s, "0710", "389", date(2002, 4, 22), 187_510, date(2012, 4, 16), date(2014, 4, 1), date(2013, 4, 16)),
        ("100008", PLATES[7], "WDB2110261D477008", e, "E 270 CDI", s, "0710", "455", date(2003, 12, 1), 143_020, date(2011, 12, 6), date(2013, 12, 1), date(2012, 12, 6)),
        ("100009", PLATES[8], "WDB1680331N136009", e, "A 160", "Benzin", "0710", "374", date(2001, 1, 15), 84_900, date(2012, 1, 12), date(2014, 1, 1), date(2013, 1, 12)),
    )  # fmt: skip
    owned = rows.with_columns(
        pl.lit(NUMBER).alias("owner_number"),
        pl.lit(NUMBER).alias("keeper_number"),
        pl.col("next_general_inspection_on").alias("next_emission_test_on"),
        ((pl.col("mileage_km") // 15_000 + 1) * 15_000).alias("next_service_km"),
        pl.when(pl.col("vehicle_number") == "100005").then(date(2013, 10, 4)).alias("leasing_end_on"),
    )
    return VEHICLES.of(owned)


def recalls() -> pl.DataFrame:
    """Return the row of the recall that the order 634119 looks after."""
    record = {
        "vehicle_number": "100002", "recall_number": "3114", "text": "Bremsschlauch vorn prüfen und ersetzen",
        "announced_on": date(2009, 7, 20),
    }  # fmt: skip
    return RECALLS.of(pl.DataFrame([record]))


def appointments() -> pl.DataFrame:
    """Return the row of the next appointment: the HU of the van, with a courtesy car."""
    record = {
        "appointment_number": "400001", "customer_number": NUMBER, "vehicle_number": "100002", "service": "loaner",
        "bring_at": _local(2012, 10, 15, 7, 30), "return_at": _local(2012, 10, 15, 16, 30), "note": "HU und AU",
    }  # fmt: skip
    return APPOINTMENTS.of(pl.DataFrame([record]))


def orders() -> pl.DataFrame:
    """Return the rows of the two orders."""
    rows = _frame(
        ("order_number", "vehicle_number", "ordered_at", "promised_at", "mileage_km", "title"),
        ("403865", "100001", _local(2009, 8, 31, 7, 45), _local(2009, 9, 1, 17, 0), 148_210, "Inspektion, Bremsen"),
        ("634119", "100002", _local(2009, 8, 26, 8, 30), _local(2009, 8, 27, 17, 0), 71_030, "Ölwechsel, Lampen"),
    )
    return ORDERS.of(rows.with_columns(
            pl.lit(NUMBER).alias("customer_number"), pl.lit("Andreas Adler").alias("service_advisor"), pl.lit("Hof").alias("branch")
        ),
    )  # fmt: skip


def order_splits() -> pl.DataFrame:
    """Return the rows of the three splits. The amounts hold more than labour and parts, so they stand by themselves."""
    zero = Decimal("0.00")
    rows = _frame(
        ("order_number", "split", "title", "state", "invoiced_on", "labour_total", "parts_total", "external_total", "amount"),
        ("403865", 1, "Inspektion, Bremsen", "billable", date(2009, 9, 2), Decimal("738.00"), Decimal("436.47"), zero, Decimal("1396.21")),
        ("634119", 1, "Rückrufprüfung", "in_progress", date(2009, 9, 2), zero, zero, zero, zero),
        ("634119", 2, "Ölwechsel, Lampen", "finished", date(2009, 8, 27), Decimal("55.20"), Decimal("106.24"), Decimal("24.14"), Decimal("220.84")),
    )  # fmt: skip
    return ORDER_SPLITS.of(rows.with_columns(
            pl.lit("customer").alias("payer"), pl.lit(NUMBER).alias("paying_customer_number"), pl.lit("01").alias("seag")
        ),
    )  # fmt: skip


_WORK = (
    ("00-1002", "Inspektion B nach Herstellervorgabe", 12), ("42-1160", "Bremsscheiben und Beläge vorn ersetzen", 17),
    ("42-1260", "Bremsscheiben und Beläge hinten ersetzen", 17), ("42-0010", "Bremsflüssigkeit wechseln", 4),
    ("18-0020", "Motoröl und Filter wechseln", 4), ("09-0110", "Luftfilter ersetzen", 4),
    ("83-0410", "Innenraumfilter ersetzen", 3), ("40-0500", "Achsvermessung prüfen", 4), ("54-0640", "Kurztest auslesen", 2),
    ("13-0340", "Keilrippenriemen ersetzen", 7), ("00-2000", "HU-Vorbereitung", 4), ("00-8000", "Endkontrolle und Probefahrt", 4),
)  # fmt: skip
_PARTS = (
    ("A 210 421 25 12", "Bremsscheibe vorn", 2, "97.85"), ("A 005 420 12 20", "Bremsbelagsatz vorn", 1, "128.40"),
    ("A 000 989 83 01", "Motoröl 5W-30, 7 l", 1, "98.00"), ("A 271 180 01 09", "Ölfilter", 1, "14.37"),
)  # fmt: skip
_SMALL = (
    ("labour", "18-0020", "Motoröl und Filter wechseln", 4, "9.20"), ("labour", "82-0100", "Lampen ersetzen", 2, "9.20"),
    ("parts", "A 000 989 83 01", "Motoröl 5W-30, 5 l", 1, "62.50"), ("parts", "A 271 180 01 09", "Ölfilter", 1, "14.37"),
    ("parts", "N 072601 012 130", "Glühlampe H7", 3, "9.79"), ("external", "ALTOEL", "Altölentsorgung extern", 1, "24.14"),
)  # fmt: skip


def order_lines() -> pl.DataFrame:
    """Return the rows of the lines: 82 labour units of 9.00 EUR and four parts; the small order's lines."""
    big = [("403865", 1, "labour", number, text, units, "9.00") for number, text, units in _WORK]
    big += [("403865", 1, "parts", number, text, quantity, price) for number, text, quantity, price in _PARTS]
    small = [("634119", 2, *line) for line in _SMALL]
    rows = [
        {
            "order_number": order, "split": split, "line": place, "kind": kind, "item_number": number, "text": text,
            "quantity": Decimal(quantity), "labour_units": Decimal(quantity) if kind == "labour" else None,
            "unit_price": Decimal(price), "amount": quantity * Decimal(price), "mechanic": "M03" if kind == "labour" else None,
        }
        for lines in (big, small)
        for place, (order, split, kind, number, text, quantity, price) in enumerate(lines, start=1)
    ]  # fmt: skip
    return ORDER_LINES.of(pl.DataFrame(rows, infer_schema_length=None))


def invoices() -> pl.DataFrame:
    """Return the rows of the invoices since 2009, without orders: those belong to the former dealer system."""
    rows = _frame(
        ("invoice_number", "kind", "invoiced_on", "due_on", "net", "gross"),
        ("01090214", "new_vehicle", date(2009, 3, 10), date(2009, 4, 9), Decimal("15960.00"), Decimal("18992.40")),
        ("01100214", "parts", date(2010, 3, 8), date(2010, 4, 7), Decimal("2451.22"), Decimal("2916.95")),
        ("01061891", "workshop", date(2010, 6, 8), date(2010, 7, 8), Decimal("2651.22"), Decimal("2651.22")),
        ("01111892", "workshop", date(2011, 3, 7), date(2011, 4, 6), Decimal("1807.75"), Decimal("2151.22")),
        ("01111893", "parts", date(2011, 3, 7), date(2011, 4, 6), Decimal("698.41"), Decimal("831.11")),
    )
    return INVOICES.of(rows.with_columns(
            pl.lit(NUMBER).alias("customer_number"), pl.lit(NUMBER).alias("paying_customer_number"),
            pl.lit(value=False).alias("is_cancelled"), pl.lit(value=False).alias("is_credit_note"),
            pl.lit("Walter Rathelz").alias("salesperson"), pl.lit("Hof").alias("branch"),
        ),
    )  # fmt: skip


def cases() -> pl.DataFrame:
    """Return the row of the sales opportunity."""
    record = {
        "case_id": _CASE, "customer_number": NUMBER, "kind": "Verkaufschance",
        "text": "Kunde hat Interesse an GW bekundet, fährt derzeit W124 mit 150 TKM, stellt sich E-Klasse 34wa vor.",
        "status": "In Bearbeitung", "assignee": "Walter Rathelz", "due_at": date(2011, 7, 15), "follow_up_on": date(2011, 7, 10),
        "created_at": _local(2011, 7, 17, 13, 11),
    }  # fmt: skip
    return CASES.of(pl.DataFrame([record]))


def contact_events() -> pl.DataFrame:
    """Return the rows of the four contacts, two of them linked to the case."""
    note = "Hat Interesse. Angebotenes Fahrzeug war in der Ausstattung zu gering"
    rows = _frame(
        ("event_id", "case_id", "at", "employee", "channel", "note"),
        ("K-10012-1", _CASE, _local(2011, 7, 20, 12, 12), "Walter Rathelz", "Telefon", None),
        ("K-10012-2", _CASE, _local(2012, 10, 8, 12, 53), "Walter Rathelz", "Brief", None),
        ("K-10012-3", None, _local(2012, 4, 8, 12, 53), "Andreas Adler", "Brief", None),
        ("K-10012-4", None, _local(2012, 10, 8, 12, 53), "Walter Rathelz", "Besuch im Autohaus", note),
    )
    return CONTACT_EVENTS.of(
        rows.with_columns(pl.lit(NUMBER).alias("customer_number"), pl.lit("Harald Meier").alias("contact_person")),
    )
