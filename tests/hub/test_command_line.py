"""The command line as an outsider meets it: one clear line and an exit code, whatever is wrong."""

import gc
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import click
import pytest

from clientinfo_kernel.access.audit import AuditEvent, AuditLog
from clientinfo_kernel.access.audit_reading import read_log
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.operation.allocator import keep_freed_memory
from hub import cli
from hub.cli import LazyCommands
from hub.commands.output import plain
from tests import command

DECAY = "_RJEM_MALLOC_CONF"


def clientinfo(folder: Path, *arguments: str, **asking: str) -> subprocess.CompletedProcess[str]:
    return command.clientinfo(*arguments, folder=folder, **asking)


def process(folder: Path, *arguments: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[str]:
    """Run the command as a shell does, at a terminal of this encoding."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTINFO_")}
    clean["PYTHONIOENCODING"] = encoding
    program = [sys.executable, "-m", "hub.cli", *arguments]
    return subprocess.run(
        program, cwd=folder, env=clean, capture_output=True, encoding=encoding, timeout=120, check=False
    )


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    assert process(tmp_path, "--version").stdout == f"clientinfo {metadata.version('clientinfo')}\n"


def test_the_list_of_commands_is_whole_and_imports_none_of_them(tmp_path: Path) -> None:
    listed = re.findall(r"^  ([a-z]+)  ", clientinfo(tmp_path, "--help").stdout.partition("Commands:")[2], re.MULTILINE)
    commands = (
        "audit backup case check contact crm customer demo dunning geocode lab list margin pages"
        " refresh rejects restore search serve statement tour user vat"
    )
    assert listed == commands.split()
    program = "import sys; from hub.cli import main; sys.argv[1:] = ['--help']\ntry: main()\nexcept SystemExit: pass"
    loaded = "print([name for name in ('polars', 'jupyterhub', 'hub.commands') if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\n{loaded}"], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_refresh_keeps_the_memory_that_it_frees_for_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    # Only before Polars is imported: the test above holds that the list of commands does not.
    said = []
    monkeypatch.setattr("hub.cli.import_module", lambda _: said.append(os.environ.get(DECAY)) or Mock())
    monkeypatch.setenv(DECAY, "")  # else what is set below would stay, where nothing is set now
    monkeypatch.delenv(DECAY)
    for name in ("customer", "refresh"):
        LazyCommands().get_command(Mock(), name)
    assert said == [None, "dirty_decay_ms:5000"]


def test_what_polars_leaves_to_the_processes_of_a_program_says_nothing_and_what_an_operator_says_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A program that imported Polars, and one that such a program started, hand its default on to the refresh they start."""
    clean = {name: value for name, value in os.environ.items() if name != DECAY}
    program = f"import os, polars; print(os.environ[{DECAY!r}])"
    left = subprocess.run(
        [sys.executable, "-c", program], env=clean, capture_output=True, text=True, check=True, timeout=120
    ).stdout.strip()
    kept = []
    operators = ("dirty_decay_ms:0", "dirty_decay_ms:500", f"{left},dirty_decay_ms:0")
    for before in ("", left, f"{left},{left}", *operators):
        monkeypatch.setenv(DECAY, before)
        keep_freed_memory()
        kept.append(os.environ[DECAY])
    assert kept == [*["dirty_decay_ms:5000"] * 3, *operators]


def test_a_command_is_imported_without_a_search_for_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sixth of the processor time of a short command; what it makes while it runs is searched as ever."""
    searched = []

    def imported(_module: str) -> SimpleNamespace:
        searched.append(gc.isenabled())
        return SimpleNamespace(command=click.Command("check"))

    monkeypatch.setattr(cli, "import_module", imported)
    monkeypatch.delitem(sys.modules, "hub.commands.check", raising=False)
    found = LazyCommands().get_command(Mock(), "check")
    assert found is not None
    assert (searched, gc.isenabled()) == ([False], True)


@pytest.mark.parametrize("name", ["demo", "pages", "user", "serve"])
def test_a_command_says_what_it_does(tmp_path: Path, name: str) -> None:
    shown = clientinfo(tmp_path, name, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"Usage: clientinfo {name} ")


def test_an_unknown_command_is_used_wrongly(tmp_path: Path) -> None:
    assert clientinfo(tmp_path, "refrsh").returncode == 2


@pytest.mark.slow
def test_a_snapshot_of_no_source_at_all(tmp_path: Path) -> None:
    (tmp_path / "clientinfo.toml").write_text("")
    refreshed = clientinfo(tmp_path, "refresh", "--json")
    assert (refreshed.returncode, json.loads(refreshed.stdout)["sources"]) == (0, {})
    assert json.loads(clientinfo(tmp_path, "rejects", "--json").stdout) == []
    assert clientinfo(tmp_path, "check").returncode == 0
    margin = clientinfo(tmp_path, "margin", "--by", "year,customer", "--measure", "revenue,invoices", "--json")
    assert json.loads(margin.stdout)["rows"] == []
    assert json.loads(margin.stdout)["total"] == {"revenue": "0.00", "invoices": 0}
    unknown = clientinfo(tmp_path, "customer", "10012")
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (1, 1)


@pytest.mark.parametrize(
    ("settings", "arguments", "code", "says"),
    [
        ("", ("rejects", "--source", "foo"), 2, "no source 'foo'"),
        ("sources = 5", ("refresh",), 2, "[sources.KIND]"),
        ("[sources]\nledger = 5", ("refresh",), 2, "[sources.KIND]"),
        ("state = [", ("refresh",), 2, "cannot be read"),
        ("hose = 1", ("refresh",), 2, "hose"),
        ("", ("refresh", "--state", "clientinfo.toml"), 1, "cannot write to"),
        ("", ("customer", "1", "--state", "clientinfo.toml"), 1, "clientinfo.toml"),
        ("", ("demo", "clientinfo.toml"), 1, "clientinfo.toml"),
        ("", ("demo", "x", "--seed", "-1"), 2, "--seed"),
        ("", ("customer", "1"), 1, "clientinfo refresh"),
    ],
)
def test_what_is_wrong_is_one_clear_line(
    tmp_path: Path, settings: str, arguments: tuple[str, ...], code: int, says: str
) -> None:
    (tmp_path / "clientinfo.toml").write_text(settings)
    answer = clientinfo(tmp_path, *arguments)
    assert answer.returncode == code
    assert says in answer.stderr.splitlines()[-1]
    assert "Traceback" not in answer.stderr


def test_a_text_from_outside_does_not_steer_the_terminal() -> None:
    assert plain("\x1b[2Jab\nc\u202ed") == "\\u001b[2Jab\\u000ac\\u202ed"
    assert plain("Müller & Söhne, 1.234,56 € 😀") == "Müller & Söhne, 1.234,56 € 😀"
    assert plain(None) == ""
    assert len(plain("x" * 100_000)) == 200


@pytest.fixture(scope="module")
def lodz(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house of one customer, whose name no terminal of one byte per character can show."""
    folder = tmp_path_factory.mktemp("lodz")
    (folder / "KUNDEN.csv").write_text("KDNR;KDART;NAME1\n1;F;Łódź 😀\n", encoding="utf-8")
    (folder / "clientinfo.toml").write_text('[sources.dealer_system]\nconnector = "alphaplus"\nfolder = "."\n')
    assert clientinfo(folder, "refresh").returncode == 0
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_texts_of_every_script_are_printed_whatever_the_terminal_speaks(lodz: Path, encoding: str) -> None:
    assert process(lodz, "customer", "1", encoding=encoding).returncode == 0
    record = json.loads(process(lodz, "customer", "1", "--json", encoding=encoding).stdout)
    assert record["customer"]["name"] == "Łódź 😀"


def test_a_role_sees_in_the_shell_what_it_sees_on_the_page(demo_settings: Path) -> None:
    def shown(role: str, **asking: str) -> subprocess.CompletedProcess[str]:
        return clientinfo(demo_settings.parent, "customer", "10012", "--role", role, **asking)

    assert "gross_profit" in shown("controlling").stdout
    sales = shown("sales").stdout
    assert "15960.00" in sales
    assert "red, credit limit exceeded" in sales
    assert "dunning green, not dunned" in sales
    assert not [figure for figure in ("9366.83", "8000.00", "1803.22", "open_items (") if figure in sales]
    anna = {"CLIENTINFO_USER": "anna", "CLIENTINFO_ROLES": "service,sales"}
    assert shown("sales", **anna).stdout == sales
    forbidden = shown("controlling", **anna)
    assert (forbidden.returncode, forbidden.stdout) == (1, "")
    assert forbidden.stderr.startswith("clientinfo: your roles do not allow you to see customers")


def test_margins_in_the_shell(demo_settings: Path, tmp_path: Path) -> None:
    question = ("--by", "year,division", "--where", "customer=10012", "--where", "year=2011")
    asked = ("margin", "--settings", str(demo_settings), *question, "--compare", "previous_year")
    said = json.loads(clientinfo(tmp_path, *asked, "--measure", "revenue,margin_percent", "--json").stdout)
    # The brochure: parts 940.03 and work 1566.13 after parts 2451.22 the year before.
    rows = [(row["year"], row["division"], row["revenue"], row["revenue_before"]) for row in said["rows"]]
    assert rows == [(2011, "parts", "940.03", "2451.22"), (2011, "workshop", "1566.13", "0.00")]
    assert (said["total"]["revenue"], said["total"]["revenue_change"]) == ("2506.16", "54.94")
    assert (said["total"]["margin_percent"], said["unassigned"]["margin_percent"]) == ("71.95", None)
    printed = clientinfo(tmp_path, *asked).stdout
    assert re.search(r"^2011 +workshop +1566\.13 ", printed, re.MULTILINE)
    assert re.search(r"^total +2506\.16 ", printed, re.MULTILINE)
    wrong = clientinfo(tmp_path, *asked[:3], "--by", "branhc")
    assert (wrong.returncode, "did you mean 'branch'" in wrong.stderr) == (2, True)
    assert "saved" in json.loads(clientinfo(tmp_path, *asked[:3], "--list-saved", "--json").stdout)
    unknown = clientinfo(tmp_path, *asked[:3], "--saved", "what nobody saved")
    assert (unknown.returncode, "saved question" in unknown.stderr) == (2, True)
    denied = clientinfo(tmp_path, *asked[:3], CLIENTINFO_USER="anna", CLIENTINFO_ROLES="accounting")
    assert (denied.returncode, "gross profit" in denied.stderr) == (1, True)


def test_the_audit_log_in_the_shell(tmp_path: Path) -> None:
    settings = tmp_path / "clientinfo.toml"
    settings.write_text("")
    assert "no such event" in clientinfo(tmp_path, "audit").stdout
    log = AuditLog(tmp_path / "var" / "audit")
    for day, user, subject in ((1, "anna", "customer 10012"), (2, "berta\x1b[2J", "customer 10012"), (3, "anna", "")):
        log.write(
            AuditEvent(
                datetime(2026, 11, day, 23, 30, tzinfo=UTC),
                user,
                ("sales", "service"),
                "open",
                AuditSubject.of(subject),
            )
        )
    lines = clientinfo(tmp_path, "audit").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["at", "2026-11-04", "2026-11-03", "2026-11-02"]
    assert "00:30:00  berta\\u001b[2J  sales service  open" in lines[2]
    some = clientinfo(tmp_path, "audit", "--since", "2026-11-03", "--customer", "10012", "--json")
    assert json.loads(some.stdout) == {
        "events": [
            {
                "at": "2026-11-02T23:30:00+00:00",
                "user": "berta\x1b[2J",
                "roles": ["sales", "service"],
                "action": "open",
                "subject": "customer 10012",
                "detail": "",
            }
        ],
        "damaged": {},
    }
    assert len(json.loads(clientinfo(tmp_path, "audit", "--user", "anna", "--json").stdout)["events"]) == 2
    with log.files()[0].open("ab") as file:
        file.write(b'{"at":')
    damaged = clientinfo(tmp_path, "audit")
    assert (damaged.returncode, damaged.stderr) == (0, "audit-2026-11.jsonl: 1 damaged lines\n")
    assert json.loads(clientinfo(tmp_path, "audit", "--json").stdout)["damaged"] == {"audit-2026-11.jsonl": 1}
    assert clientinfo(tmp_path, "audit", "--since", "gestern").returncode == 2


@pytest.mark.slow
def test_a_refresh_deletes_what_the_audit_log_has_kept_long_enough(tmp_path: Path) -> None:
    (tmp_path / "clientinfo.toml").write_text("audit_months = 3\n")
    log = AuditLog(tmp_path / "var" / "audit")
    now = datetime.now(UTC)
    for days in (0, now.day, 80, 150):  # one in the month before: a log without it is left alone
        log.write(AuditEvent(now - timedelta(days=days), "anna", (), "open", AuditSubject("customer", str(days))))
    refreshed = clientinfo(tmp_path, "refresh", "--json")
    assert (refreshed.returncode, json.loads(refreshed.stdout)["sources"]) == (0, {})
    assert "older than 3 months, deleted: audit-" in refreshed.stderr
    assert read_log(log, SHELL).rows["subject"].to_list() == ["customer 0", f"customer {now.day}", "customer 80"]
    assert clientinfo(tmp_path, "refresh").stderr.strip() == ""
    (tmp_path / "clientinfo.toml").write_text("audit_months = 0\n")
    assert clientinfo(tmp_path, "refresh").returncode == 2


@pytest.mark.slow
def test_what_a_delivery_lacks_is_printed_below_the_sources_and_stands_in_the_json(tmp_path: Path) -> None:
    (tmp_path / "KUNDEN.csv").write_text("KDNR;NAME1\n1;Abt\n")
    (tmp_path / "fremd.csv").write_text("x\n")
    (tmp_path / "clientinfo.toml").write_text('[sources.dealer_system]\nconnector = "alphaplus"\nfolder = "."\n')
    lines = clientinfo(tmp_path, "refresh").stdout.splitlines()
    assert lines[1].startswith("dealer_system  alphaplus  fresh")
    assert "  dealer_system: No table reads these files: clientinfo.toml, fremd.csv." in lines
    assert lines[-1].startswith("snapshot ")
    source = json.loads(clientinfo(tmp_path, "refresh", "--json").stdout)["sources"]["dealer_system"]
    assert {"code": "files_skipped", "files": "clientinfo.toml, fremd.csv"}.items() <= source["notes"][0].items()
    shown = json.loads(clientinfo(tmp_path, "customer", "1", "--json").stdout)["sources"][0]
    assert "Keine Tabelle liest diese Dateien: clientinfo.toml, fremd.csv." in shown["notes"]
