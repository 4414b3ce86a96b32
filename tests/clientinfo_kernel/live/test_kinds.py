"""Each kind of row that people write: who writes and reads it, what stands in it, and how old databases get it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import ChangeNotPermitted, NotPermitted
from clientinfo_kernel.live import tables
from clientinfo_kernel.live import upgrade as upgrading
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.commands import Add, Change, Conflict, Saved, Undo
from clientinfo_kernel.live.comments import COMMENT
from clientinfo_kernel.live.consents import CONSENT
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.live.errors import InputRefused, NothingToUndo, RowFixed, RowUnknown
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION, item_id
from clientinfo_kernel.live.plain_text import typed_text
from clientinfo_kernel.live.remarks import REMARK
from clientinfo_kernel.live.store import LiveStore

if TYPE_CHECKING:
    from pathlib import Path

MEIER = "10012"
ITEM = {
    "item_id": "10012|10012|RE|4711|2012-09-01",
    "customer_number": MEIER,
    "debtor_account": MEIER,
    "number": "4711",
}
CLERK = Viewer("carla", frozenset({"accounting"}), "Carla Konto")


@pytest.fixture
def database(tmp_path: Path) -> LiveDatabase:
    return LiveDatabase(sa.URL.create("sqlite", database=str(tmp_path / "live" / "live.sqlite")))


def clerk(database: LiveDatabase, viewer: Viewer = CLERK) -> LiveStore:
    return LiveStore(database, viewer, lambda _entity, key: ITEM if key == ITEM["item_id"] else None)


def test_rows_of_everybody_are_asked_for_by_what_is_new_and_by_whose_they_are(database: LiveDatabase) -> None:
    morning, noon = datetime(2012, 10, 11, 6, tzinfo=UTC), datetime(2012, 10, 11, 10, tzinfo=UTC)
    remark = {"text": "Vorsicht", "until": "2012-12-01"}
    numbers = [str(number) for number in range(10_000, 10_600)]  # more than one question carries
    early = LiveStore(database, CLERK, now=lambda: morning)
    for number in (numbers[0], numbers[-1]):
        early.do(Add(number, number, REMARK, remark))
    first = early.of_everybody(REMARK, customers=numbers[:1])[0]
    LiveStore(database, CLERK, now=lambda: noon).do(
        Change("later", numbers[0], REMARK, first["remark_id"], 1, {"text": "Vorsicht, Hund"})
    )

    def found(**which: Any) -> list[str]:
        return sorted(row["customer_number"] for row in early.of_everybody(REMARK, **which))

    assert found() == found(since=morning) == found(customers=numbers) == [numbers[0], numbers[-1]]
    assert found(since=noon) == [numbers[0]]  # an older row that was changed is among what is new
    assert found(since=noon, customers=numbers[1:]) == found(customers=[]) == []


def decided(**values: object) -> Change:
    return Change("d1", MEIER, OPEN_ITEM_DECISION, ITEM["item_id"], 0, values)


def test_a_promise_that_is_sent_again_after_a_refresh_is_the_same_though_another_sum_is_open(
    database: LiveDatabase,
) -> None:
    store, said = clerk(database), {"promised_on": "2012-10-20", "promised_amount": "100.00"}
    answer = store.do(decided(**said, promised_balance="1500.50"))
    assert isinstance(answer, Saved)
    assert store.do(decided(**said, promised_balance="1400.50")) == replace(answer, is_repeat=True)
    assert store.rows(OPEN_ITEM_DECISION, MEIER)[0]["promised_balance"] == Decimal("1500.50")


BERT = replace(CLERK, name="bert", full_name="Bert Buch")


def test_a_promise_to_pay_is_never_half_one_person_s_and_half_another_s(database: LiveDatabase) -> None:
    """Of 500 EUR until 10.12. one notes that they are 200, and the other that they come on 24.12.: nobody promised
    200 EUR for then."""
    store, other = clerk(database), clerk(database, BERT)
    store.do(decided(promised_on="2012-12-10", promised_amount="500", promised_balance="1100"))
    smaller = replace(decided(promised_amount="200", promised_balance="1100"), command_id="d2", version=2)
    assert isinstance(store.do(smaller), Saved)
    later = replace(decided(promised_on="2012-12-24", promised_balance="900"), command_id="d3", version=2)
    answer = other.do(later)
    assert isinstance(answer, Conflict)
    assert set(answer.fields) == {"promised_on", "promised_amount"}, "each stands in the form, and can be chosen"
    (row,) = store.rows(OPEN_ITEM_DECISION, MEIER)
    assert (row["promised_on"], row["promised_amount"]) == (date(2012, 12, 10), Decimal("200.00"))


def test_of_what_the_program_adds_of_the_moment_there_is_nothing_to_choose(database: LiveDatabase) -> None:
    """Both note the same promise, one before a payment and one after it."""
    said = {"promised_on": "2012-12-10", "promised_amount": "500"}
    clerk(database).do(decided(**said, promised_balance="1100"))
    again = replace(decided(**said, promised_balance="900"), command_id="d2")
    assert isinstance(clerk(database, BERT).do(again), Saved)


def test_a_row_is_refused_with_all_that_is_wrong_with_it(database: LiveDatabase) -> None:
    wrong = {"kind": "unheard", "due_at": "morgen", "due_time": "09:00", "probability": "101", "size": "1"}
    with pytest.raises(InputRefused) as added:
        clerk(database).do(Add("a1", MEIER, CASE, wrong))
    found = [(each.field, each.rule) for each in added.value.every]
    assert found == [
        ("kind", "not_a_word"),
        ("due_at", "not_a_day"),
        ("probability", "not_a_number"),
        ("size", "unknown_field"),
        ("text", "missing"),
        ("status", "missing"),
    ]
    with pytest.raises(InputRefused, match=r"blocked_until: a day such as .*; promised_amount: an amount such as"):
        clerk(database).do(decided(blocked_until="bald", promised_amount="60,00"))


def test_why_an_inbox_entry_goes_back_is_said_of_nothing_else(database: LiveDatabase) -> None:
    entry = {"entry_id": "E1", "customer_number": MEIER}
    store, other = (LiveStore(database, viewer, lambda _entity, _key: entry) for viewer in (CLERK, BERT))

    def decide(command_id: str, version: int, **values: object) -> Change:
        return Change(command_id, MEIER, INBOX_DECISION, "E1", version, values)

    store.do(decide("i1", 0, decision="sent_back", reason="falscher Betrag"))
    assert isinstance(store.do(decide("i2", 2, decision="done", reason="")), Saved)
    assert isinstance(other.do(decide("i3", 2, reason="falscher Kunde")), Conflict)


def test_a_decision_begins_with_the_ledger_s_item_and_its_first_change_can_be_taken_back(
    database: LiveDatabase,
) -> None:
    store = clerk(database)
    answer = store.do(decided(promised_on="2012-10-20", promised_amount="1500.50", promised_by="Frau Meier"))
    assert answer == Saved(ITEM["item_id"], 2)
    (row,) = store.rows(OPEN_ITEM_DECISION, MEIER)
    assert (row["number"], row["debtor_account"]) == ("4711", MEIER)
    assert (row["promised_on"], row["promised_amount"]) == (date(2012, 10, 20), Decimal("1500.50"))
    assert store.of_everybody(OPEN_ITEM_DECISION, "promised_on") == [row]
    assert store.of_everybody(OPEN_ITEM_DECISION, "blocked_until") == []
    latest, arrival = store.history(OPEN_ITEM_DECISION, ITEM["item_id"], MEIER)
    assert (latest.user_name, latest.before) == (
        "Carla Konto",
        {"promised_on": None, "promised_amount": None, "promised_by": None},
    )
    assert (arrival.action, arrival.user_name) == ("take_over", "ledger")
    store.do(Undo("u", MEIER, OPEN_ITEM_DECISION, ITEM["item_id"]))
    assert store.rows(OPEN_ITEM_DECISION, MEIER)[0]["promised_amount"] is None
    with pytest.raises(RowUnknown):
        store.do(Change("x", MEIER, OPEN_ITEM_DECISION, "another", 0, {"note": "?"}))


def test_an_amount_is_promised_until_a_day_and_goes_with_it(database: LiveDatabase) -> None:
    store = clerk(database)
    with pytest.raises(InputRefused) as refused:
        store.do(decided(promised_amount="500", note="ruft zurück"))
    assert (refused.value.field, refused.value.rule) == ("promised_on", "missing")
    said = {
        "promised_on": "2012-12-10",
        "promised_amount": "500",
        "promised_by": "Frau Meier",
        "promised_balance": "1100",
    }
    store.do(decided(**said, note="ruft zurück"))
    store.do(replace(decided(promised_on=""), command_id="d2", version=2))
    (row,) = store.rows(OPEN_ITEM_DECISION, MEIER)
    assert [row[name] for name in said] == [None] * 4
    assert row["note"] == "ruft zurück"
    store.do(Undo("u", MEIER, OPEN_ITEM_DECISION, ITEM["item_id"]))
    (row,) = store.rows(OPEN_ITEM_DECISION, MEIER)
    assert (row["promised_on"], row["promised_amount"], row["promised_by"]) == (
        date(2012, 12, 10),
        Decimal("500.00"),
        "Frau Meier",
    )


@pytest.mark.parametrize("role", ["service", "sales", "privacy"])
def test_who_does_not_see_receivables_neither_writes_nor_reads_about_them(database: LiveDatabase, role: str) -> None:
    clerk(database).do(decided(note="zahlt nie"))
    store = clerk(database, Viewer("sven", frozenset({role})))
    for ask in (
        lambda: store.do(decided(note="doch")),
        lambda: store.rows(OPEN_ITEM_DECISION, MEIER),
        lambda: store.of_everybody(OPEN_ITEM_DECISION),
        lambda: store.history(OPEN_ITEM_DECISION, ITEM["item_id"], MEIER),
    ):
        with pytest.raises((NotPermitted, ChangeNotPermitted)):
            ask()
    assert "open_item" not in store.of_customer(MEIER)
    assert store.last_change(MEIER) is None


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("promised_amount", "12,50", "not_an_amount"),
        ("promised_amount", "1.005", "not_an_amount"),
        ("promised_amount", "NaN", "not_an_amount"),
        ("promised_amount", "1e30", "not_an_amount"),
        # it would count as kept at once: nothing was to come
        ("promised_amount", "0.00", "not_positive"),
        ("promised_amount", "-500", "not_positive"),
        ("is_disputed", "maybe", "not_a_word"),
        ("debtor_account", "10013", "unknown_field"),
    ],
)
def test_an_amount_is_exact_and_an_answer_is_yes_or_no(
    database: LiveDatabase, field: str, value: str, rule: str
) -> None:
    with pytest.raises(InputRefused) as caught:
        clerk(database).do(decided(**{field: value}))
    assert (caught.value.field, caught.value.rule) == (field, rule)


def test_the_store_says_who_wrote_a_remark_and_nobody_else(database: LiveDatabase) -> None:
    store = clerk(database)
    values = {"text": "Schlüssel noch bei uns", "until": "2012-10-31"}
    store.do(Add("r", MEIER, REMARK, values))
    assert store.rows(REMARK, MEIER)[0]["written_by"] == "Carla Konto"
    with pytest.raises(InputRefused):
        store.do(Add("r2", MEIER, REMARK, values | {"written_by": "Chef"}))
    with pytest.raises(InputRefused):
        store.do(Add("r3", MEIER, REMARK, {"text": "ohne Ende"}))


def test_privacy_reads_consents_and_does_not_write_them(database: LiveDatabase) -> None:
    consent = {"channel": "call", "statement": "given", "stated_on": "2012-01-02", "proof": "Formular 12"}
    clerk(database).do(Add("c", MEIER, CONSENT, consent))
    store = clerk(database, Viewer("paula", frozenset({"privacy"})))
    assert store.rows(CONSENT, MEIER)[0]["proof"] == "Formular 12"
    assert store.last_change(MEIER) is not None
    with pytest.raises(ChangeNotPermitted):
        store.do(Add("c2", MEIER, CONSENT, consent))


def test_an_opportunity_has_its_own_fields_and_bounds(database: LiveDatabase) -> None:
    store = clerk(database)
    own = {"budget": "25000", "probability": "70", "stage": "offer", "expected_on": "2012-12-01"}
    values: dict[str, Any] = {"kind": "opportunity", "text": "Kombi", "status": "open"}
    store.do(Add("c", MEIER, CASE, values | own))
    row = store.rows(CASE, MEIER)[0]
    assert (row["budget"], row["probability"], row["stage"]) == (Decimal("25000.00"), 70, "offer")
    for wrong in ("101", "-1", "viel"):
        with pytest.raises(InputRefused) as caught:
            store.do(Add("w", MEIER, CASE, values | {"probability": wrong}))
        assert caught.value.rule == "not_a_number"
    with pytest.raises(InputRefused, match="budget: more than nothing"):
        store.do(Add("b", MEIER, CASE, values | {"budget": "-1"}))


def test_a_comment_stands_as_it_was_written_and_its_writer_alone_withdraws_it(database: LiveDatabase) -> None:
    store, other = clerk(database), clerk(database, Viewer("sven", frozenset({"service"}), "Sven Service"))
    case = store.do(Add("c", MEIER, CASE, {"kind": "other", "text": "Reifen", "status": "open"}))
    assert isinstance(case, Saved)
    said = [
        who.do(Add(text, MEIER, COMMENT, {"case_id": case.entity_id, "text": text}))
        for who, text in ((store, "erst ich"), (other, "dann er"), (store, "dann wieder ich"))
    ]
    with pytest.raises(RowFixed):
        store.do(Change("x", MEIER, COMMENT, said[0].entity_id, 1, {"text": "anders"}))
    with pytest.raises(NothingToUndo):
        store.do(Undo("u1", MEIER, COMMENT, said[1].entity_id))
    store.do(Undo("u2", MEIER, COMMENT, said[2].entity_id))
    rows = [(row["written_by"], row["text"], row["is_withdrawn"]) for row in store.rows(COMMENT, MEIER)]
    assert rows == [
        ("Carla Konto", "erst ich", False),
        ("Sven Service", "dann er", False),
        ("Carla Konto", "dann wieder ich", True),
    ]
    with pytest.raises(RowUnknown):
        store.do(Add("o", "10013", COMMENT, {"case_id": case.entity_id, "text": "fremder Vorgang"}))


def test_an_item_is_told_from_another_of_its_number() -> None:
    item = {"debtor_account": "10012", "kind": "RE", "number": "1", "date": date(2012, 1, 2)}
    ids = {
        item_id("10012", item),
        item_id("10013", item),
        item_id("10012", item | {"date": date(2013, 1, 2)}),
        item_id("10012", item | {"kind": "GU"}),
        item_id("10012", item | {"debtor_account": "10099"}),
        item_id("10012", item | {"number": None, "date": None}),
    }
    assert len(ids) == 6


# What a case had in the first form and has in every other.
OLD_CASE: dict[str, Any] = {
    "customer_number": MEIER, "version": 1, "kind": "other", "text": "alt", "status": "open",
    "created_at": datetime(2012, 1, 1, tzinfo=UTC), "is_withdrawn": False,
}  # fmt: skip
OLD_CASES = sa.table("cases", *(sa.column(name, tables.cases.c[name].type) for name in ("case_id", *OLD_CASE)))


@pytest.mark.slow
def test_a_database_is_brought_on_from_form_to_form_and_loses_nothing(
    empty_place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case is written in every form that there ever was; what each became is what the next begins with."""
    url = sa.make_url(empty_place)
    revisions = [f"{number:04}" for number in range(1, int(upgrading.HEAD))]
    for revision in revisions:
        with monkeypatch.context() as earlier:
            earlier.setattr(upgrading, "HEAD", revision)
            with LiveDatabase(url).writing() as connection:
                connection.execute(sa.insert(OLD_CASES), OLD_CASE | {"case_id": f"V-{revision}"})
    store = clerk(LiveDatabase(url))
    written = [(row["case_id"], row["text"], row["budget"]) for row in store.rows(CASE, MEIER)]
    assert written == [(f"V-{revision}", "alt", None) for revision in revisions]
    store.do(Change("c", MEIER, CASE, "V-0001", 1, {"text": "neu", "due_at": "2012-12-01", "due_time": "09:00"}))
    store.do(Add("n", MEIER, CHANGE_NOTICE, {"subject": "phone", "value": "09281 1"}))
    controller = clerk(LiveDatabase(url), Viewer("clara", frozenset({"controlling"})))
    assert all(controller.rows(entity, MEIER) is not None for entity in ENTITIES.values())
    with store.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" zwei\r\nZeilen ", "zwei\nZeilen"),
        # a number as phone books hand it over
        ("\u202a+49 9281 4711\u202c", "+49 9281 4711"),
        ("ruft an\u202e und kommt", "ruft an und kommt"),
        # a line broken by hand in a word processor, and the end of lines of other systems
        ("oben\x0bMitte\u2028unten\rEnde", "oben\nMitte\nunten\nEnde"),
        ("Glocke\x07, Farbe \x1b[31m\tund \x9bmehr", "Glocke, Farbe [31m\tund mehr"),
        ("\u05d0\u200f 5", "\u05d0\u200f 5"),
        ("\u200b\u202e\u00ad ", ""),
    ],
)
def test_a_typed_text_turns_no_words_around_it_and_is_empty_where_nothing_is_seen(typed: str, kept: str) -> None:
    assert typed_text(typed) == kept


def test_the_newest_form_is_the_end_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrading._FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [upgrading.HEAD]
