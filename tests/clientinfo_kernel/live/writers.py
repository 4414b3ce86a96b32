"""Processes of their own that write to a live store, and say what was confirmed to them."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import sqlalchemy as sa
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.commands import Add, Change, Conflict
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.store import LiveStore

url, name, what, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
store = LiveStore(LiveDatabase(sa.make_url(url)), Viewer(name, frozenset({"service"})))
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    mine = f"{name}-{number}"
    if what == "add":
        values = {"channel": "phone", "note": mine, "at": "2012-10-11T12:00+00:00"}
        store.do(Add(mine, "10012", CONTACT, values))
    elif what == "same":
        store.do(Add(f"same-{number}", "10012", CONTACT, {"channel": "phone", "note": f"{number}", "at": "2012-10-11T12:00+00:00"}))
    else:
        (row,) = store.rows(CASE, "10012")
        answer = store.do(Change(mine, "10012", CASE, row["case_id"], row["version"], {"text": mine}))
        if isinstance(answer, Conflict):
            continue
    print(mine, flush=True)
"""


def start(url: str, name: str, what: str, count: int) -> subprocess.Popen[str]:
    """A process that is ready to write, and waits for its start."""
    writer = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url, name, what, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n", writer.stderr and writer.stderr.read()
    return writer


def go(*writers: subprocess.Popen[str]) -> None:
    """Let them write, all at once."""
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()


def confirmed(writer: subprocess.Popen[str]) -> list[str]:
    """What it got confirmed, once it has ended well."""
    out, err = writer.communicate()
    assert writer.returncode == 0, err
    return out.split()
