"""What a workshop does: jobs with their labour lines, parts and external services."""

from __future__ import annotations

import polars as pl

# key, title, weight; lines of labour (units of five minutes), parts (EUR net each) and external services (EUR net)
_Line = tuple[str, str, str, float, float]
_JOBS: tuple[tuple[str, str, float, tuple[_Line, ...]], ...] = (
    ("service_a", "Inspektion A", 16, (
        ("labour", "00-1001", "Inspektion A nach Herstellervorgabe", 10, 0), ("labour", "18-0020", "Motoröl und Filter wechseln", 4, 0),
        ("parts", "A 000 989 83 01", "Motoröl 5W-30, 5 l", 1, 62.5), ("parts", "A 271 180 01 09", "Ölfilter", 1, 14.37),
        ("other", "KLEIN", "Kleinteile und Entsorgung", 1, 6.5))),
    ("service_b", "Inspektion B", 13, (
        ("labour", "00-1002", "Inspektion B nach Herstellervorgabe", 16, 0), ("labour", "18-0020", "Motoröl und Filter wechseln", 4, 0),
        ("labour", "83-0410", "Innenraumfilter ersetzen", 3, 0), ("parts", "A 000 989 83 01", "Motoröl 5W-30, 7 l", 1, 98.0),
        ("parts", "A 271 180 01 09", "Ölfilter", 1, 14.37), ("parts", "A 210 830 09 18", "Innenraumfilter", 1, 28.9),
        ("parts", "A 000 989 08 07", "Bremsflüssigkeit DOT 4", 1, 11.8))),
    ("brakes", "Bremsen vorn", 9, (
        ("labour", "42-1160", "Bremsscheiben und Beläge vorn ersetzen", 17, 0), ("parts", "A 210 421 25 12", "Bremsscheibe vorn", 2, 89.9),
        ("parts", "A 005 420 12 20", "Bremsbelagsatz vorn", 1, 112.45))),
    ("inspection", "HU/AU", 14, (
        ("labour", "00-2000", "HU-Vorbereitung und Vorführung", 5, 0), ("external", "TUEV-HU", "Hauptuntersuchung § 29 StVZO", 1, 44.54),
        ("external", "TUEV-AU", "Abgasuntersuchung", 1, 28.15))),
    ("oil", "Ölwechsel, Lampen", 9, (
        ("labour", "18-0020", "Motoröl und Filter wechseln", 4, 0), ("parts", "A 000 989 83 01", "Motoröl 5W-30, 5 l", 1, 62.5),
        ("parts", "N 072601 012 130", "Glühlampe H7", 2, 9.8))),
    ("wheels", "Räderwechsel", 16, (("labour", "40-0020", "Vier Räder umstecken und wuchten", 6, 0), ("other", "RADLAG", "Radeinlagerung", 1, 24.0))),
    ("tyres", "Vier Reifen", 5, (
        ("labour", "40-0030", "Vier Reifen montieren und wuchten", 9, 0), ("parts", "Q 440 201 80 16", "Winterreifen 205/55 R16", 4, 84.5),
        ("external", "ALTREIFEN", "Altreifenentsorgung", 4, 2.5))),
    ("climate", "Klimaservice", 5, (("labour", "83-7010", "Klimaanlage entleeren und befüllen", 9, 0), ("parts", "A 000 989 96 15", "Kältemittel R134a", 1, 38.6))),
    ("battery", "Batterie", 4, (("labour", "54-1010", "Batterie ersetzen", 4, 0), ("parts", "A 001 982 81 08", "Batterie 12 V 80 Ah", 1, 138.9))),
    ("diagnosis", "Diagnose", 6, (("labour", "54-0640", "Kurztest auslesen", 3, 0), ("labour", "54-0650", "Fehlersuche nach Zeitaufwand", 8, 0))),
    ("clutch", "Kupplung", 2, (
        ("labour", "25-0050", "Kupplung ersetzen", 62, 0), ("parts", "A 022 250 25 01", "Kupplungssatz", 1, 386.0),
        ("parts", "A 001 989 24 03", "Getriebeöl", 3, 13.4))),
    ("exhaust", "Abgasanlage", 2, (("labour", "49-0320", "Endschalldämpfer ersetzen", 9, 0), ("parts", "A 203 490 17 21", "Endschalldämpfer", 1, 241.7))),
    ("glass", "Frontscheibe", 2, (
        ("labour", "67-1610", "Frontscheibe ersetzen", 26, 0), ("parts", "A 204 670 01 01", "Frontscheibe", 1, 398.0),
        ("external", "KALIB", "Kalibrierung Regensensor", 1, 45.0))),
    ("body", "Unfallschaden", 4, (
        ("labour", "88-0100", "Stoßfänger vorn instand setzen", 34, 0), ("labour", "98-0200", "Lackierung Kotflügel und Stoßfänger", 46, 0),
        ("parts", "A 204 885 00 25", "Stoßfänger vorn", 1, 412.0), ("parts", "A 000 986 50 00", "Lackmaterial", 1, 168.0),
        ("external", "GUTACHT", "Achsvermessung extern", 1, 89.0))),
    ("recall", "Rückrufprüfung", 0, (("labour", "00-9010", "Rückrufaktion durchführen", 7, 0), ("parts", "A 211 540 28 45", "Sensor", 1, 46.2))),
    ("warranty", "Garantiearbeit", 0, (
        ("labour", "00-9020", "Steuergerät ersetzen und codieren", 13, 0), ("parts", "A 204 900 54 02", "Steuergerät", 1, 318.0),
        ("parts", "A 000 989 29 20", "Dichtsatz", 1, 19.4))),
    ("preparation", "Fahrzeugaufbereitung", 0, (("labour", "00-5000", "Übergabeinspektion und Aufbereitung", 14, 0),)),
)  # fmt: skip

KEYS = tuple(job[0] for job in _JOBS)
WEIGHTS = tuple(job[2] for job in _JOBS)
TITLES = pl.Series("title", [job[1] for job in _JOBS])
BODY, RECALL, WARRANTY, PREPARATION = (KEYS.index(key) for key in ("body", "recall", "warranty", "preparation"))


def job_lines() -> pl.DataFrame:
    """Return the lines of the jobs.

    Returns:
        One row per line: job (index into ``KEYS``), line (from 1), kind, item_number, text, units (labour, five
        minutes each), quantity, price_cents (net per piece; labour: null, it follows from the make's rate).
    """
    rows = [
        (
            job,
            line,
            kind,
            number,
            text,
            int(amount) if kind == "labour" else None,
            None if kind == "labour" else int(amount),
            None if kind == "labour" else round(price * 100),
        )
        for job, (_, _, _, lines) in enumerate(_JOBS)
        for line, (kind, number, text, amount, price) in enumerate(lines, start=1)
    ]
    schema = {
        "job": pl.Int64,
        "line": pl.Int64,
        "kind": pl.String,
        "item_number": pl.String,
        "text": pl.String,
        "units": pl.Int64,
        "quantity": pl.Int64,
        "price_cents": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
