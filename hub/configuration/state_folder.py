"""What the publication keeps in the state folder, and where: ``STATE/hub`` is for its owner only. Safe to delete."""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.operation.private_folder import make_private
from hub.configuration.hub_settings import hub_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.settings import Settings


_PROBE_BYTES = 64 * 1024


class Secrets(msgspec.Struct, frozen=True):
    """Random keys, made at the first start and kept, so that a restart logs nobody out.

    Attributes:
        service: The service's key to the Hub, and the Hub's to the service.
        proxy: The Hub's key to its proxy.
        shell: The key of ``clientinfo user`` to the running Hub.
        cookie: Signs the service's cookies.
    """

    service: str
    proxy: str
    shell: str
    cookie: str


class StateInUse(ClientInfoError):
    """Two publications would write the same files."""


class StateUnusable(ClientInfoError):
    """The state folder cannot be written: full, read-only, or another user's."""


@dataclass(frozen=True)
class HubState:
    """The publication's files.

    Attributes:
        folder: ``STATE/hub`` (0700).
        logs: Logs of the Hub and the service (0700).
        database_url: SQLAlchemy address of the Hub's database.
        cookie_secret_file: Signs the cookies of the Hub's sessions.
        address_file: Address of the running Hub, written when it starts; can be left over from one that crashed.
        demo_logins_file: Names and passwords of the demo's accounts (0600).
        snapshot_readers: Unix group that must get through the state folder to the snapshots; empty for none.
    """

    folder: Path
    logs: Path
    database_url: str
    cookie_secret_file: Path
    address_file: Path
    demo_logins_file: Path
    snapshot_readers: str = ""

    def prepare(self) -> None:
        """Make the folders, readable for their owner only.

        Raises:
            StateUnusable: They cannot be made or written.
            SettingsError: There is no group of the snapshots' readers.
        """
        try:
            make_private(self.folder.parent, self.snapshot_readers)
            for folder in (self.folder, self.logs):
                make_private(folder)
                _require_writable(folder)
        except OSError as error:
            raise StateUnusable(
                f"cannot write to the state folder {self.folder.parent}: {error.strerror or error}; make room, or its file"
                " system writable for this user, and start again"
            ) from error

    @contextmanager
    def sole_use(self) -> Iterator[None]:
        """Keep other publications away from this state folder; the lock ends with this process, however it ends.

        Raises:
            StateInUse: Another publication runs with it.
            StateUnusable: It cannot be written.
        """
        self.prepare()
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StateInUse(
                    f"another publication runs with the state folder {self.folder.parent};"
                    " end it, or choose another folder with --state"
                ) from None
            yield

    def secrets(self) -> Secrets:
        """Return the keys, made at the first call.

        Raises:
            StateUnusable: The folder cannot be written.
            OSError: They cannot be read or written.
        """
        self.prepare()
        file = self.folder / "secrets.json"
        if not file.exists():
            made = Secrets(*(secrets.token_hex(32) for _ in Secrets.__struct_fields__))
            write_private(file, msgspec.json.encode(made).decode())
        return msgspec.json.decode(file.read_bytes(), type=Secrets)


def hub_state(settings: Settings) -> HubState:
    """Return where the publication keeps what, by the settings; nothing is made yet."""
    folder = settings.state_folder / "hub"
    return HubState(
        folder=folder,
        logs=settings.state_folder / "logs",
        database_url=hub_settings(settings).database or f"sqlite:///{folder / 'jupyterhub.sqlite'}",
        cookie_secret_file=folder / "cookie_secret",
        address_file=folder / "address",
        demo_logins_file=settings.state_folder / "demo-logins.json",
        snapshot_readers=settings.snapshot_readers,
    )


def _require_writable(folder: Path) -> None:
    """Write a little and take it away: on a full disk a folder can be there, and nothing be written into it.

    Raises:
        OSError: It cannot be written.
    """
    probe = folder / f".probe.{secrets.token_hex(4)}"
    try:
        write_private_bytes(probe, b"x" * _PROBE_BYTES)
    finally:
        probe.unlink(missing_ok=True)
        for left in folder.glob(f".{probe.name}.*"):
            left.unlink()


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read; whole or not at all.

    Raises:
        OSError: It cannot be written.
    """
    write_private_bytes(file, text.encode("utf-8"))


def write_private_bytes(file: Path, content: bytes) -> None:
    """Write a file that only its owner can read; whole or not at all.

    Raises:
        OSError: It cannot be written.
    """
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as writer:
        writer.write(content)
    temporary.replace(file)
