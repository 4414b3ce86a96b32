"""A full disk, a state folder that cannot be written, a clock that jumps: one sentence, and nothing confirmed is lost."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from clientinfo_kernel.query.directory import open_directory
from clientinfo_kernel.settings import read_settings
from tests.command import clientinfo
from tests.house import House
from tests.hub.accounts.conftest import PASSWORD
from tests.hub.accounts.hub_process import running_hub, write_settings
from tests.hub.accounts.visitor import Visitor
from tests.requirements import missing
from tests.stack import REPOSITORY

# The house has one source of five: the refresh says so by its exit code.
SOURCES_MISSING = 1
# Commands of one process, one after the other: most of the time of each alone goes into its imports.
CALLS = """
import json, sys
from tests.command import clientinfo
for words in json.loads(sys.argv[1]):
    done = clientinfo(*words)
    print(json.dumps([done.returncode, done.stdout, done.stderr]), flush=True)
"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House.at(tmp_path / "house")
    made.dealer_system("customers", {"customer_number": "10012", "name": "Meier"})
    return made


def mounts() -> list[str]:
    """The command that runs another one where it can mount what it likes, seen by nobody else."""
    command = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if subprocess.run([*command, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False).returncode:
        missing("MOUNT", "nothing can be mounted here, so a full and a read-only disk were not tried; run as root")
    return command


def calls(within: Sequence[str | Path], *commands: Sequence[str | Path]) -> list[subprocess.CompletedProcess[str]]:
    """Run clientinfo, once with each of these words, in a process of its own behind a command."""
    asked = json.dumps([[str(word) for word in words] for words in commands])
    done = subprocess.run(
        [*within, sys.executable, "-c", CALLS, asked],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        cwd=REPOSITORY,
    )
    assert done.returncode == 0, done.stderr
    answers = map(json.loads, done.stdout.splitlines())
    return [subprocess.CompletedProcess(words, *answer) for words, answer in zip(commands, answers, strict=True)]


def disk_of(kind: str, state: Path) -> list[str | Path]:
    """The command that runs another one with the state folder on a full or read-only disk that holds what it held."""
    fill = 'head -c 100M /dev/zero > "$1/ballast" 2>/dev/null; ' if kind == "full" else 'mount -o remount,ro "$1"; '
    script = (
        'rm -rf "$1.copy" && cp -a "$1" "$1.copy" && mount -t tmpfs -o size=48m none "$1" && '
        f'cp -a "$1.copy/." "$1" && {{ {fill} shift; exec "$@"; }}'
    )
    return [*mounts(), "sh", "-c", script, "sh", state]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of a house that was refreshed, and gave its customer, who has called, another name since."""
    house = House.at(tmp_path_factory.mktemp("disk") / "house")
    house.dealer_system("customers", {"customer_number": "10012", "name": "Meier"})
    house.refresh()
    settings = ("--settings", house.folder / "clientinfo.toml")
    added = clientinfo("contact", "add", "10012", "--channel", "phone", "--note", "bestellt", *settings)
    assert added.returncode == 0
    house.dealer_system("customers", {"customer_number": "10012", "name": "Meier-Schulz"})
    return house.folder / "state"


@pytest.fixture(scope="module", params=["full", "read-only"])
def said(request: pytest.FixtureRequest, state: Path) -> dict[str, subprocess.CompletedProcess[str]]:
    """What a refresh, and then other commands, say on a disk that takes nothing."""
    settings = ("--settings", state.parent / "clientinfo.toml")
    commands = (
        *(("refresh", *settings), ("customer", "10012", *settings), ("serve", *settings)),
        ("user", "add", "anna", "--role", "sales", "--generate", *settings),
        ("contact", "list", "10012", "--json", *settings),
        ("backup", state.parent / "backups", *settings),
    )
    return {str(each.args[0]): each for each in calls(disk_of(request.param, state), *commands)}


def test_a_refresh_says_so_in_one_line_and_the_snapshot_of_before_stays(
    said: dict[str, subprocess.CompletedProcess[str]], state: Path
) -> None:
    done = said["refresh"]
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"clientinfo: cannot write to {state}: ")
    assert line.endswith("the snapshot of before stays")
    shown = said["customer"].stdout
    assert ("Meier" in shown, "Schulz" in shown) == (True, False)


def test_a_list_that_cannot_be_read_whole_is_none_and_says_why(
    said: dict[str, subprocess.CompletedProcess[str]],
) -> None:
    """What was confirmed must not look lost to a program that reads the list."""
    done = said["contact"]
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("clientinfo: the live store does not answer (")
    assert "its volume is full" in line or "its file system is read-only" in line


def test_a_backup_is_made_all_the_same_and_has_what_was_confirmed(
    said: dict[str, subprocess.CompletedProcess[str]],
) -> None:
    """It could not be made of what people wrote, when it was wanted most."""
    done = said["backup"]
    assert done.returncode == 0, done.stderr
    made = Path(done.stdout.splitlines()[0].removeprefix("backup: "))
    with closing(sqlite3.connect(made / "state" / "live" / "live.sqlite")) as copy:
        assert copy.execute("SELECT note FROM contacts").fetchall() == [("bestellt",)]
    assert not [*made.rglob("*-wal")]


@pytest.mark.parametrize("command", ["serve", "user"])
def test_a_start_and_a_change_of_accounts_say_so_in_one_line(
    said: dict[str, subprocess.CompletedProcess[str]], state: Path, command: str
) -> None:
    done = said[command]
    assert done.returncode == 1
    ours = [line for line in done.stderr.splitlines() if not line.startswith("WARNING")]
    assert len(ours) == 1, done.stderr
    assert ours[0].startswith(f"clientinfo: cannot write to the state folder {state}: ")
    assert "added" not in done.stdout


def test_a_login_on_a_disk_that_filled_up_reads_why_and_nothing_confirmed_is_lost(tmp_path: Path) -> None:
    settings = write_settings(tmp_path / "house")
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    words = ("user", "add", "anna", "--role", "sales", "--password-file", tmp_path / "password", "--settings", settings)
    assert clientinfo(*words).returncode == 0
    state = read_settings(settings).state_folder
    disk = (
        'cp -a "$1" "$1.copy" && mount -t tmpfs -o size=24m none "$1" && cp -a "$1.copy/." "$1" && shift && exec "$@"'
    )
    with running_hub(settings, within=[*mounts(), "sh", "-c", disk, "sh", state]) as hub:
        before = Visitor(hub.port)
        assert before.login("anna", PASSWORD).status == 302
        ballast = Path(f"/proc/{hub.pid}/root{state}/ballast")  # the disk as this process alone sees it
        with pytest.raises(OSError, match="No space left"):
            ballast.write_bytes(bytes(32 << 20))
        refused = Visitor(hub.port).login("anna", PASSWORD)
        assert refused.status >= 500
        assert "Auf dem Server ist kein Platz mehr" in refused.text, refused.text[refused.text.find("<h1") :][:600]
        assert "Traceback" not in refused.text
        ballast.unlink()
        assert Visitor(hub.port).login("anna", PASSWORD).status == 302
        assert before.is_in


FILLING = """
import shutil, sys
from itertools import count
from pathlib import Path
from clientinfo_kernel.live.document_files import DocumentFiles, NoRoomForDocuments
state = Path(sys.argv[1])
files, names = DocumentFiles.of(state), []
try:
    for number in count():
        names.append(files.keep(number.to_bytes(4, "big") * (1 << 18)))
except NoRoomForDocuments:
    again = files.keep((0).to_bytes(4, "big") * (1 << 18))  # what is there already needs no room
    print(len(names), shutil.disk_usage(state).free >> 20, again == names[0], len(files.read(names[-1])) >> 20)
"""


def test_files_that_people_attach_leave_room_for_everything_else(tmp_path: Path) -> None:
    """One person with one form could otherwise fill the disk, and nobody would write or open anything any more."""
    script = 'mount -t tmpfs -o size=40m none "$1" && exec "$0" -c "$2" "$1"'
    command = [*mounts(), "sh", "-c", script, sys.executable, tmp_path, FILLING]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    kept, left, is_same, last = done.stdout.split()
    # 40 MB: the twentieth that stays is 2 MB, and each file is 1 MB
    assert (int(kept) in {37, 38}, int(left) in {2, 3}, is_same, last) == (True, True, "True", "1"), done.stderr


WRITING = """
import sys
from pathlib import Path
from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.store import LiveStore
from tests.clientinfo_kernel.live.test_store import MEIER, add_case
from clientinfo_kernel.live.cases import CASE
from widgets.texts.unsaved import unsaved_words
folder = Path(sys.argv[1])
store, ballast = LiveStore(LiveDatabase.at(folder / "live.sqlite"), SHELL), folder / "ballast"
add_case(store, "before")
with ballast.open("wb", buffering=0) as filling:
    try:
        while True:
            filling.write(bytes(4096))
    except OSError:
        pass
for number in range(3):
    try:
        add_case(store, "refused")
        print("saved")
    except LiveUnavailable as error:
        print(unsaved_words(error))
ballast.unlink()
add_case(store, "refused")
print(len(store.rows(CASE, MEIER)))
"""


def test_whoever_writes_on_a_full_disk_reads_why_and_can_save_the_same_when_there_is_room(tmp_path: Path) -> None:
    """They read that the store does not answer, tried again in vain, and told nobody."""
    script = 'mount -t tmpfs -o size=4m none "$1" && exec "$0" -c "$2" "$1"'
    command = [*mounts(), "sh", "-c", script, sys.executable, tmp_path, WRITING]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    full = "Auf dem Server ist kein Platz mehr zum Schreiben. Bitte sagen Sie es der Administration."
    assert done.stdout.splitlines() == [f"{full} Ihr Text bleibt hier stehen."] * 3 + ["2"], done.stderr


# ---- the clock


def at(moment: str, *commands: Sequence[str | Path], code: int = 0) -> str:
    """Run clientinfo with another clock, as ``faketime`` sets it (``+400d``), or with this one (empty); what the last one complains of."""
    if shutil.which("faketime") is None:
        missing("FAKETIME", "no faketime, so a jumping clock was not tried; apt-get install faketime")
    done = calls(["faketime", "-f", moment], *commands) if moment else [clientinfo(*words) for words in commands]
    assert [each.returncode for each in done] == [0] * (len(done) - 1) + [code], done
    assert not [each.stderr for each in done if "Traceback" in each.stderr]
    return done[-1].stderr


def test_a_clock_that_jumps_ahead_and_is_set_back_leaves_the_newest_snapshot_in_use(house: House) -> None:
    settings = house.folder / "clientinfo.toml"
    for name, moment in (("Eins", ""), ("Zwei", "+900d"), ("Drei", "+901d"), ("Vier", ""), ("Fünf", "-900d")):
        house.dealer_system("customers", {"customer_number": "10012", "name": name})
        at(moment, ("refresh", "--settings", settings), code=SOURCES_MISSING)
        assert open_directory(settings).customer("10012").header().name == name
    assert len([each for each in (house.folder / "state" / "snapshots").iterdir() if each.is_dir()]) == 2


def test_no_clock_makes_a_refresh_delete_the_audit_log(house: House) -> None:
    settings = house.folder / "clientinfo.toml"
    added = ("--role", "sales", "--generate", "--settings", settings)
    at("", ("user", "add", "anna", *added))
    before = sorted((house.folder / "state" / "audit").iterdir())
    refresh = ("refresh", "--settings", settings)
    assert "the clock might be wrong" in at("+2000d", ("user", "add", "otto", *added), refresh, code=SOURCES_MISSING)
    assert set(before) < set((house.folder / "state" / "audit").iterdir())
