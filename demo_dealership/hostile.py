"""A few customers whose texts try to break a screen, a spreadsheet or a parser."""

from __future__ import annotations

import polars as pl

from demo_dealership import world

_TEXTS: tuple[tuple[int, str, str], ...] = (
    (21, "remark", "<script>alert(1)</script>"),
    (22, "remark", "=1+1"),
    (23, "name", 'Gasthof "Zum Löwen" & Söhne'),
    (24, "name", ("Erste Hochfränkische Gesellschaft für Straßenreinigung, Winterdienst, Grünflächenpflege und "
                 "Containerüberlassung Münchberg-Helmbrechts-Naila mit beschränkter Haftung & Co. Kommanditgesellschaft")),
    (25, "remark", "erste Zeile\nzweite Zeile; mit Semikolon"),
    (26, "street", "Gewerbepark 1; Halle 7"),
    (27, "name", "O'Brien'); DROP TABLE kunden;--"),
    (28, "remark", "@SUM(A1:A9)"),
    (29, "name", "<b>Fett</b> & Co. KG"),
    (30, "remark", "{{7*7}} ${7*7} %s \\ ' ` \t Tab"),
)  # fmt: skip


def overlay(frame: pl.DataFrame) -> pl.DataFrame:
    """Put the hostile texts into the customers with the indices 21 to 30, as far as the frame holds them."""
    number = pl.col("customer_number")
    for index, column, text in _TEXTS:
        hit = number == str(world.FIRST_CUSTOMER + index)
        frame = frame.with_columns(pl.when(hit).then(pl.lit(text)).otherwise(pl.col(column)).alias(column))
    return frame
