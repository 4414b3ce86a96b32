"""What a user does on the real customer page stands in the audit log, once."""

from dataclasses import replace

import pytest

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.access.audit_reading import read_log
from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.errors import NotPermitted
from clientinfo_kernel.query.directory import open_directory
from tests.widgets.clicks import numbers
from widgets.app import CustomerApp
from widgets.panel import EVERYBODY, Panel
from widgets.texts.language import set_language
from widgets.view_models import Notice
from widgets.views.markup_view import MarkupView
from widgets.views.table import Grid

MEIER = "customer 10012"


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setenv("CLIENTINFO_USER", "anna")
    monkeypatch.setenv("CLIENTINFO_ROLES", "controlling")
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    return AuditLog(tmp_path / "audit")


@pytest.fixture
def page(demo_settings, monkeypatch):
    """Open the page at a query."""

    def opened(query="", panels=()):
        monkeypatch.setenv("QUERY_STRING", query)
        return CustomerApp(open_directory(demo_settings), panels)

    return opened


def events(log):
    return [(row["action"], row["subject"], row["detail"]) for row in read_log(log, SHELL).rows.reverse().to_dicts()]


def inside(widget, kind):
    """All widgets of a kind in what is drawn."""
    found = [widget] if isinstance(widget, kind) else []
    children = (*getattr(widget, "children", ()), getattr(widget, "child", None))
    return found + [each for child in children if child is not None for each in inside(child, kind)]


def say(widget, **message):
    widget._receive(widget, message, [])


def test_each_opened_customer_is_written_once(log, page):
    app = page("customer=10012&tab=open_items")
    assert events(log) == [("open", MEIER, "open_items")]
    app._tabs.selected = "revenue"
    app._choose_language("en")
    set_language("de")
    app.show_customer("10012", "vehicles")
    assert len(events(log)) == 1
    other = app._directory.search("a")[0].customer_number
    app.show_customer(other)
    app.show_customer("10012")
    assert events(log)[1:] == [("open", f"customer {other}", "vehicles"), ("open", MEIER, "vehicles")]
    assert set(read_log(log, SHELL).rows["user"]) == {"anna"}
    assert read_log(log, SHELL).rows["roles"].to_list()[0] == ["controlling"]


def test_coming_back_from_the_start_page_is_another_opening(log, page):
    app = page("customer=10012")
    app._receive({"do": "address", "search": ""})
    app._receive({"do": "address", "search": "?customer=10012"})
    assert [each for each in events(log) if each[1] == MEIER] == [("open", MEIER, ""), ("open", MEIER, "")]


def test_searching_remembering_and_a_number_that_nobody_has_open_no_customer(log, page):
    app = page()
    app._middle.answer("meier", 1)
    app._receive({"do": "hello", "numbers": ["10012"]})
    app.show_customer("nobody")
    assert events(log) == []


def test_whom_the_list_of_the_last_ones_shows_is_counted_once_a_page(log, page):
    page("customer=10012")
    app = page()
    app._receive({"do": "hello", "numbers": ["10012", "nobody"]})
    app._choose_language("en")
    set_language("de")
    assert events(log) == [("open", MEIER, ""), ("open", "list recent", "1 shown")]


@pytest.mark.parametrize(("kind", "word"), [("csv", "CSV"), ("excel", "Excel")])
def test_each_download_of_a_table_is_written_with_its_rows(log, page, kind, word):
    app = page("customer=10012&tab=open_items")
    (grid,) = inside(app._stack, Grid)
    assert grid.state["count"] > 1
    say(grid, do="download", kind=kind)
    say(grid, do="filter", text="R0068 01061891")
    say(grid, do="download", kind=kind)
    assert events(log)[1:] == [
        ("export", MEIER, f"{grid.table.title}, {word}, {grid.table.rows.height} Zeilen"),
        ("export", MEIER, f"{grid.table.title}, {word}, 1 Zeile"),
    ]


def test_a_download_is_named_after_customer_tab_and_day(page):
    app = page("customer=10012&tab=open_items")
    (grid,) = inside(app._stack, Grid)
    sent = []
    grid.send = lambda content, **_buffers: sent.append(content)
    say(grid, do="download", kind="excel")
    say(grid, do="download", kind="csv")
    assert [each["name"] for each in sent] == [
        "10012_offene_posten_2012-10-11.xlsx",
        "10012_offene_posten_2012-10-11.csv",
    ]


def test_a_table_that_stays_drawn_names_its_own_customer(log, page):
    """A browser may keep an earlier customer's grid and ask it for its rows."""
    app = page("customer=10012&tab=open_items")
    (grid,) = inside(app._stack, Grid)
    app.show_customer(app._directory.search("a")[0].customer_number)
    say(grid, do="download", kind="csv")
    assert events(log)[-1][:2] == ("export", MEIER)


def test_documents_are_written_when_shown_and_when_downloaded(log, page):
    app = page("customer=10012&tab=inbox")
    listed = next(each for each in inside(app._stack, MarkupView) if 'role="option"' in each.html)
    entries = numbers(listed)[:4]
    for number in entries:
        say(listed, do="act", number=number)
        say(listed, do="act", number=number)
    shown = [event for event in events(log) if event[2].startswith("document ")]
    assert shown
    assert len(shown) == len(set(shown)), "shown again is not opened again"
    assert {event[:2] for event in shown} == {("open", MEIER)}
    say(listed, do="act", number=entries[0])
    (document,) = [each for each in inside(app._stack, MarkupView) if each._actions and "ci-toolbar" in each.html]
    say(document, do="act", number=numbers(document)[0])
    action, subject, detail = events(log)[-1]
    assert (action, subject) == ("export", MEIER)
    assert detail.startswith("document ")
    assert ", " in detail


def test_what_a_role_may_not_see_is_written_as_refused(log, page):
    def build(_file):
        raise NotPermitted("gross_profit")

    app = page("customer=10012", (Panel("secret", "Geheim", 1, EVERYBODY, build),))
    app._tabs.selected = "secret"
    assert events(log)[-1] == ("refuse", MEIER, "secret")
    notice = app._stack._drawn["secret"].children[0].value
    assert "nicht freigegeben" in notice
    assert "V-" not in notice, "a refusal is no incident"


def test_a_customer_who_may_not_be_seen_is_refused_and_written(log, demo_settings, monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "customer=10012")
    app = CustomerApp(replace(open_directory(demo_settings), viewer=Viewer("neu", frozenset())))
    assert events(log) == [("refuse", MEIER, "")]
    assert "nicht freigegeben" in app._main.children[0].value
    assert "Meier" not in app._main.children[0].value


def test_without_a_login_the_page_writes_nothing(log, page, monkeypatch):
    monkeypatch.delenv("CLIENTINFO_USER")
    monkeypatch.delenv("CLIENTINFO_ROLES")
    app = page("customer=10012&tab=open_items")
    say(inside(app._stack, Grid)[0], do="download", kind="csv")
    assert not log.folder.exists()


def test_a_notice_is_no_document(log, page):
    app = page("customer=10012", (Panel("note", "Notiz", 1, EVERYBODY, lambda _file: Notice("so")),))
    app._tabs.selected = "note"
    assert len(events(log)) == 1


WORDS = "Das Zugriffsprotokoll kann nicht geschrieben werden"


def fill(log):
    """Nothing more can be written: the folder is not a folder any longer, as on a volume that is not mounted."""
    if log.folder.exists():
        log.folder.rename(log.folder.with_name("aside"))
    log.folder.write_text("")


def mend(log):
    log.folder.unlink()
    if log.folder.with_name("aside").exists():
        log.folder.with_name("aside").rename(log.folder)


def test_a_customer_who_cannot_be_written_down_is_not_shown_until_it_works_again(log, page):
    fill(log)
    app = page("customer=10012")
    assert app._alone is not None
    assert WORDS in app._alone.value
    assert "Meier" not in app._alone.value + app._head._header.value
    assert app._file is None
    mend(log)
    app.show_customer("10012")
    assert "Meier" in app._head._header.value
    assert events(log) == [("open", MEIER, "")]


def test_an_export_that_cannot_be_written_down_does_not_leave_and_the_page_says_so(log, page):
    app = page("customer=10012&tab=open_items")
    grid = inside(app._stack, Grid)[0]
    sent = []
    grid.send = lambda content, **_buffers: sent.append(content)
    fill(log)
    say(grid, do="download", kind="csv")
    assert [content["do"] for content in sent] == ["refused"]
    assert WORDS in sent.pop()["words"]
    mend(log)
    say(grid, do="download", kind="csv")
    assert [content["do"] for content in sent] == ["save"]
    assert [action for action, *_ in events(log)] == ["open", "export"]
