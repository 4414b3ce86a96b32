"""The folders of the upstream systems in a drop folder, and the documents that lie in one by themselves."""

import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from data_sources.file_names import shown_name
from data_sources.inbox.listing import CUSTOMER_LIST, INVOICE_LIST, STATE_WORDS

DOCUMENT_FOLDER = "belege"
SETTINGS_FILE = "system.toml"
REASON_SUFFIX = ".reason.txt"
_OWN_FILES = frozenset({INVOICE_LIST, CUSTOMER_LIST, SETTINGS_FILE})
_LITTER = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class System:
    """One upstream system's folder. ``key`` begins the ids of its entries; it is the folder's name.

    ``name`` is empty for documents that lie in the drop folder itself and so come from no system.
    """

    path: Path
    key: str
    name: str
    damage: str | None = None


def system_in(path: Path) -> System:
    """Return the system whose folder this is, by its ``system.toml`` or its name."""
    settings, folder_name = path / SETTINGS_FILE, shown_name(PurePosixPath(path.name))
    if not settings.is_file():
        return System(path, folder_name, folder_name)
    try:
        name = tomllib.loads(settings.read_text(encoding="utf-8-sig")).get("name")
    except (OSError, ValueError) as error:  # no UTF-8 and no TOML are ValueErrors
        return System(path, folder_name, folder_name, f"{SETTINGS_FILE} is not readable: {error}")
    return System(path, folder_name, str(name) if name else folder_name)


def loose_files(system: System) -> list[PurePosixPath]:
    """Return all documents below the folder, in a stable order, without notes, lists and litter."""
    if system.key == ".":
        tops = [entry for entry in system.path.iterdir() if entry.is_file() or is_shared(entry.name)]
    else:
        tops = list(system.path.iterdir())
    found = (path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file())
    relative = sorted(PurePosixPath(path.relative_to(system.path).as_posix()) for path in found)
    present = {path.as_posix() for path in relative}
    return [
        path
        for path in relative
        if not any(is_litter(part) for part in path.parts)
        and not (len(path.parts) == 1 and path.name in _OWN_FILES)
        and not (path.name.endswith(REASON_SUFFIX) and path.as_posix().removesuffix(REASON_SUFFIX) in present)
    ]


def is_shared(name: str) -> bool:
    """Return whether a folder of the drop folder is a state or the documents', not a system's."""
    return name.lower() in {*STATE_WORDS, DOCUMENT_FOLDER}


def is_litter(name: str) -> bool:
    """Return whether a name is that of a hidden file or of one that operating systems leave behind."""
    return name.startswith(".") or name.lower() in _LITTER


def state_of(path: PurePosixPath) -> str | None:
    """Return the state that the uppermost folder stands for, None for a document that only a list could place."""
    top = path.parts[0].lower() if len(path.parts) > 1 else "waiting"
    return None if top == DOCUMENT_FOLDER else STATE_WORDS.get(top, "waiting")
