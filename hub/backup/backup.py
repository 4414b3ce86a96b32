"""Make a backup: a folder of its own, whole with its last file, ``manifest.json``."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.live.copying import copy_rows
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.operation.private_folder import make_private
from hub.backup.contents import files_of, is_sqlite
from hub.backup.database_copy import copy_sqlite, dump_postgres
from hub.configuration.state_folder import hub_state

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.settings import Settings

MANIFEST = "manifest.json"
DUMP = "database.dump"
# What people write, where the settings have it elsewhere than in the state folder.
LIVE = "live.sqlite"


class BackupFailed(ClientInfoError):
    """There is no backup; what was begun is gone."""


def back_up(settings: Settings, settings_file: Path, folder: Path) -> Path:
    """Copy what cannot be made again, while everything runs; return the backup's folder (0700), made in ``folder``.

    Raises:
        BackupFailed: A file cannot be read or the copy not be written.
        DatabaseNotCopied: The Hub's database cannot be read.
        LiveUnavailable: What people write cannot be read.
    """
    moment = datetime.now(UTC)
    target = folder / f"clientinfo-{moment:%Y%m%dT%H%M%S%fZ}"
    staged = target.with_name(f"{target.name}.new")
    try:
        make_private(staged)
        _copy_database(settings, staged)
        _copy_live(settings, staged / LIVE)
        for name, source in files_of(settings, settings_file):
            _copy(source, staged / name)
        manifest = {"version": version("clientinfo"), "created_at": moment.isoformat(), "files": checksums(staged)}
        (staged / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _to_disk(staged)
        staged.rename(target)
    except OSError as error:
        raise BackupFailed(f"no backup was made: {error}") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return target


def checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a backup but the manifest, by its name in the backup."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file != folder / MANIFEST)
    return {file.relative_to(folder).as_posix(): _sha256(file) for file in files}


def _copy_database(settings: Settings, staged: Path) -> None:
    url = make_url(hub_state(settings).database_url)
    if url.get_backend_name() == "postgresql":
        dump_postgres(url, staged / DUMP)


def _copy_live(settings: Settings, target: Path) -> None:
    live = LiveDatabase.of(settings)
    if settings.live_database and live.exists():
        copy_rows(live, LiveDatabase.at(target))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_sqlite(source):
        copy_sqlite(source, target)
    else:
        content = source.read_bytes()
        # The last line of a log might be half written at this moment.
        target.write_bytes(content[: content.rfind(b"\n") + 1] if source.suffix == ".jsonl" else content)
    target.chmod(0o600)


def _sha256(file: Path) -> str:
    with file.open("rb") as reader:
        return hashlib.file_digest(reader, "sha256").hexdigest()


def _to_disk(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            descriptor = os.open(file, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
