from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl

from clientinfo_kernel.query import answers
from clientinfo_kernel.query.verdict import FindingGroup, Verdict
from data_sources.remarks import remark, to_json
from widgets.app.data_state import KnownState, data_state
from widgets.app.start_page import RecentCustomer, start_page, unknown_customer
from widgets.texts.language import session

AS_OF = datetime(2012, 10, 11, 4, 15, tzinfo=UTC)  # 06:15 in Berlin
NOW = AS_OF + timedelta(hours=5)


def frame(*rows):
    return pl.DataFrame(
        [(*row, *[None] * 2)[: len(answers.SOURCES)] for row in rows], schema=answers.SOURCES, orient="row"
    )


def test_all_fresh():
    state = data_state(frame(("ledger", "fresh", AS_OF, None, 0)), AS_OF, NOW)
    assert (state.label, state.tone) == ("Stand 06:15", "ok")
    assert (state.sources[0].name, state.sources[0].at, state.sources[0].text) == ("Finanzbuchhaltung", "06:15", "")


def test_an_older_snapshot_is_written_with_its_day():
    assert data_state(frame(), AS_OF, NOW + timedelta(days=1)).label == "Stand 11.10. 06:15"


def test_stale_and_absent_sources():
    before = AS_OF - timedelta(days=2)
    state = data_state(
        frame(
            ("ledger", "stale", before, "Zeile 4 ist unlesbar", 17),
            ("inbox", "stale", None, None, 1),
            ("crm", "absent", None, None, 0),
        ),
        AS_OF,
        NOW,
        counts_rejects=True,
    )
    assert (state.label, state.tone) == ("Stand 06:15, 2 Quellen veraltet", "warn")
    ledger, inbox, crm = state.sources
    assert (ledger.tone, ledger.at) == ("warn", "09.10.2012, 06:15")
    assert ledger.text == "veraltet · Zeile 4 ist unlesbar · 17 Zeilen nicht übernommen (Liste: clientinfo rejects)"
    assert inbox.text == "veraltet · 1 Zeile nicht übernommen (Liste: clientinfo rejects)"
    assert (crm.tone, crm.at) == ("none", "keine Daten")


def test_why_a_source_is_not_fresh_is_said_in_the_language_of_the_page():
    why = to_json([remark("files_damaged", files="EXTF_a.csv"), remark("source_failed")])
    with session("en"):
        (state,) = data_state(frame(("ledger", "absent", None, why, 0)), AS_OF, NOW).sources
    assert state.text == "Not readable, or not to the end: EXTF_a.csv. Reading this source met an error in the program."


def test_what_is_known_is_summed_up_again_when_something_is_new(directory):
    state = KnownState(directory)
    sources = frame(("ledger", "fresh", AS_OF, None, 0))
    directory.sources = lambda: sources
    first = state.now()
    assert first.label == "Stand 11.10. 06:15"
    assert state.now() is first
    with session("en"):
        assert state.now().label == "As of 11/10 06:15"
    stale = frame(("ledger", "stale", AS_OF, None, 0))
    directory.sources = lambda: stale
    assert state.now().label == "Stand 11.10. 06:15, 1 Quelle veraltet"
    directory.verdict = lambda: Verdict("wrong", AS_OF.date(), ())
    assert [each.name for each in state.now().sources] == ["Finanzbuchhaltung", "Prüfung"]


def test_the_checks_verdict_is_a_line_for_those_who_may_see_it():
    day = AS_OF.date()
    sound = data_state(frame(), AS_OF, NOW, verdict=Verdict("sound", day, ()))
    assert sound.tone == "ok"
    assert [(line.name, line.tone, line.text) for line in sound.sources] == [
        ("Prüfung", "ok", "Die Zahlen stimmen bis 11.10.2012 mit Händlersystem und Finanzbuchhaltung überein.")
    ]
    group = FindingGroup("net_differs", "wrong", 3, Decimal("1204.00"), None, ())
    wrong = data_state(frame(), AS_OF, NOW, verdict=Verdict("wrong", day, (group,)))
    assert (wrong.tone, wrong.sources[0].tone) == ("warn", "warn")
    assert wrong.sources[0].text == "3 Befunde über 1.204,00 EUR: Zahlen können falsch sein."
    assert data_state(frame(), AS_OF, NOW).sources == ()


def test_refused_rows_are_for_those_who_can_look_into_them():
    assert data_state(frame(("inbox", "fresh", AS_OF, None, 17)), AS_OF, NOW).sources[0].text == ""


def test_start_page_escapes_and_lists_what_was_opened():
    state = data_state(frame(), AS_OF, NOW)
    page = start_page((RecentCustomer("10012", "<Meier>", None),), state)
    assert "&lt;Meier&gt;" in page
    assert 'data-ci-customer="10012"' in page
    assert "data-ci-forget" not in start_page((), state)
    assert "&lt;b&gt;" in unknown_customer("<b>")


def test_a_fixed_key_date_is_said() -> None:
    assert data_state(frame(), AS_OF, NOW, date(2012, 10, 11)).label == "Stand 06:15 · Stichtag 11.10.2012"


def test_a_fresh_source_says_what_its_delivery_lacks():
    lacks = to_json([remark("heading_missing_everywhere", heading="KRAFTSTOFF", field="fuel", files="FZG.csv")])
    (state,) = data_state(frame(("dealer_system", "fresh", AS_OF, None, 0, [lacks])), AS_OF, NOW).sources
    assert (state.tone, state.text) == (
        "ok",
        "Die Spalte „KRAFTSTOFF“ fehlt in allen Dateien (FZG.csv); Kraftstoff bleibt leer.",
    )
