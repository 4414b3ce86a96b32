"""A real mail server (Dovecot) with mailboxes, in a folder of its own, on free ports."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import ssl
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from imapclient import IMAPClient

from tests.certificates import certificates
from tests.ports import free_port
from tests.requirements import missing
from tests.stack import eventually

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

DOVECOT = shutil.which("dovecot", path=f"/usr/sbin:{os.environ.get('PATH', '')}")
PASSWORD = "Zündkerze,vierfach"  # LOGIN could not say it
_AS_ROOT = "mail_uid = 65534\nmail_gid = 65534\nfirst_valid_uid = 65534\n"
CONFIGURATION = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
listen = 127.0.0.1, 127.0.0.2
ssl = required
ssl_cert = <{folder}/server.crt
ssl_key = <{folder}/server.key
disable_plaintext_auth = yes
auth_failure_delay = 0
{rights}
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls_port}
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass
class Dovecot:
    """The server."""

    folder: Path
    port: int
    starttls_port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.crt"

    def start(self) -> None:
        assert DOVECOT is not None
        self.process = subprocess.Popen([DOVECOT, "-F", "-c", str(self.folder / "dovecot.conf")])
        eventually(self._answers, "dovecot answers")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    @contextmanager
    def as_user(self, user: str) -> Iterator[IMAPClient]:
        """Somebody's mail program."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        with IMAPClient("localhost", self.port, ssl_context=context, timeout=30) as client:
            client.plain_login(user, PASSWORD)
            yield client

    def deliver(self, user: str, *mails: bytes, folder: str = "INBOX", at: dt.datetime | None = None) -> list[int]:
        """Put mails into a mailbox, and return their numbers."""
        with self.as_user(user) as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            for mail in mails:
                client.append(folder, mail, msg_time=at)
            client.select_folder(folder, readonly=True)
            return sorted(client.search())[-len(mails) :]

    def flags(self, user: str, folder: str = "INBOX") -> list[tuple[bytes, ...]]:
        """Return the marks of each mail."""
        with self.as_user(user) as client:
            client.select_folder(folder, readonly=True)
            return [tuple(flags) for _, flags in sorted(client.get_flags(client.search()).items())]

    def log(self) -> str:
        return (self.folder / "dovecot.log").read_text()

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    """A server that knows every user; without one installed, the tests are skipped, or fail where it was promised."""
    if DOVECOT is None:
        missing("DOVECOT", "dovecot is not installed: IMAP IS NOT TESTED (apt-get install dovecot-imapd)")
    with TemporaryDirectory() as name:  # pytest's own folders are closed to the user to whom the mails belong
        server = _configured(Path(name))
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _configured(folder: Path) -> Dovecot:
    folder.chmod(0o711)
    for name in ("run", "state", "mail"):
        (folder / name).mkdir()
    certificates(folder)
    server = Dovecot(folder, free_port(), free_port())
    is_root = os.geteuid() == 0
    if is_root:  # mails never belong to root
        os.chown(folder / "mail", 65534, 65534)
    user = getpass.getuser()
    own = f"default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group =\n"
    text = CONFIGURATION.format(
        folder=folder,
        rights=_AS_ROOT if is_root else own,
        password=PASSWORD,
        port=server.port,
        starttls_port=server.starttls_port,
    )
    (folder / "dovecot.conf").write_text(text)
    return server
