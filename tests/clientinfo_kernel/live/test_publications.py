"""Two people publish a notebook: one asks, another one releases exactly what they looked at; nothing is forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.errors import ChangeNotPermitted
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.errors import CommandReused, InputRefused, PublicationRefused, PublicationUnknown
from clientinfo_kernel.live.publication import lock_versions, released
from clientinfo_kernel.live.publications import Draft, Publications
from clientinfo_kernel.live.tables import publication_steps
from tests.postgres import own_database

if TYPE_CHECKING:
    from pathlib import Path

CHURN = Draft("churn.ipynb", "Abwanderung", ("controlling", "sales"), '{"cells": []}', "Wer nicht mehr kommt.", "chart")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> LiveDatabase:
    """The tables, made once: each test begins with empty ones."""
    made = LiveDatabase.at(tmp_path_factory.mktemp("live") / "live.sqlite")
    made.prepare()
    return made


@pytest.fixture
def database(tables: LiveDatabase) -> LiveDatabase:
    with tables.writing() as connection:
        for table in ("publication_steps", "publications"):
            connection.execute(sa.text(f"DELETE FROM {table}"))  # our own names
    return tables


@pytest.fixture
def anna(database: LiveDatabase) -> Publications:
    """The analyst, who was given the right to release as well."""
    return Publications(database, Viewer("anna", frozenset({"analyst", "release"}), "Anna Analyse"))


@pytest.fixture
def karl(database: LiveDatabase) -> Publications:
    return Publications(database, Viewer("karl", frozenset({"controlling", "release"}), "Karl Controlling"))


def shown(store: Publications) -> list[tuple[str, int]]:
    return [(each.file, each.version) for each in released(store.database)]


def states(store: Publications) -> dict[int, str]:
    return {each.version: each.state for each in store.every()}


def test_a_version_is_shown_once_another_person_has_released_it(anna: Publications, karl: Publications) -> None:
    asked = anna.request("a", CHURN)
    assert (asked.version, asked.state, asked.sha256) == (1, "requested", sha256(b'{"cells": []}').hexdigest())
    assert asked.roles == ("sales", "controlling")
    assert shown(anna) == []
    with pytest.raises(PublicationRefused) as own:
        anna.release("b", asked)
    assert own.value.rule == "own"
    assert karl.release("c", asked).state == "released"
    [page] = released(karl.database)
    assert (page.file, page.content, page.title) == ("churn.ipynb", '{"cells": []}', "Abwanderung")
    assert [(step.act, step.user_name) for step in karl.every()[0].steps] == [
        ("request", "Anna Analyse"),
        ("release", "Karl Controlling"),
    ]


@pytest.mark.postgres
@pytest.mark.server
def test_a_server_s_database_keeps_them_too(postgres_server: str, tmp_path: Path) -> None:
    database = LiveDatabase(sa.make_url(own_database(postgres_server, f"publications_{tmp_path.name}")))
    asked = Publications(database, Viewer("anna", frozenset({"analyst"}))).request("a", CHURN)
    karl = Publications(database, Viewer("karl", frozenset({"release"})))
    assert karl.release("b", asked) == karl.release("b", asked)
    assert shown(karl) == [("churn.ipynb", 1)]


@pytest.mark.postgres
@pytest.mark.server
def test_two_who_decide_at_the_same_moment_decide_one_after_the_other(postgres_server: str, tmp_path: Path) -> None:
    """While one withdraws, the other's release waits, and is then told that it is too late."""
    database = LiveDatabase(sa.make_url(own_database(postgres_server, f"deciders_{tmp_path.name}")))
    anna = Publications(database, Viewer("anna", frozenset({"analyst"})))
    karl = Publications(database, Viewer("karl", frozenset({"release"})))
    asked = anna.request("a", CHURN)
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as other, database.writing() as connection:
        lock_versions(connection, "churn.ipynb")
        released_meanwhile = other.submit(karl.release, "b", asked)
        while not released_meanwhile.done():
            with database.reading() as looking:
                if looking.scalar(waiting):
                    break
        refuse = {"act": "refuse", "file": "churn.ipynb", "version": 1, "note": ""}
        who = {"command_id": "c", "at": datetime.now(UTC), "user": "otto", "user_name": "Otto"}
        connection.execute(sa.insert(publication_steps).values(**refuse, **who))
        connection.commit()
        with pytest.raises(PublicationRefused) as late:
            released_meanwhile.result(30)
    assert late.value.rule == "state"
    assert states(karl) == {1: "refused"}


def test_a_newer_version_takes_the_place_of_the_older_and_gives_it_back(anna: Publications, karl: Publications) -> None:
    first, second = anna.request("a", CHURN), anna.request("b", replace(CHURN, content='{"cells": [1]}'))
    karl.release("c", first)
    assert states(karl) == {1: "released", 2: "requested"}
    karl.release("d", second)
    assert (states(karl), shown(karl)) == ({1: "replaced", 2: "released"}, [("churn.ipynb", 2)])
    karl.release("e", first)
    assert (states(karl), shown(karl)) == ({1: "released", 2: "replaced"}, [("churn.ipynb", 1)])


def test_what_is_withdrawn_is_gone_and_kept(anna: Publications, karl: Publications) -> None:
    asked = anna.request("a", CHURN)
    karl.release("b", asked)
    assert anna.withdraw("c", asked, "falsch gezählt").state == "withdrawn"  # it is her own
    assert shown(anna) == []
    [kept] = karl.every()
    assert kept.content == ""  # a list of many
    assert (karl.with_content(kept).content, kept.steps[-1].note) == (CHURN.content, "falsch gezählt")
    assert karl.release("d", asked).state == "released"  # as it was


def test_the_withdrawal_of_a_request_leaves_the_released_version(anna: Publications, karl: Publications) -> None:
    karl.release("b", anna.request("a", CHURN))
    anna.withdraw("d", anna.request("c", CHURN))
    assert (states(karl), shown(karl)) == ({1: "released", 2: "withdrawn"}, [("churn.ipynb", 1)])


def test_only_what_was_looked_at_is_released(anna: Publications, karl: Publications) -> None:
    asked = anna.request("a", CHURN)
    with pytest.raises(PublicationRefused) as other:
        karl.release("b", replace(asked, sha256=sha256(b"what the browser says").hexdigest()))
    assert other.value.rule == "content"
    karl.refuse("c", asked, "Zu wenige Zeilen.")
    with pytest.raises(PublicationRefused) as late:
        karl.release("d", asked)
    assert late.value.rule == "state"
    with pytest.raises(PublicationUnknown):
        karl.release("e", replace(asked, version=7))


def test_a_content_that_somebody_changed_in_the_database_is_not_shown(anna: Publications, karl: Publications) -> None:
    karl.release("b", anna.request("a", CHURN))
    with anna.database.writing() as connection:
        connection.execute(sa.text("UPDATE publications SET content = 'other'"))
    assert shown(karl) == []


def test_a_content_that_somebody_changed_in_the_database_is_not_released(
    anna: Publications, karl: Publications
) -> None:
    """Whoever releases reads the changed code, under the hash of what was asked for; it can still be refused."""
    asked = anna.request("a", CHURN)
    with anna.database.writing() as connection:
        connection.execute(sa.text("UPDATE publications SET content = 'other'"))
    with pytest.raises(PublicationRefused) as altered:
        karl.release("b", asked)
    assert altered.value.rule == "altered"
    assert karl.refuse("c", asked, "Nicht der Antrag.").state == "refused"


def test_of_all_that_was_ever_asked_for_only_the_released_content_is_read(
    anna: Publications, karl: Publications
) -> None:
    for number in range(3):
        anna.withdraw(
            f"not {number}", anna.request(f"ask {number}", replace(CHURN, content=f'{{"cells": [{number}]}}'))
        )
    karl.release("b", anna.request("a", CHURN))
    read: list[object] = []
    engine = anna.database._readers()

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        if "publications.content" in statement:
            read.append(parameters)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        assert shown(anna) == [("churn.ipynb", 4)]
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert read == [("churn.ipynb", 4)]


def test_another_person_s_page_is_taken_over_on_purpose_only(anna: Publications, karl: Publications) -> None:
    karl.release("b", anna.request("a", CHURN))
    otto = Publications(anna.database, Viewer("otto", frozenset({"analyst"}), "Otto Neu"))
    with pytest.raises(PublicationRefused) as refused:
        otto.request("c", CHURN)
    assert (refused.value.rule, refused.value.owner) == ("owner", "Anna Analyse")
    assert states(anna) == {1: "released"}
    assert otto.request("d", replace(CHURN, takes_over=True)).requested_by == "otto"
    # From here on it is his: she is asked as well.
    with pytest.raises(PublicationRefused):
        anna.request("e", CHURN)


def test_a_new_account_under_the_name_of_a_deleted_one_is_another_person(
    anna: Publications, karl: Publications
) -> None:
    noon = datetime(2026, 11, 28, 12, tzinfo=UTC)
    former = replace(anna, now=lambda: noon)
    asked = [former.request(f"ask {number}", CHURN) for number in range(5)]
    public = former.request("public", replace(CHURN, file="public.ipynb"))
    karl.release("released", public)
    for number in range(44):  # 6 and 44 steps: all that one person can take in a day
        former.request(f"fill {number}", replace(CHURN, file=f"fill_{number}.ipynb"))
    later = noon + timedelta(hours=2)
    viewer = Viewer("anna", frozenset({"analyst"}), "Anna Neu", since=noon + timedelta(hours=1))
    new = Publications(anna.database, viewer, lambda: later)
    for seen in (asked[0], public):
        with pytest.raises(ChangeNotPermitted):
            new.withdraw("not hers", seen)
    with pytest.raises(PublicationRefused) as refused:
        new.request("not on purpose", CHURN)
    assert (refused.value.rule, refused.value.owner) == ("owner", "Anna Analyse")
    hers = new.request("hers", replace(CHURN, takes_over=True))
    assert (hers.version, new.withdraw("back", hers).state) == (6, "withdrawn")
    # Nobody can tell a colleague who comes back from somebody else: whose name it is does not decide.
    releasing = replace(new, viewer=replace(viewer, roles=frozenset({"analyst", "release"})))
    with pytest.raises(PublicationRefused) as refused:
        releasing.release("both", asked[0])
    assert refused.value.rule == "own"


def test_five_versions_of_a_file_can_wait_and_no_sixth(anna: Publications) -> None:
    asked = [anna.request(f"ask {number}", CHURN) for number in range(5)]
    with pytest.raises(PublicationRefused) as refused:
        anna.request("sixth", CHURN)
    assert refused.value.rule == "open"
    anna.withdraw("room", asked[0])
    assert anna.request("sixth", CHURN).version == 6
    assert anna.request("other", replace(CHURN, file="other.ipynb")).version == 1


def test_nobody_fills_the_store_by_asking_and_withdrawing(anna: Publications) -> None:
    """What was asked for is kept for good: 50 steps in a day, and then those of the next."""
    noon = datetime(2026, 11, 28, 12, tzinfo=UTC)
    at_noon = replace(anna, now=lambda: noon)
    asked = [at_noon.request("the first", CHURN)]
    for number in range(24):
        at_noon.withdraw(f"back {number}", asked[-1])
        asked.append(at_noon.request(f"ask {number}", CHURN))
    at_noon.withdraw("the fiftieth", asked.pop())
    with pytest.raises(PublicationRefused) as refused:
        at_noon.request("more", CHURN)
    assert refused.value.rule == "day"
    assert len(anna.every()) == 25
    assert at_noon.request("ask 3", CHURN).version == 5  # what was confirmed is answered again
    vera = Publications(anna.database, Viewer("vera", frozenset({"analyst"})), lambda: noon)
    hers = vera.request("hers", replace(CHURN, file="other.ipynb"))
    with pytest.raises(PublicationRefused) as refused:
        at_noon.release("much", hers)
    assert refused.value.rule == "day"
    assert at_noon.withdraw("gone", hers).state == "withdrawn"  # what is to go can go
    tomorrow = replace(anna, now=lambda: noon + timedelta(days=1))
    assert tomorrow.request("tomorrow", CHURN).version == 26


def test_a_command_that_is_sent_again_acts_once(anna: Publications, karl: Publications) -> None:
    assert anna.request("a", CHURN) == anna.request("a", CHURN)
    asked = anna.every()[0]
    karl.release("b", asked)
    karl.release("b", asked)
    assert [step.act for step in karl.every()[0].steps] == ["request", "release"]
    with pytest.raises(CommandReused):
        karl.release("a", asked)


@pytest.mark.parametrize("command_id", ["", "x" * 201, "a\0b", "ä"])
def test_a_step_needs_an_id_that_can_be_looked_up(anna: Publications, command_id: str) -> None:
    """It comes with the request: an index of PostgreSQL takes no key of 2,704 bytes (btree version 4)."""
    with pytest.raises(InputRefused):
        anna.request(command_id, CHURN)
    assert anna.every() == []


@pytest.mark.parametrize("roles", [{"controlling"}, {"admin", "release"}, {"privacy"}, set()])
def test_nobody_decides_without_the_right(anna: Publications, roles: set[str]) -> None:
    asked = anna.request("a", CHURN)
    other = Publications(anna.database, Viewer("otto", frozenset(roles)))
    for act in (
        lambda: other.release("b", asked),
        lambda: other.refuse("b", asked, ""),
        lambda: other.withdraw("b", asked),
        lambda: other.request("b", CHURN),
        other.every,
    ):
        with pytest.raises(ChangeNotPermitted):
            act()
    assert states(anna) == {1: "requested"}


def test_the_shell_releases_nothing_as_nobody_knows_who_it_is(anna: Publications) -> None:
    asked = anna.request("a", CHURN)
    with pytest.raises(ChangeNotPermitted):
        Publications(anna.database, SHELL).release("b", asked)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("file", name) for name in ("../churn.ipynb", "Churn.ipynb", "churn.py", "a/b.ipynb", "", ".ipynb")),
        *(("roles", roles) for roles in ((), ("admin",), ("release",), ("sales", "everybody"))),
        *(("title", title) for title in (" ", "x" * 81, "a\x00b")),
        *(("icon", icon) for icon in ("", "x y", 'a"b')),
        ("content", "x" * 200_001),
    ],
)
def test_a_draft_that_cannot_be_is_refused_by_its_field(anna: Publications, field: str, value: object) -> None:
    with pytest.raises(InputRefused) as refused:
        anna.request("a", replace(CHURN, **{field: value}))
    assert refused.value.field == field
    assert anna.every() == []
