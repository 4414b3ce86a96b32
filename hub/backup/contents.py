"""Which files a backup has, and where each lies in it.

``hub/`` accounts and keys, ``audit/`` the audit log, ``state/`` everything else of the state folder that no refresh and no
start makes again, ``settings/`` the settings file and the account mapping that it names. What a later release adds to the
state folder is in a backup without a word here: only what can be made again is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.access.account_names import ACCOUNT_NAMES_FILE
from clientinfo_kernel.access.colleagues import COLLEAGUES_FILE
from clientinfo_kernel.margin.changed_months import CHANGED_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clientinfo_kernel.settings import Settings

SETTINGS_NAME = "settings/clientinfo.toml"
MAPPING_NAME = "settings/account_mapping.csv"
_MADE_AGAIN = frozenset(
    {"raw", "snapshots", "logs", "demo", "proxy", "audit", "hub", "refresh.lock"}
    | {COLLEAGUES_FILE, ACCOUNT_NAMES_FILE, CHANGED_FILE}
)
_MADE_AT_A_START = frozenset({"lock", "address", "away"})
_SQLITE_HEAD = b"SQLite format 3\0"
_SQLITE_BESIDE = ("-wal", "-shm", "-journal")


def files_of(settings: Settings, settings_file: Path) -> Iterator[tuple[str, Path]]:
    """Yield each file: its name in the backup and where it lies now. Links and whatever is not a file are left out.

    Args:
        settings: Of the publication.
        settings_file: Where they were read.
    """
    yield SETTINGS_NAME, settings_file
    if settings.account_mapping is not None:
        yield MAPPING_NAME, settings.path(settings.account_mapping)
    state = settings.state_folder
    yield from _below("hub", state / "hub", _MADE_AT_A_START)
    yield from _below("audit", settings.audit_folder)
    yield from _below("state", state, _MADE_AGAIN)


def place_of(name: str, settings: Settings, settings_file: Path) -> Path:
    """Return where a file of a backup belongs.

    Raises:
        ValueError: No backup of ours has such a name.
    """
    top, _slash, rest = name.partition("/")
    if name == SETTINGS_NAME:
        return settings_file
    if name == MAPPING_NAME:
        return settings.path(settings.account_mapping or "account_mapping.csv")
    tops = {"hub": settings.state_folder / "hub", "audit": settings.audit_folder, "state": settings.state_folder}
    if top not in tops or not rest or any(part in {"", ".", ".."} for part in rest.split("/")):
        raise ValueError(name)
    return tops[top] / rest


def is_sqlite(file: Path) -> bool:
    """Return whether a file is a SQLite database, which must not be copied as a file while it is used."""
    with file.open("rb") as reader:
        return reader.read(len(_SQLITE_HEAD)) == _SQLITE_HEAD


def beside_sqlite(file: Path) -> tuple[Path, ...]:
    """Return the files that SQLite keeps beside a database while it is used."""
    return tuple(file.with_name(file.name + ending) for ending in _SQLITE_BESIDE)


def _below(top: str, folder: Path, left_out: frozenset[str] = frozenset()) -> Iterator[tuple[str, Path]]:
    """Yield the regular files below a folder, links never followed.

    Raises:
        OSError: A folder cannot be read: a backup without it would be none.
    """
    if not folder.exists():
        return
    for entry in sorted(folder.iterdir()):
        if entry.name in left_out or entry.is_symlink() or entry.name.endswith(_SQLITE_BESIDE):
            continue
        if entry.is_dir():
            yield from _below(f"{top}/{entry.name}", entry)
        elif entry.is_file():
            yield f"{top}/{entry.name}", entry
