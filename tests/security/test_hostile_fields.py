"""Every field of words of every form over the raw socket, by every role that writes: kept as typed, and a text wherever it goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import requests
import sqlalchemy as sa

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.calendars import Calendars
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.tables import events
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import read_settings
from tests.clientinfo_kernel.live.test_who_writes_what import MONEY, STAFF
from tests.hostile_typist import HostileTypist, require_text
from tests.security.rummage import contents
from tests.security.test_harvest import search
from tests.security.test_written import dialog
from tests.security.wire import Line, page
from tests.stack import PATIENCE
from tests.widgets.lists.test_hostile_typed_texts import LISTS, NOT_ON_A_PAGE, TABS, WORDY
from widgets.papers.templates import templates

if TYPE_CHECKING:
    from pathlib import Path

    from tests.stack import Client, Stack

MEIER = "10012"
# Who types: one who sees money, and one who does not. Which role saves which form at all: ``test_who_writes_what``.
TYPISTS = ("accounting", "service")
_ANSWERS = ("form", "problem", "saved", "refused", "conflict", "waiting")
# Forms about money, which the others never see; what a letter says goes by what it was made from.
ABOUT_MONEY = ("open_item", "inbox_entry")


def typist(line: Line) -> HostileTypist:
    """Somebody at the other end of the socket."""
    model = dialog(line)

    def asks(message: dict[str, Any]) -> dict[str, Any]:
        line.say(model, message)
        said = [each.content.get("data", {}).get("content") for each in line.settle() if each.kind == "comm_msg"]
        return next((each for each in reversed(said) if isinstance(each, dict) and each.get("do") in _ANSWERS), {})

    return HostileTypist(MEIER, asks)


def subjects(directory: CustomerDirectory) -> dict[str, list[str]]:
    """What each form can be about; those that are not here make something new."""
    file = directory.customer(MEIER)
    cases = [row["case_id"] for row in file.written_rows("case")]
    notices = [row["notice_id"] for row in file.written_rows("change_notice")]
    found = {
        "change_case": cases,
        "close_case": cases,
        "comment": cases,
        "case_contact": cases,
        "settle_notice": notices,
    }
    found["letter"] = [*templates(file.settings)]
    if directory.viewer.roles <= MONEY:
        found["open_item"] = list(file.open_items()["item_id"])
        found["inbox_entry"] = list(file.inbox_invoices()["entry_id"])
    return found


pytestmark = pytest.mark.usefixtures("typed")


@pytest.fixture(scope="module")
def typed(stack: Stack, dealership: Path, people: dict[str, Client]) -> dict[str, HostileTypist]:
    """Some roles, with what each typed."""
    done = {}
    settings = read_settings(dealership, state=stack.state)
    for role in TYPISTS:
        directory = CustomerDirectory(settings, Viewer(role, frozenset({role})))
        with page(people[role], query=f"?customer={MEIER}") as line:
            done[role] = typist(line)
            for key in ("case", "change_notice", *sorted(WORDY - {"case", "change_notice"})):
                about = subjects(directory).get(key, [""])
                for kind in ("complaint", "opportunity") if key == "case" else ("",):
                    next(filter(None, (done[role].fills(key, item, kind) for item in about)), None)
    return done


def forms(typist: HostileTypist) -> set[str]:
    return {text.partition("|")[2].partition(".")[0] for took in typist.saved.values() for text in took.values()}


def test_a_role_types_into_its_own_forms_and_what_is_kept_is_what_it_typed(
    stack: Stack, typed: dict[str, HostileTypist]
) -> None:
    assert forms(typed["accounting"]) == WORDY
    assert forms(typed["service"]) == WORDY - set(ABOUT_MONEY)
    database = LiveDatabase.at(stack.state / "live" / "live.sqlite")
    with database.reading() as connection:
        for role, each in typed.items():
            missing, kept = set(), set()
            for command, texts in each.saved.items():
                query = sa.select(events.c.user, events.c.after).where(events.c.command_id == command)
                written = connection.execute(query).first()
                if written is None:  # the same stood there already
                    continue
                user, after = written
                assert user == role
                # a sign that turns the direction of what follows is left out; all else stays as it was typed
                there = {text for text in texts.values() if text.replace("\u202e", "") in json.loads(after).values()}
                kept |= there
                missing |= set(texts.values()) - there
            # a kind of case leaves out what another one asks for, and a letter is a file
            left_out = {text for text in missing - kept if not any(f"|{name}<" in text for name in NOT_ON_A_PAGE)}
            assert not left_out, role


def shown_by(line: Line, query: str, rows: int = 0) -> str:
    """Go to an address, look at every widget, download every table and open its first rows; what can be read, none of which runs."""
    bridge = next(model for model, state in line.widgets().items() if _kind(state, "BrowserBridge"))
    line.say(bridge, {"do": "address", "search": query})
    line.settle()
    line.drawn.clear()
    read, looked = [], line.widgets()
    for model, state in looked.items():
        if _kind(state, "Grid"):
            for kind in ("csv", "xlsx"):
                line.say(model, {"do": "download", "kind": kind})
            read += [require_text("file", each) for said in line.settle() for each in said.buffers if _is_table(said)]
            for row in range(rows):
                line.say(model, {"do": "open", "row": row})
                if row % 8 == 7:
                    line.settle()  # a kernel drops what it says faster than anybody listens
            line.settle()
    for state in (*looked.values(), *line.drawn.values()):
        read += [require_text("html", _markup(state).encode()), json.dumps(state, ensure_ascii=False)]
    return "\n".join(read)


def _markup(state: dict[str, Any]) -> str:
    return "".join(str(state.get(trait, "")) for trait in ("html", "value", "description"))


def _kind(state: dict[str, Any], name: str) -> bool:
    return str(state.get("_anywidget_id", "")).endswith(name)


def _is_table(said: Any) -> bool:
    content = said.content.get("data", {}).get("content")
    return isinstance(content, dict) and content.get("type") in {"csv", "xlsx"}


def test_every_text_is_there_to_be_read_and_nothing_of_it_runs(
    people: dict[str, Client], typed: dict[str, HostileTypist]
) -> None:
    with page(people["controlling"], query=f"?customer={MEIER}") as line:
        opened = {"cases": 32, "open_items": 32}  # rows, for what stands in their details alone
        read = "".join(shown_by(line, f"?customer={MEIER}&tab={tab}", opened.get(tab, 0)) for tab in TABS)
        read += shown_by(line, f"?customer={MEIER}&tab=inbox&item={typed['accounting'].about['inbox_entry']}")
    with page(people["controlling"], "lists.ipynb", "?list=news") as line:
        read += "".join(shown_by(line, f"?list={key}&option=all") for key in LISTS)
    wanted = {form for form in WORDY if form != "letter"}  # whose text is in its PDF
    assert {form for form in wanted if f"=cmd|{form}." in read} == wanted


def test_a_preview_of_a_bulk_has_what_was_typed_as_a_text_and_nothing_about_money(
    people: dict[str, Client],
) -> None:
    text = "=cmd|bulk.text<img src=x onerror=hit(bulk)>"
    with page(people["service"], "lists.ipynb", "?list=due_cases&option=all") as line:
        grid, state = next((model, state) for model, state in line.widgets().items() if _kind(state, "Grid"))
        line.say(grid, {"do": "mark", "from": 0, "to": 999, "on": True, "version": state["state"]["version"]})
        line.settle()
        press(line)  # what can be done
        press(line, text=text)  # what for each customer; then stands there what will happen
        states = list(line.widgets().values())
        came = contents(line)
    said = [state["form"] for state in states if _kind(state, "FormView")]
    assert any(f"„{text}“" in json.dumps(each, ensure_ascii=False) for each in said)
    for state in states:
        require_text("html", _markup(state).encode())
    assert not [form for form in ABOUT_MONEY if f"cmd|{form}.".encode() in came]


def press(line: Line, **values: str) -> None:
    """Press the first button of the form that has such fields."""
    forms = ((model, state) for model, state in line.widgets().items() if _kind(state, "FormView"))
    model, state = next(each for each in forms if values.keys() <= {one["key"] for one in each[1]["form"]["fields"]})
    given = {each["key"]: each["value"] for each in state["form"]["fields"]} | values
    line.say(model, {"do": "press", "turn": state["state"]["turn"], "button": 0, "values": given})
    line.settle()


@pytest.mark.parametrize("role", ["service", "privacy"])
def test_what_is_typed_about_money_reaches_nobody_else_by_lists_search_or_calendar(
    stack: Stack, people: dict[str, Client], role: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path))
    with page(people[role], query=f"?customer={MEIER}") as line:
        for number, form in enumerate(ABOUT_MONEY):
            assert search(line, f"=cmd|{form}", number) == {}
        read = shown_by(line, f"?customer={MEIER}&tab=open_items") + contents(line).decode("utf-8", "replace")
    if role in STAFF:
        with page(people[role], "lists.ipynb", "?list=news") as line:
            read += "".join(shown_by(line, f"?list={key}&option=all") for key in LISTS)
            read += contents(line).decode("utf-8", "replace")
        secret = Calendars(LiveDatabase.at(stack.state / "live" / "live.sqlite")).begin(Viewer(role, frozenset({role})))
        calendar = requests.get(f"{stack.base}calendar/{secret}.ics", timeout=PATIENCE)
        assert (calendar.status_code, "cmd|" in calendar.text) == (200, False)
        assert "cmd|remark." in read or "cmd|contact." in read, "what everybody sees did come"
    assert not [form for form in ABOUT_MONEY if f"cmd|{form}." in read]


def test_the_page_of_the_log_names_no_value_that_was_typed(
    people: dict[str, Client],
) -> None:
    with page(people["privacy"], "audit.ipynb") as line:
        read = shown_by(line, "") + contents(line).decode("utf-8", "replace")
    assert MEIER in read
    assert "cmd|" not in read
