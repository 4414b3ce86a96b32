"""Documents of strangers are parsed in a process that can do nothing but answer, and that is ended when it takes too much."""

import ast
import errno
import os
import resource
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_sources.box import parser as parser_module
from data_sources.connector import UNREAD
from data_sources.inbox.box import box as box_module
from data_sources.inbox.box.answers import Answer, document_of
from data_sources.inbox.box.box import Box
from data_sources.inbox.documents import read_document
from data_sources.inbox.folder import FolderInbox
from data_sources.remarks import from_json, remark
from tests.data_sources.inbox.inbox_samples import CREDIT_NOTE, MINIMUM, ZUGFERD_1, pdf_with
from tests.samples import XRECHNUNG
from tests.stack import eventually

pytestmark = pytest.mark.slow
# The last descriptor that select(2) can look at (FD_SETSIZE).
SELECTABLE = 1023


def mail_with(*attachments: tuple[str, bytes], encoding: str = "utf-8") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Süd GmbH <post@sued.example>", "Rechnung"
    mail.set_content("Guten Tag, anbei die Rechnung über 5 Öl.", charset=encoding)
    for name, content in attachments:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


DOCUMENTS = [
    ("credit_note.xml", CREDIT_NOTE.encode()),
    ("zugferd.xml", ZUGFERD_1.encode()),
    ("a.pdf", pdf_with("factur-x.xml", MINIMUM.encode())),
    ("broken.pdf", b"%PDF-1.7\nrubbish"),
    ("mail.eml", mail_with(("r.xml", CREDIT_NOTE.encode()), ("scan.png", b"\x89PNG\r\n\x1a\n...."))),
    ("mails.eml", mail_with(("inner.eml", mail_with(("r.xml", CREDIT_NOTE.encode()))))),
    *((f"{code}.eml", mail_with(encoding=code)) for code in ("iso-8859-15", "cp1250", "cp850", "utf-7", "utf-16")),
    ("no_zone.eml", b"From: a@b.example\nSubject: x\nDate: Sat, 14 Mar 2026 10:00:00\n\nText"),
    ("empty.xml", b""),
    ("name\udce4.bin", b"hello"),
    *((path.name, path.read_bytes()) for path in XRECHNUNG),
]


@pytest.mark.parametrize(
    ("name", "content"), DOCUMENTS, ids=[name.encode("ascii", "replace").decode() for name, _ in DOCUMENTS]
)
def test_the_box_reads_what_is_read_outside(box: Box, name: str, content: bytes) -> None:
    """What parsing imports late, or a code page it opens late, would be missing in the box."""
    read = box.read(name.encode("utf-8", "replace").decode(), content)
    assert read == read_document(name.encode("utf-8", "replace").decode(), content)


def test_every_vat_id_of_the_union_is_checked_in_the_box(box: Box) -> None:
    for vat_id in (
        "ATU13585627",
        "EL094259216",
        "FR40303265045",
        "IE6433435F",
        "NL4495445B01",
        "PL8567346215",
        "XI980780684",
    ):
        content = CREDIT_NOTE.replace("DE136695976", vat_id).encode()
        assert box.read("a.xml", content) == read_document("a.xml", content)


# ---- a document that takes too much: the parser is made to, for a real one would have to be found in a library first

ATTACKS = {
    "parser_time": "while True: pass",
    "parser_memory": "b'x' * (3 << 30)",
    "parser_crash": "import ctypes; ctypes.string_at(0)",
    "parser_answer": "from dataclasses import replace; found = found and replace(found, file_name='x' * (80 << 20))",
}
HOSTILE = """
import sys
import data_sources.inbox.box.parsing_process as process
allow = process.allow_processor_time
process.allow_processor_time = lambda _seconds: allow(1)  # second: the test spends it
real = process.read_document
def read(name, content):
    if content != b"attack":
        return real(name, content)
    found = real(name, content)
    {attack}
    return found
process.read_document = read
process.main()
"""


def attacked_by(monkeypatch: pytest.MonkeyPatch, attack: str) -> None:
    """The process reads every document as it does, but for one that has taken it over and runs this code."""
    popen = subprocess.Popen

    def started(_command: list[str], **more: object) -> subprocess.Popen[bytes]:
        return popen([sys.executable, "-c", HOSTILE.format(attack=attack.replace("\n", "\n    "))], **more)  # type: ignore[call-overload]

    monkeypatch.setattr(parser_module.subprocess, "Popen", started)


@pytest.mark.parametrize("reason", ATTACKS)
def test_what_takes_too_much_is_said_and_the_next_document_is_read(
    monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    attacked_by(monkeypatch, ATTACKS[reason])
    with Box() as box:
        stopped = box.read("a.pdf", b"attack")
        assert (stopped.problem, stopped.content) == (remark(reason), b"attack")
        assert box.read("a.xml", CREDIT_NOTE.encode()).rendition is not None


def test_strangers_hold_a_reading_up_for_so_long_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """One document takes too much, then one is not waited for, then nothing is read; sound ones between them are."""
    attacked_by(monkeypatch, ATTACKS["parser_time"])
    monkeypatch.setattr(box_module, "_PATIENCE", 1)
    monkeypatch.setattr(box_module, "_HASTE", 1)
    sound = CREDIT_NOTE.encode()
    with Box() as box:
        problems = [box.read("a", content).problem for content in (b"attack", sound, b"attack", sound)]
    assert problems == [remark("parser_time"), None, remark("parser_later"), remark("parser_later")]


def test_sound_documents_that_take_long_hold_a_reading_up_for_so_long_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them is stopped: an invoice of so many lines is read. The next one has a second, small ones are read."""
    start, line, end = CREDIT_NOTE.partition("<cac:CreditNoteLine>")[0], _line_of(CREDIT_NOTE), "</cn:CreditNote>"
    long = (start + line * 30_000 + end).encode()
    monkeypatch.setattr(box_module, "_SLOW_SECONDS", 1)
    with Box() as box:
        problems = [box.read("a.xml", content).problem for content in (long, long, CREDIT_NOTE.encode())]
    assert problems == [None, remark("parser_later"), None]


def _line_of(invoice: str) -> str:
    return "<cac:CreditNoteLine>" + invoice.partition("<cac:CreditNoteLine>")[2].partition("</cn:CreditNote>")[0]


def test_a_document_that_is_left_waits_and_is_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(box_module, "_PATIENCE", 0)
    monkeypatch.setattr(box_module, "_HASTE", 0)
    waiting = tmp_path / "alpha" / "waiting"
    waiting.mkdir(parents=True)
    (waiting / "r.xml").write_text(CREDIT_NOTE, "utf-8")
    entries, documents = FolderInbox(tmp_path).read()
    assert (entries.kept["state"].item(), from_json(entries.kept["reason"].item())[-1]) == (
        "waiting", remark("parser_later"),
    )  # fmt: skip
    assert (documents.content, documents.rejects.height) == (UNREAD, 0)
    assert documents.kept["content"].item() == CREDIT_NOTE.encode()


def test_a_process_that_sleeps_is_ended_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    attacked_by(monkeypatch, "import time; time.sleep(1000)")
    monkeypatch.setattr(parser_module, "DEADLINE_SECONDS", 1.0)
    with Box() as box:
        assert box.read("a.pdf", b"attack").problem == remark("parser_time")


def test_a_process_that_stops_answering_and_stays_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    attacked_by(monkeypatch, "import os, time; os.closerange(0, 64); time.sleep(1000)")
    monkeypatch.setattr(parser_module, "_END_SECONDS", 0.1)
    with Box() as box:
        assert box.read("a.pdf", b"attack").problem == remark("parser_time")


REACHES = {
    "the state folder": "open({secret!r}).read()",
    "writing": "open({secret!r} + '.new', 'w')",
    "a deletion": "import os; os.unlink({secret!r})",
    "the network": "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
    "a local socket": "import socket; socket.socket(socket.AF_UNIX)",
    "a program": "import os; os.posix_spawn('/bin/true', ['true'], {{}})",
    "a child": "import os; os.fork()",
    "another process": "import os; os.kill(os.getppid(), 0)",
    "another process's limits": "import resource; resource.prlimit({parent}, resource.RLIMIT_NOFILE)",
    "our environment": "open('/proc/self/environ').read()",
    "a listing": "import os; os.listdir('/')",
}


TRYING = """
reached = {{}}
for reach, code in {codes!r}.items():
    try:
        exec(code)
        reached[reach] = "reached"
    except OSError as error:
        reached[reach] = type(error).__name__ + str(error.errno)
from dataclasses import replace
found = replace(found, file_name=repr(reached))
"""


def test_code_that_took_the_parser_over_reaches_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secrets.json"
    secret.write_text("GEHEIM")
    codes = {reach: code.format(secret=str(secret), parent=os.getpid()) for reach, code in REACHES.items()}
    attacked_by(monkeypatch, TRYING.format(codes=codes))
    with Box() as box:
        answered = box.read("a.pdf", b"attack")
        if box.protection != "filtered":
            pytest.skip("this kernel has no filter of system calls: the box limits, and does not shut in")
    assert ast.literal_eval(answered.file_name) == dict.fromkeys(REACHES, "PermissionError1")
    assert secret.read_text() == "GEHEIM"


def test_secrets_of_the_environment_do_not_come_into_the_box(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTINFO_SOURCES__LEDGER__PASSWORD", "GEHEIM")
    attacked_by(
        monkeypatch,
        "import os\nfrom dataclasses import replace\nfound = replace(found, file_name=repr(dict(os.environ)))",
    )
    with Box() as box:
        assert "GEHEIM" not in box.read("a.pdf", b"attack").file_name


@pytest.mark.parametrize(
    "answer",
    [
        Answer("a", "other", "x", None, ("no_such_code", ())),
        Answer("a", "other", "x", '{"format": 5}', None),
        Answer("a", "other", "x", "__import__('os')", None),
    ],
)
def test_an_answer_that_no_parser_gives_is_none(answer: Answer) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # pydantic's and ours
        document_of(answer, b"")


def test_whatever_stands_against_a_parser_s_beginning_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def noted(command: list[str], **more: Any) -> subprocess.Popen[bytes]:
        started.append(popen(command, **more))
        return started[-1]

    def refused(*_descriptors: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(parser_module.subprocess, "Popen", noted)
    monkeypatch.setattr(parser_module.select, "poll", refused)
    with pytest.raises(OSError, match="Input/output error"):
        parser_module.Parser("data_sources.inbox.box.parsing_process")
    (process,) = started
    assert process.returncode == -signal.SIGKILL
    assert process.stdout is not None
    assert process.stdout.closed


def test_nothing_is_started_for_an_inbox_without_documents() -> None:
    with Box() as box:
        assert box._parser is None


def test_the_process_ends_with_who_started_it() -> None:
    program = (
        "from data_sources.inbox.box.box import Box; box = Box(); box.read('a', b'x');"
        " print(box._parser.pid, flush=True); import os; os._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    stat = Path(f"/proc/{int(done.stdout)}/stat")

    def has_ended() -> bool:
        try:
            return stat.read_text().rpartition(")")[2].split()[0] == "Z"
        except (FileNotFoundError, ProcessLookupError):
            return True

    eventually(has_ended, "the parser ends after the refresh")


def packed_zeros(megabytes: int) -> bytes:
    """A zlib stream of so many MB of zeros (RFC 1950); after a full flush each MB is packed alike, so one is packed once."""
    zeros, packer = b"\0" * (1 << 20), zlib.compressobj(9)
    first, each = (packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    last = zlib.compressobj(9, wbits=-zlib.MAX_WBITS).flush()  # an empty block, which ends it
    adler = (megabytes << 20) % 65521 << 16 | 1
    return first + each * (megabytes - 1) + last + adler.to_bytes(4, "big")


def test_packed_zeros_are_what_they_say() -> None:
    assert zlib.decompress(packed_zeros(3)) == bytes(3 << 20)


def test_a_pdf_that_unpacks_to_gigabytes_costs_its_limit(box: Box) -> None:
    bomb = packed_zeros(2000)
    found = box.read(
        "bomb.pdf",
        pdf_with("factur-x.xml", MINIMUM.encode())
        + b"\n9 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(bomb)
        + bomb
        + b"\nendstream\nendobj\n",
    )
    assert found.problem is None or found.problem.code.startswith(("parser_", "pdf_"))
    assert box.read("a.xml", CREDIT_NOTE.encode()).rendition is not None


def test_a_document_that_was_stopped_is_an_entry_and_stands_in_the_quarantine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    attacked_by(monkeypatch, ATTACKS["parser_time"])
    waiting = tmp_path / "alpha" / "waiting"
    waiting.mkdir(parents=True)
    (waiting / "attack.pdf").write_bytes(b"attack")
    (waiting / "r.xml").write_text(CREDIT_NOTE, "utf-8")
    batches = list(FolderInbox(tmp_path).read())
    entries = pl.concat(batch.kept for batch in batches if batch.table == "invoice_entries").sort("source_file")
    assert entries["document_number"].to_list() == [None, "G-0001"]
    assert entries["state"].to_list()[0] == "error"
    assert remark("parser_time") in from_json(entries["reason"][0])
    rejects = pl.concat(batch.rejects for batch in batches)
    assert rejects.select("table", "file", "rule").rows() == [("documents", "alpha/waiting/attack.pdf", "parser_time")]
    documents = pl.concat(batch.kept for batch in batches if batch.table == "documents")
    assert b"attack" in documents["content"].to_list()  # nothing is lost: the original can be opened


@pytest.fixture
def many_open_files() -> Iterator[None]:
    """More than a thousand, as a service has them whose pages are open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    with ExitStack() as opened:
        opened.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        null = os.open(os.devnull, os.O_RDONLY)
        opened.callback(os.close, null)
        while (last := os.dup(null)) <= SELECTABLE:
            opened.callback(os.close, last)
        opened.callback(os.close, last)
        yield


@pytest.mark.usefixtures("many_open_files")
def test_a_process_with_very_many_open_files_reads_documents_too() -> None:
    with Box() as box:
        assert box.read("a.xml", CREDIT_NOTE.encode()) == read_document("a.xml", CREDIT_NOTE.encode())
