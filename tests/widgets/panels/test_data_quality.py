"""The page of the check: what is open, what the house has accepted, and what was not taken over."""

from datetime import date
from decimal import Decimal

import polars as pl

from clientinfo_kernel.query.answers import SOURCES
from clientinfo_kernel.query.tables.findings import FINDINGS, REFUSED_ROWS
from clientinfo_kernel.query.verdict import verdict
from clientinfo_kernel.sections.check import AcceptedFinding
from widgets.parts.data_quality import data_quality
from widgets.texts.formats import format_value
from widgets.view_models import Item

D = Decimal
DAY = date(2012, 10, 11)
COUNTED = SOURCES.to_frame().vstack(
    pl.DataFrame([{"source": "ledger", "state": "fresh", "quarantined": 2}], schema=SOURCES)
)
REFUSED = pl.DataFrame(
    [
        ("ledger", "postings", "amount", "negative", "-5,00", "EXTF_1.csv", 7),
        ("ledger", "postings", None, "truncated", None, "EXTF_2.csv", 99),
    ],
    schema=list(REFUSED_ROWS.columns.names()),
    orient="row",
)


def finding(kind: str, subject: str, amount: str, stated: str | None = None, booked: str | None = None) -> pl.DataFrame:
    row = {"kind": kind, "subject": subject, "amount": amount, "stated": stated, "booked": booked}
    places = {"source_file": "RECHNUNG.csv", "source_row": 560}
    text = pl.DataFrame([row | places], schema=dict.fromkeys(row, pl.String) | dict(FINDINGS.columns.items()) | dict.fromkeys(("amount", "stated", "booked"), pl.String))  # fmt: skip
    return text.cast(dict(FINDINGS.columns))


FOUND = pl.concat(
    [
        finding("net_differs", "R1", "20.00", "100.00", "120.00"),
        finding("net_differs", "R2", "1204.00", "0.00", "1204.00"),
        finding("month_without_postings", "2011-03", "0.00"),
    ]
)
KNOWN = AcceptedFinding(kind="net_differs", subject="R1", reason="mit der Kanzlei geklärt")


def test_findings_stand_by_kind_with_size_and_what_is_accepted_apart():
    head, found, accepted, _refused = data_quality(verdict(FOUND, (KNOWN,), DAY, DAY), REFUSED, COUNTED).items
    assert head.tone == "danger"
    assert found.rows.select("gravity", "count", "amount").rows() == [
        ("wrong", 1, D("1204.00")),
        ("doubtful", 1, D("0.00")),
    ]
    assert accepted.rows.select("count", "amount", "reason").rows() == [(1, D("20.00"), "mit der Kanzlei geklärt")]


def test_a_kind_opens_to_what_both_sides_say_with_file_and_line():
    _head, found, *_rest = data_quality(verdict(FOUND, (KNOWN,), DAY, DAY), REFUSED, COUNTED).items
    assert found.detail(found.rows.row(0, named=True)).items == (
        Item(
            "R2",
            "andere Quelle 0,00 · gebucht 1.204,00",
            amount=D("1204.00"),
            origin="RECHNUNG.csv, Zeile 560",
        ),
    )


def test_refused_rows_say_in_words_what_is_wrong_with_them():
    *_rest, refused = data_quality(verdict(FOUND.clear(), (), DAY, DAY), REFUSED, COUNTED).items
    assert refused.rows.select("of", "called", "why", "value", "source_row").rows() == [
        ("Finanzbuchhaltung", "Betrag", "negativ", "-5,00", 7),
        ("Finanzbuchhaltung", "", "abgeschnitten", None, 99),
    ]
    assert refused.note == ""
    (line,) = (column for column in refused.columns if column.key == "source_row")
    assert format_value(1009, line.kind) == "1009"  # a place in a file, and no quantity
    counted = COUNTED.with_columns(pl.lit(3, pl.Int64).alias("quarantined").cast(SOURCES["quarantined"]))
    *_rest, cut = data_quality(verdict(FOUND.clear(), (), DAY, DAY), REFUSED, counted).items
    assert "clientinfo rejects" in cut.note


def test_a_sound_house_is_told_so():
    head, found, refused = data_quality(verdict(FOUND.clear(), (), DAY, DAY), REFUSED.clear(), COUNTED).items
    assert (head.tone, head.text) == ("ok", "")
    assert found.empty == "Die Prüfung hat nichts gefunden."
    assert refused.empty == "Jede gelieferte Zeile wurde übernommen."
