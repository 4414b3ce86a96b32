"""What people write, over the raw socket: in nobody else's name, about nobody else, and as text and nothing but text."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.tables import events
from tests.security.wire import page

if TYPE_CHECKING:
    from tests.security.wire import Line
    from tests.stack import Client, Stack

HTML = """<img src=x onerror="document.title=1">"'><script>alert(4711)</script>"""


def dialog(line: Line) -> str:
    return next(model for model, state in line.widgets().items() if {"forms", "place"} <= state.keys())


def answers(line: Line) -> list[dict[str, Any]]:
    """What the page is answered, in order."""
    said = [each.content.get("data", {}).get("content", {}) for each in line.settle() if each.kind == "comm_msg"]
    return [
        each for each in said if isinstance(each, dict) and each.get("do") in {"saved", "refused", "conflict", "form"}
    ]


def save(line: Line, model: str, form: str, command: str, customer: str = "10012", **more: Any) -> dict[str, Any]:
    values = {name: more.pop(name) for name in list(more) if name not in {"item", "version"}}
    line.say(model, {"do": "save", "form": form, "command": command, "customer": customer, "values": values, **more})
    (answer,) = answers(line)
    return answer


def test_a_role_that_only_reads_writes_nothing_whatever_its_page_claims(people: dict[str, Client]) -> None:
    with page(people["privacy"], query="?customer=10012") as line:
        model = dialog(line)
        line.update(
            model, {"forms": ["contact", "case", "change_case"], "place": {"account": "sales", "customer": "10012"}}
        )
        line.settle()
        for form in ("contact", "case", "change_case"):
            said = save(line, model, form, f"privacy-{form}", channel="phone", note="x", kind="opportunity", text="x")
            assert (said["do"], said["problem"]) == ("refused", "Ihre Rolle darf das nicht ändern.")


def test_a_command_of_somebody_else_s_is_not_taken_for_one_s_own(people: dict[str, Client]) -> None:
    values = {"channel": "phone", "note": "Rückruf wegen Inspektion"}
    with page(people["sales"], query="?customer=10012") as line:
        assert save(line, dialog(line), "contact", "id-of-sales", **values)["do"] == "saved"
    with page(people["service"], query="?customer=10012") as line:
        said = save(line, dialog(line), "contact", "id-of-sales", **values)
    assert said["do"] == "refused"
    assert "Rückruf" not in json.dumps(said)


def test_only_the_customer_who_is_open_is_written_about(people: dict[str, Client]) -> None:
    with page(people["sales"], query="?customer=10013") as line:
        model = dialog(line)
        case = save(line, model, "case", "foreign-case", "10013", kind="opportunity", text="Sucht einen Bus")
        assert case["do"] == "saved"
        form = next(each for each in answers_to_open(line, model) if each["do"] == "form")["form"]
        (linked,) = [key for key, said in form["fields"][4]["options"] if "Sucht einen Bus" in said]
    with page(people["service"], query="?customer=10012") as line:
        model = dialog(line)
        assert save(line, model, "contact", "foreign-1", "10013", channel="phone", note="x")["do"] == "refused"
        assert save(line, model, "contact", "foreign-2", channel="phone", note="x", case_id=linked)["do"] == "refused"
        for version in (0, 1, -1, 10**40):
            said = save(
                line, model, "change_case", f"foreign-3{version}"[:40], item=linked, version=version, text="mine"
            )
            assert said["do"] == "refused"


def answers_to_open(line: Line, model: str) -> list[dict[str, Any]]:
    line.say(model, {"do": "open", "form": "contact"})
    return answers(line)


@pytest.mark.parametrize(
    "values",
    [
        {"note": "a\0b"},
        {"note": "x" * 200_000},
        {"channel": HTML},
        {"follow_up_on": "99999-01-01"},
        {"contact_person": "x" * 201},
    ],
    ids=lambda values: next(iter(values)) + str(len(str(values))),
)
def test_what_cannot_stand_in_a_field_is_refused_at_that_field(
    people: dict[str, Client], values: dict[str, str]
) -> None:
    with page(people["service"], query="?customer=10012") as line:
        given = {"channel": "phone", "note": "x"} | values
        said = save(line, dialog(line), "contact", f"bad-{len(str(values))}-{next(iter(values))}", **given)
    assert (said["do"], list(said["wrong"])) == ("refused", list(values))


def test_half_a_character_is_kept_as_a_page_shows_it(people: dict[str, Client]) -> None:
    """As one that is unknown: a browser draws a cut emoji so."""
    note = "Ruft wieder an \ud83d."
    with page(people["service"], query="?customer=10012") as line:
        assert save(line, dialog(line), "contact", "half", channel="phone", note=note)["do"] == "saved"
    with page(people["service"], query="?customer=10012&tab=cases") as line:
        shown = json.dumps(list(line.widgets().values()), ensure_ascii=False)
    assert "Ruft wieder an \ufffd." in shown


def write_everywhere(client: Client, text: str) -> None:
    """Let somebody write a text into every field of a case and a contact of customer 10012 that takes one."""
    with page(client, query="?customer=10012") as line:
        model = dialog(line)
        case = {"kind": "complaint", "text": text}
        contact = {"channel": "phone", "note": text, "contact_person": text[:200]}
        assert save(line, model, "case", uuid.uuid4().hex, **case)["do"] == "saved"
        # who looks after a case is one of the accounts, and no text
        forged = save(line, model, "case", uuid.uuid4().hex, **case, assignee=text[:200])
        assert (forged["do"], list(forged["wrong"])) == ("refused", ["assignee"])
        assert save(line, model, "contact", uuid.uuid4().hex, **contact)["do"] == "saved"


def test_nobody_fills_the_store_by_writing_all_day(stack: Stack, people: dict[str, Client]) -> None:
    """Nothing in the code stopped a script over the socket from saving note after note."""
    database = LiveDatabase.at(stack.state / "live" / "live.sqlite")
    event = {"at": datetime.now(UTC), "user": "controlling", "user_name": "", "action": "add", "entity": "flood",
             "customer_number": "10012", "version": 1, "topics": "", "request": ""}  # fmt: skip
    flood = [{**event, "command_id": f"flood {number}", "entity_id": str(number)} for number in range(5000)]
    values = {"channel": "phone", "note": "noch eine"}
    with page(people["controlling"], query="?customer=10012") as line:
        model = dialog(line)
        assert save(line, model, "contact", uuid.uuid4().hex, **values)["do"] == "saved"
        with database.writing() as connection:
            connection.execute(sa.insert(events), flood)
        refused = save(line, model, "contact", uuid.uuid4().hex, **values)
        with database.writing() as connection:
            connection.execute(sa.delete(events).where(events.c.entity == "flood"))
        assert save(line, model, "contact", uuid.uuid4().hex, **values)["do"] == "saved"
    assert (refused["do"], refused["problem"].partition("(")[2]) == (
        "refused",
        "5.000 Änderungen). In 24 Stunden geht es weiter; braucht es mehr, sagen Sie es bitte der Administration.",
    )


def test_markup_in_every_field_is_text_for_whoever_reads_it(people: dict[str, Client]) -> None:
    """What a browser makes of it: ``test_hostile_texts``."""
    write_everywhere(people["service"], HTML)
    with page(people["controlling"], query="?customer=10012&tab=cases") as line:
        states = line.widgets().values()
    assert "alert(4711)" in json.dumps(list(states)), "it must have been shown"
    markup = "\n".join(str(state.get(trait, "")) for state in states for trait in ("html", "value", "description"))
    assert "<script>alert(4711)" not in markup
    assert '<img src=x onerror="document' not in markup
