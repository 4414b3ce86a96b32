"""What the findings come to: sound, doubtful or wrong, and what a house has accepted."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from clientinfo_kernel.query.answers import SOURCES
from clientinfo_kernel.query.finding_kinds import FINDING_KINDS
from clientinfo_kernel.query.tables.findings import FINDINGS
from clientinfo_kernel.query.verdict import Verdict, delivery_findings, verdict
from clientinfo_kernel.sections.check import AcceptedFinding
from data_sources.remarks import remark, to_json
from widgets.texts.findings import SENTENCES, verdict_sentence

TODAY = date(2012, 10, 11)
NET = ("net_differs", "R1", Decimal("10.00"), None, None, "a.csv", 3)
BIGGER = ("net_differs", "R2", Decimal("30.00"), None, None, "a.csv", 4)
REVERSAL = ("reversal_without_original", "R3", Decimal("5.00"), None, None, "b.csv", 9)


def judged(*rows: tuple[object, ...], accepted: tuple[AcceptedFinding, ...] = ()) -> Verdict:
    return verdict(pl.DataFrame(rows, FINDINGS.columns, orient="row"), accepted, TODAY, TODAY)


@pytest.mark.parametrize(("rows", "judgement"), [((), "sound"), ((REVERSAL,), "doubtful"), ((REVERSAL, NET), "wrong")])
def test_the_gravest_finding_decides(rows: tuple[tuple[object, ...], ...], judgement: str) -> None:
    assert judged(*rows).judgement == judgement


def test_a_group_has_its_sum_and_its_largest_examples_first() -> None:
    groups = judged(REVERSAL, NET, BIGGER).groups
    assert [(each.kind, each.count, each.amount) for each in groups] == [
        ("net_differs", 2, Decimal("40.00")),
        ("reversal_without_original", 1, Decimal("5.00")),
    ]
    assert [(each.subject, each.file, each.row) for each in groups[0].examples] == [
        ("R2", "a.csv", 4),
        ("R1", "a.csv", 3),
    ]


def test_an_accepted_finding_stays_listed_and_does_not_count() -> None:
    known = AcceptedFinding(kind="net_differs", subject="R1", reason="Kulanz, besprochen")
    result = judged(NET, accepted=(known,))
    assert result.judgement == "sound"
    assert [(each.kind, each.reason) for each in result.groups] == [("net_differs", "Kulanz, besprochen")]
    assert judged(NET, BIGGER, accepted=(known,)).judgement == "wrong"
    whole_kind = AcceptedFinding(kind="net_differs", reason="alle bekannt")
    assert judged(NET, BIGGER, accepted=(whole_kind,)).judgement == "sound"


def test_what_is_accepted_until_a_day_fails_from_the_next_day_on() -> None:
    for until, judgement in ((date(2012, 10, 11), "sound"), (date(2012, 10, 10), "wrong")):
        known = AcceptedFinding(kind="net_differs", reason="bis zum Abschluss", until=until)
        assert judged(NET, accepted=(known,)).judgement == judgement


def test_deliveries_that_are_stale_or_say_something_are_findings() -> None:
    notes = [
        to_json([each]) for each in (remark("several_clients", clients="1, 2"), remark("files_skipped", files="a"))
    ]
    rows = [("ledger", "stale", None, "cut", 0, notes, ""), ("inbox", "fresh", None, None, 0, [], "")]
    found = delivery_findings(pl.DataFrame(rows, SOURCES, orient="row"))
    assert found.select("kind", "subject").rows() == [("source_not_fresh", "ledger"), ("several_clients", "1, 2")]


def test_the_verdict_is_one_sentence() -> None:
    assert verdict_sentence(judged()) == (
        "Die Zahlen stimmen bis 11.10.2012 mit Händlersystem und Finanzbuchhaltung überein."
    )
    assert verdict_sentence(judged(NET, BIGGER)) == "2 Befunde über 40,00 EUR: Zahlen können falsch sein."
    assert verdict_sentence(judged(REVERSAL)) == "1 Befund über 5,00 EUR: Zahlen sind nicht bestätigt."
    assert set(SENTENCES) == set(FINDING_KINDS)


def test_as_many_findings_as_a_wrong_mapping_makes_come_to_the_same() -> None:
    """1 to 1,000 EUR of one kind, of which 1,000 is known, beside one of another kind that is known altogether."""
    many = [("net_differs", f"R{euros}", Decimal(euros), None, None, "a.csv", euros) for euros in range(1, 1001)]
    accepted = (
        AcceptedFinding(kind="net_differs", reason="agreed", subject="R1000"),
        AcceptedFinding(kind="reversal_without_original", reason="old"),
        AcceptedFinding(kind="net_differs", reason="past", until=date(2012, 1, 1)),
    )
    found = judged(*many, REVERSAL, accepted=accepted)
    assert [(each.kind, each.count, each.amount, each.reason) for each in found.groups] == [
        ("net_differs", 999, Decimal(499_500), None),
        ("net_differs", 1, Decimal(1000), "agreed"),
        ("reversal_without_original", 1, Decimal("5.00"), "old"),
    ]
    assert [(each.subject, each.row) for each in found.groups[0].examples] == [
        (f"R{n}", n) for n in range(999, 979, -1)
    ]
    assert found.judgement == "wrong"
