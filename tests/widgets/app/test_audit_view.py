"""The audit log on the screen, for the privacy role only."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel.access.account_names import ACCOUNT_NAMES_FILE
from clientinfo_kernel.access.audit import AuditEvent, AuditLog
from clientinfo_kernel.access.audit_detail import STOPPED
from clientinfo_kernel.access.audit_reading import read_log
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.rights import ADMIN, ROLES, SHELL, Viewer
from clientinfo_kernel.settings import BERLIN, Settings
from tests.widgets.app.test_customer_audit import inside
from widgets.app.audit_app import AuditApp
from widgets.app.audit_filter import AuditFilter, AuditQuery
from widgets.app.audit_view import AuditView
from widgets.parts import audit_entries
from widgets.texts.language import _
from widgets.views.markup_view import MarkupView
from widgets.views.table import Grid

ROOT = Path(__file__).resolve().parents[3]
HOSTILE = '=HYPERLINK("x")<img src=x onerror=alert(1)>\u202e\n\x1b[2J'


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def log(tmp_path, monkeypatch):
    """A log of a few days, written and read by a published page."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    monkeypatch.setenv("CLIENTINFO_USER", "petra")
    monkeypatch.setenv("CLIENTINFO_ROLES", "privacy")
    monkeypatch.setenv("QUERY_STRING", "")
    log = AuditLog(tmp_path / "audit")
    written = [
        (400, "anna", ("sales",), "open", "customer 10012", "open_items"),
        (3, "anna", ("sales", "service"), "open", "customer 10012", ""),
        (3, "anna", ("sales", "service"), "open", "customer 10012", "document rechnung.xml"),
        (2, "anna", ("sales", "service"), "export", "customer 10012", "Offene Posten, CSV, 3 Zeilen"),
        (1, "berta", ("accounting",), "open", "customer 10012", "gross_profit"),
        (1, "carla", (), "refuse", "customer 10012", ""),
        (1, "berta", ("accounting",), "open", "customer 4711", ""),
        (1, "berta", ("accounting",), "refuse", "app margin.ipynb", ""),
        (0, HOSTILE, (), "login_failed", HOSTILE, HOSTILE),
    ]
    for days, user, roles, action, subject, detail in written:
        log.write(AuditEvent(now() - timedelta(days=days), user, roles, action, AuditSubject.of(subject), detail))
    return log


def grids(view):
    return {grid.table.download: grid for grid in inside(view, Grid)}


def entries(view):
    return grids(view)[_("protokoll")].table.rows


def text(view):
    return " ".join(page.html for page in inside(view, MarkupView))


def ask(view, **fields):
    (form,) = inside(view, AuditFilter)
    form._receive(form, {"do": "filter", **fields}, [])


def test_what_was_opened_is_called_as_it_is_on_the_screen(log):
    log.write(AuditEvent(now(), "karl", ("controlling",), "open", AuditSubject.of("list debtors"), "5 shown"))
    log.write(AuditEvent(now(), "karl", ("controlling",), "open", AuditSubject.of("app own_page.ipynb"), ""))
    subjects = set(entries(AuditView(log, directory=None))["subject"])
    assert {"Seite Margen", "Liste Wer schuldet", "Seite own_page.ipynb"} <= subjects


def test_the_others_whom_a_customer_s_page_names_are_not_called_a_list_of_that_number(log):
    log.write(AuditEvent(now(), "karl", ("controlling",), "open", AuditSubject.of("list 10012"), "2 shown"))
    log.write(AuditEvent(now(), "karl", ("controlling",), "open", AuditSubject.of("list debtors"), "5 shown"))
    rows = read_log(log, SHELL).rows
    names = pl.DataFrame({"customer_number": ["10012"], "name": ["Meier"]})
    subjects = set(audit_entries.entries(rows, names, {}).rows["subject"])
    assert {"Andere Kunden bei Kunde 10012", "Liste Wer schuldet"} <= subjects


def test_a_detail_is_said_in_words_whatever_was_done(log):
    """A calendar that was read, a question to a service, a tab that was refused, and a brake that held."""
    done = (
        ("export", "list follow_ups", "calendar of 3"),
        ("export", "customer 10012", "vat_check"),
        ("change", "customer 10012", "document 0a1b: add, new"),
        ("refuse", "customer 10012", "gross_profit"),
        ("refuse", "user karl", "stopped for 60 min: 601 customers opened in a day"),
    )
    for action, subject, detail in done:
        log.write(AuditEvent(now(), "karl", ("sales",), action, AuditSubject.of(subject), detail))
    view = AuditView(log, directory=None)
    ask(view, user="karl")
    assert set(entries(view)["detail"]) == {
        "Kalender, Kunden: 3",
        "Abfrage der USt-IdNr. bei einem Dienst",
        "Dokument 0a1b: neu",
        "Rohertrag",
        "für 60 Min. angehalten; geöffnete Kunden am Tag: 601",
    }


@pytest.mark.parametrize("role", [*(role for role in ROLES if role != "privacy"), ADMIN, "none"])
def test_anybody_else_gets_a_notice_and_nothing_else(log, role):
    view = AuditView(log, Viewer("anna", frozenset({role})), "10012")
    assert "Datenschutz" in text(view)
    assert "10012" not in text(view)
    assert (inside(view, Grid), inside(view, AuditFilter)) == ([], [])
    # Not by a message that the page would send, either.
    view.show_customer("10012")
    view.ask(AuditQuery())
    view.translate()
    assert inside(view, Grid) == []
    newest = read_log(log, SHELL).rows.row(0, named=True)
    assert (newest["user"], newest["action"], newest["subject"]) == ("anna", "refuse", "audit log")


def test_the_last_thirty_days_newest_first_in_words(log):
    view = AuditView(log)
    rows = entries(view).filter(entries(view)["user"] != "petra")
    assert rows.height == 8
    assert rows["subject"].to_list()[1:4] == ["Seite Margen", "Kunde 4711", "Kunde 10012"]
    assert rows["roles"].to_list()[-1] == "Verkauf, Service"
    assert rows["detail"].to_list()[4:] == ["Rohertrag", "Offene Posten, CSV, 3 Zeilen", "Dokument rechnung.xml", ""]
    assert "beschädigt" not in text(view)


def test_reading_the_log_stands_in_the_log(log):
    view = AuditView(log)
    first = entries(view).row(0, named=True)
    assert (first["user"], first["action"], first["subject"]) == ("petra", "open", "Zugriffsprotokoll")


def test_every_list_of_the_log_is_called_as_on_its_page():
    """Whoever writes a list into the log names it there, or privacy reads "Liste unassigned_inbox"."""
    places = [*(ROOT / "widgets").rglob("*.py"), *(ROOT / "notebooks").glob("*.ipynb")]
    named = re.compile(r"""AuditSubject\(\\?"list\\?", \\?"(\w+)""")
    written = {key for place in places for key in named.findall(place.read_text(encoding="utf-8"))}
    assert {"margin", "unassigned_inbox"} <= written <= set(audit_entries._LISTS)


def test_people_are_called_by_their_names_with_the_login_beside_them(log, tmp_path):
    called = {"anna": "Anna Berg", "berta": "Berta\u202e Zech"}
    accounts = {login: {"name": name} for login, name in called.items()}
    (tmp_path / ACCOUNT_NAMES_FILE).write_text(json.dumps(accounts), "utf-8")
    # Whoever types somebody's name as a login is told apart by having none beside it.
    log.write(AuditEvent(now(), "Anna Berg", (), "login_failed", AuditSubject.of("login"), ""))
    log.write(AuditEvent(now(), "anna", ("sales",), "refuse", AuditSubject.of("search"), f"{STOPPED}10 min"))
    # An account that something is about is a person, too; one that nobody has stays a login.
    log.write(AuditEvent(now(), "anna", ("sales",), "login", AuditSubject.of("user anna"), ""))
    log.write(AuditEvent(now(), "carla", (), "login", AuditSubject.of("user carla"), ""))
    view = AuditView(log, customer_number="10012", state=tmp_path)
    opened = grids(view)["zugriffe_10012"].table.rows
    assert opened.select("user", "login").rows() == [
        ("Berta\N{REPLACEMENT CHARACTER} Zech", "berta"),
        ("Anna Berg", "anna"),
    ]
    view.ask(AuditQuery())
    assert {("Anna Berg", "anna"), ("Anna Berg", None), ("petra", None)} <= set(entries(view)["user", "login"].rows())
    assert {"Benutzer Anna Berg (anna)", "Benutzer carla"} <= set(entries(view)["subject"])
    assert "Anna Berg (anna)" in text(view)
    (form,) = inside(view, AuditFilter)
    assert [user for user in form.users if "Berg" in user] == ["Anna Berg"]
    ask(view, user="berg anna")
    assert entries(view)["login"].unique().to_list() == ["anna"]


def test_a_login_name_that_was_somebody_else_s_names_nobody(log, tmp_path):
    """Anna left; her login name is another Anna's since yesterday, who is not said to have read what she read."""
    since = (now() - timedelta(days=1, hours=12)).isoformat()
    accounts = {"anna": {"name": "Anna Neu", "since": since}, "berta": {"name": "Berta Zech", "since": since}}
    accounts["dora"] = {"name": "Dora Neu", "since": since}
    (tmp_path / ACCOUNT_NAMES_FILE).write_text(json.dumps(accounts), "utf-8")
    log.write(AuditEvent(now() - timedelta(days=3), "admin", (), "change", AuditSubject.of("user dora"), ""))
    shown = entries(AuditView(log, state=tmp_path))
    people = shown["user", "login"].unique().rows()
    assert {("anna", None), ("Berta Zech", "berta")} <= set(people)
    assert "Benutzer dora" in set(shown["subject"])
    assert "Anna Neu" not in {name for name, _login in people}


def test_who_opened_a_customer_over_all_the_time(log):
    view = AuditView(log, customer_number="10012")
    table = grids(view)["zugriffe_10012"].table
    assert table.title == "Wer hat Kunde 10012 geöffnet?"
    assert table.rows.height == 2, "who was refused opened nothing"
    assert table.rows.select("user", "roles", "opened", "exported").rows() == [
        ("berta", "Buchhaltung", 1, 0),
        ("anna", "Verkauf, Service", 2, 1),
    ]
    assert entries(view).height == 6
    assert entries(view)["customer_number"].unique().to_list() == ["10012"]


def test_a_click_on_a_customer_asks_for_him(log):
    view = AuditView(log)
    grid = grids(view)["protokoll"]
    place = entries(view)["subject"].to_list().index("Kunde 4711")
    column = [column.key for column in grid.table.columns].index("subject")
    grid._receive(grid, {"do": "follow", "row": place, "column": column}, [])
    assert entries(view)["user"].to_list() == ["berta"]
    (form,) = inside(view, AuditFilter)
    assert form.values["customer"] == "4711"


def test_the_filter_by_user_action_and_period(log):
    view = AuditView(log)
    ask(view, user="berta")
    assert entries(view).height == 3
    ask(view, user="berta", action="refuse")
    assert entries(view)["subject"].to_list() == ["Seite Margen"]
    day = (now() - timedelta(days=2)).astimezone(BERLIN).date()
    ask(view, since=str(day), until=str(day))
    assert entries(view)["action"].to_list() == ["export"]
    ask(view)
    assert entries(view).height == 10
    (form,) = inside(view, AuditFilter)
    assert {"anna", "berta", "petra"} <= set(form.users)
    ask(view, user="nobody")
    assert entries(view).is_empty()
    assert "Kein Eintrag passt" in grids(view)["protokoll"].options["empty"]
    form._receive(form, {"do": "clear"}, [])
    assert entries(view).height == 10


@pytest.mark.parametrize(
    "message",
    [
        {"customer": 5, "user": ["anna"], "action": "drop", "since": "irgendwann", "until": "2026-13-01"},
        {"since": "0002-01-01", "until": "9999-12-31"},
        {"customer": "x" * 10_000},
        {"customer": "\x00\ud800'--"},
    ],
)
def test_what_a_browser_makes_up_does_no_harm(log, message):
    view = AuditView(log)
    ask(view, **message)
    assert entries(view).height in (0, 10)


def test_odd_messages_do_nothing(log):
    view = AuditView(log)
    (form,) = inside(view, AuditFilter)
    before = inside(view, Grid)
    for message in ("text", None, {}, {"do": "open"}, {"do": ["filter"]}):
        form._receive(form, message, [])
    assert inside(view, Grid) == before


def test_a_query_takes_what_fits():
    asked = AuditQuery.checked({"customer": " 10012 ", "action": "open", "since": "3.11.2026", "until": "", "x": 1})
    assert asked == AuditQuery("10012", None, "open", date(2026, 11, 3), None)
    assert asked.as_trait() == {"customer": "10012", "user": "", "action": "open", "since": "03.11.2026", "until": ""}


def test_a_name_that_somebody_typed_does_not_disguise_itself(log):
    view = AuditView(log)
    row = entries(view).filter(entries(view)["action"] == "login_failed").row(0, named=True)
    assert row["user"] == '=HYPERLINK("x")<img src=x onerror=alert(1)>���[2J'
    assert "<img" not in text(view)


def test_a_download_is_safe_and_stands_in_the_log(log):
    view = AuditView(log, customer_number="10012")
    grid = grids(view)["protokoll"]
    sent = []
    grid.send = lambda _content, buffers=None: sent.append(buffers)
    grid._receive(grid, {"do": "download", "kind": "csv"}, [])
    newest = read_log(log, SHELL).rows.row(0, named=True)
    assert (newest["user"], newest["action"], newest["subject"]) == ("petra", "export", "audit log")
    assert newest["detail"] == "customer 10012, Einträge, CSV, 6 Zeilen"
    ask(view)
    assert entries(view)["detail"].to_list()[:2] == ["Kunde 10012, Einträge, CSV, 6 Zeilen", "Kunde 10012"]
    grid = grids(view)["protokoll"]
    grid.send = lambda _content, buffers=None: sent.append(buffers)
    grid._receive(grid, {"do": "download", "kind": "csv"}, [])
    lines = list(csv.reader(io.StringIO(sent[-1][0].decode("utf-8-sig"), newline=""), delimiter=";"))
    heads = ["Zeitpunkt", "Benutzer", "Anmeldung", "Rollen", "Aktion", "Gegenstand", "Kunde", "Einzelheiten"]
    assert lines[0] == heads
    assert not any(cell.startswith("=") for line in lines for cell in line)


def test_damaged_lines_are_counted_on_the_page(log):
    with log.files()[-1].open("ab") as file:
        file.write(b'{"at":"2026-\n{')
    view = AuditView(log)
    assert "2 Zeilen des Protokolls sind beschädigt" in text(view)
    assert log.files()[-1].name in text(view)
    assert entries(view).height > 6


@pytest.mark.usefixtures("log")
def test_a_log_that_cannot_be_read_says_so_with_a_number(tmp_path, capfd):
    (tmp_path / "file").write_text("")
    view = AuditView(AuditLog(tmp_path / "file"))
    assert "kann nicht gelesen werden" in text(view)
    assert "V-" in text(view)
    assert "incident" in capfd.readouterr().err
    assert inside(view, Grid) == []


@pytest.mark.usefixtures("log")
def test_an_empty_log(tmp_path, monkeypatch):
    monkeypatch.delenv("CLIENTINFO_USER")
    monkeypatch.delenv("CLIENTINFO_ROLES")
    view = AuditView(AuditLog(tmp_path / "none"))
    assert entries(view).is_empty()
    ask(view, customer="10012")
    assert "hat niemand" in grids(view)["zugriffe_10012"].options["empty"]


def test_an_earlier_answer_is_closed(log):
    view = AuditView(log)
    grid = grids(view)["protokoll"]
    ask(view, user="anna")
    assert grid.comm is None


@pytest.mark.usefixtures("log")
def test_the_page_opens_at_a_customer_and_speaks_english(monkeypatch, tmp_path):
    monkeypatch.setenv("QUERY_STRING", "customer=4711")
    app = AuditApp(Settings(base=tmp_path, house="Haus <1>"))
    assert app._bridge.page_title == "Zugriffsprotokoll · clientinfo"
    assert entries(app)["user"].to_list() == ["berta"]
    app._bridge._receive({"do": "hello", "language": "en"})
    assert app._bridge.page_title == "Audit log · clientinfo"
    assert entries(app)["subject"].to_list() == ["Customer 4711"]
    assert "Haus &lt;1&gt;" in app._brand.value
    for odd in ({"do": "x"}, {"do": "hello"}, {"do": "hello", "language": ["en"]}):
        app._bridge._receive(odd)


class Directory:
    """Three customers of a house."""

    settings = Settings()

    def table(self, name, columns):
        assert (name, columns) == ("customers", ["customer_number", "name", "town"])
        rows = [
            ("10012", "Meier Vakuumtechnik GmbH", "Naila"),
            ("10013", "Meier Bau", "Hof"),
            ("4711", "Otto Groß", "Hof"),
        ]
        return pl.DataFrame(rows, schema=columns, orient="row")


def test_the_log_shows_names_and_is_asked_by_one(log):
    view = AuditView(log, directory=Directory())
    ask(view)
    known = dict(entries(view).select("customer_number", "customer").drop_nulls().iter_rows())
    assert known == {"10012": "Meier Vakuumtechnik GmbH", "4711": "Otto Groß"}
    ask(view, customer="vakuum MEIER")
    assert set(entries(view)["customer_number"]) == {"10012"}
    # Two are meant: the page asks which, and a click answers.
    ask(view, customer="meier")
    (choice,) = inside(view, Grid)
    assert choice.table.rows["customer_number"].to_list() == ["10012", "10013"]
    view.show_customer("10012")
    assert set(entries(view)["customer_number"]) == {"10012"}
    # Whom the data no longer knows is asked for by number still.
    ask(view, customer="99999")
    assert entries(view).is_empty()


class Crowd(Directory):
    """A house with thirty of each name, and a search that shows fifty in an hour."""

    settings = Settings(searched_customers_per_hour=50)

    def table(self, _name, columns):
        rows = [(f"{number}", f"{['Ada', 'Bea', 'Cem'][number % 3]} Muster", "Hof") for number in range(10000, 10090)]
        return pl.DataFrame(rows, schema=columns, orient="row")


def test_whoever_goes_through_the_names_is_held_up_as_in_the_search(log):
    """Three hundred texts named nine of ten customers of a house, whoever had opened them."""
    view = AuditView(log, directory=Crowd())
    for name in ("ada", "bea"):
        ask(view, customer=name)
        (choice,) = inside(view, Grid)
        assert choice.table.rows.height == 25
        assert "Schreiben Sie mehr vom Namen" in choice.table.note
        assert not choice.table.download
    ask(view, customer="cem")
    assert inside(view, Grid) == []
    assert "Die Suche macht eine Pause" in text(view)
    ask(view, customer="10002")
    assert set(grids(view)) >= {_("protokoll")}, "a number is known already: it names nobody new"
    lines = [(row["action"], row["subject"]) for row in read_log(log, SHELL).rows.iter_rows(named=True)]
    assert ("refuse", "search") in lines


def test_whom_a_brake_stopped_stands_on_top(log):
    view = AuditView(log)
    log.write(AuditEvent(now(), "karl", ("sales",), "refuse", AuditSubject("customer", "10012"), "form case"))
    ask(view)
    assert "angehalten" not in text(view)
    for user, subject, what in (
        ("anna", AuditSubject("search"), "700 customers in a day"),
        ("otto", AuditSubject("user", "otto"), "601 customers opened in a day"),
        ("vera", AuditSubject("user", "vera"), "5000 changes in a day"),
    ):
        log.write(AuditEvent(now(), user, ("service",), "refuse", subject, f"stopped for 60 min: {what}"))
    ask(view)
    assert "Jemand wurde 3 Mal angehalten" in text(view)
    assert "als Menschen es tun: anna, otto, vera." in text(view)
