"""Put a backup back. What it replaces is kept beside, under another name: a restore by mistake loses nothing."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from clientinfo_kernel.access.audit import AuditEvent, AuditLog
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.live.copying import copy_rows
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.operation.private_folder import make_private
from clientinfo_kernel.settings import read_settings
from hub.accounts.permissions import SHELL
from hub.backup.backup import DUMP, LIVE, MANIFEST, checksums
from hub.backup.contents import MAPPING_NAME, SETTINGS_NAME, beside_sqlite, place_of
from hub.backup.database_copy import load_postgres
from hub.configuration.state_folder import hub_state, write_private_bytes


class BackupDamaged(ClientInfoError):
    """The folder is not a whole backup."""


def restore(backup: Path, settings_file: Path, state: Path | None = None) -> tuple[Path, ...]:
    """Put back what a backup holds; return the files of before, which lie beside under another name.

    Settings that are there already stay as they are; else they come from the backup.

    Args:
        backup: Its folder.
        settings_file: Where the settings are, or will be.
        state: Overrides the state folder.

    Raises:
        BackupDamaged: A file is missing or is not as it was written.
        StateInUse: The publication runs.
        DatabaseNotCopied: PostgreSQL did not take its dump.
        LiveUnavailable: The database of what people write does not answer.
        OSError: A file cannot be written.
    """
    names = _checked(backup)
    if not settings_file.exists():
        settings_file.parent.mkdir(parents=True, exist_ok=True)
        write_private_bytes(settings_file, (backup / SETTINGS_NAME).read_bytes())
    settings = read_settings(settings_file, state=state)
    hub = hub_state(settings)
    suffix = f".before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    aside: list[Path] = []
    with hub.sole_use():
        for name in names:
            place = place_of(name, settings, settings_file)
            if name in {SETTINGS_NAME, MAPPING_NAME} and place.exists():
                continue
            make_private(place.parent, settings.snapshot_readers if place.parent == settings.state_folder else "")
            aside += [kept for old in (place, *beside_sqlite(place)) if (kept := _put_aside(old, suffix))]
            write_private_bytes(place, (backup / name).read_bytes())
        if (backup / DUMP).exists():
            load_postgres(make_url(hub.database_url), backup / DUMP)
        if (backup / LIVE).exists():
            aside += _restore_live(backup / LIVE, LiveDatabase.of(settings), hub.folder / f"{LIVE}{suffix}")
        _say(AuditLog.of(settings), backup)
    return tuple(aside)


def _checked(backup: Path) -> list[str]:
    try:
        written: dict[str, str] = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))["files"]
        found = checksums(backup)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupDamaged(f"{backup} is not a whole backup of clientinfo: {error}") from error
    wrong = sorted(name for name in written.keys() | found.keys() if written.get(name) != found.get(name))
    if wrong:
        raise BackupDamaged(f"{backup} is not as it was written: {', '.join(wrong[:5])}; nothing was restored")
    return [name for name in written if name not in {DUMP, LIVE}]


def _restore_live(kept: Path, live: LiveDatabase, before: Path) -> list[Path]:
    """Put back what people wrote; return the file of SQLite with what was there before, where anything can have been.

    The backup itself is only read: opening a database writes beside it.
    """
    replaced = [before] if live.exists() else []
    for file in replaced:
        copy_rows(live, LiveDatabase.at(file))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / kept.name
        write_private_bytes(copy, kept.read_bytes())
        copy_rows(LiveDatabase.at(copy), live)
    return replaced


def _put_aside(old: Path, suffix: str) -> Path | None:
    if not old.exists():
        return None
    kept = old.with_name(old.name + suffix)
    os.replace(old, kept)  # noqa: PTH105  # also where another restore in the same second kept one
    return kept


def _say(log: AuditLog, backup: Path) -> None:
    event = AuditEvent(datetime.now(UTC), SHELL, (), "change", AuditSubject("accounts"), f"restored {backup.name}")
    log.write(event)
