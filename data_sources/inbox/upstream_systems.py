"""The folders of the upstream systems in a drop folder, and the documents that lie in one by themselves."""

import re
import tomllib
from collections.abc import Container
from dataclasses import dataclass
from pathlib import PurePosixPath

from data_sources.encodings import as_text
from data_sources.file_names import is_left_behind, shown_name
from data_sources.inbox.drop_folder import DropFolder, Kind
from data_sources.inbox.listing import CUSTOMER_LIST, INVOICE_LIST, STATE_WORDS

DOCUMENT_FOLDER = "belege"
SETTINGS_FILE = "system.toml"
REASON_SUFFIX = ".reason.txt"
# What a system's list of invoices is called as it is shown to people, and which folders do not belong to a system.
INVOICE_LIST_FILE = rf"^([^/]+/)?{re.escape(INVOICE_LIST)}$"
SHARED_FOLDERS = (*STATE_WORDS, DOCUMENT_FOLDER)
_OWN_FILES = frozenset({INVOICE_LIST, CUSTOMER_LIST, SETTINGS_FILE})
_SETTINGS_BYTES, _NOTE_BYTES = 64 * 1024, 4000


@dataclass(frozen=True)
class System:
    """One upstream system's folder, below the drop folder. ``key`` begins the ids of its entries; it is the folder's name.

    ``name`` is empty for documents that lie in the drop folder itself and so come from no system.
    """

    path: PurePosixPath
    key: str
    name: str
    damage: str | None = None


def system_in(folder: DropFolder, name: str) -> System:
    """Return the system of a folder in the drop folder, by its ``system.toml`` or its name."""
    path, folder_name = PurePosixPath(name), shown_name(PurePosixPath(name))
    try:
        settings = folder.read(path / SETTINGS_FILE, _SETTINGS_BYTES).decode("utf-8-sig")
        chosen = tomllib.loads(settings).get("name")
    except FileNotFoundError:
        return System(path, folder_name, folder_name)
    except (OSError, ValueError) as error:  # no UTF-8 and no TOML are ValueErrors
        return System(path, folder_name, folder_name, f"{SETTINGS_FILE} is not readable: {error}")
    return System(path, folder_name, str(chosen) if chosen else folder_name)


def loose_files(folder: DropFolder, system: System) -> list[PurePosixPath]:
    """Return all documents below the system's folder, in a stable order, without notes, lists and litter.

    A link, a pipe or a device is among them: it becomes an entry that says that it was not opened.
    """
    found: dict[PurePosixPath, Kind] = {}
    for name, kind in folder.entries(system.path):
        if kind != "folder":
            found[PurePosixPath(name)] = kind
        elif system.key != "." or is_shared(name):
            below = folder.below(system.path / name)
            found |= {path.relative_to(system.path): inner for path, inner in below}
    return [
        path
        for path in sorted(found)
        if not any(is_litter(part) for part in path.parts)
        and not (len(path.parts) == 1 and path.name in _OWN_FILES)
        and not (found[path] == "file" and _is_note(path, found))
    ]


def _is_note(path: PurePosixPath, found: Container[PurePosixPath]) -> bool:
    return path.name.endswith(REASON_SUFFIX) and PurePosixPath(str(path).removesuffix(REASON_SUFFIX)) in found


def is_of(system: System, file: str) -> bool:
    """Return whether a file, as it is shown to people, is one of the system's."""
    top, _, below = file.partition("/")
    return top == system.key if system.key != "." else not below or is_shared(top)


def is_shared(name: str) -> bool:
    """Return whether a folder of the drop folder is a state or the documents', not a system's."""
    return name.lower() in SHARED_FOLDERS


def is_litter(name: str) -> bool:
    """Return whether a name is that of a hidden file or of one that operating systems leave behind."""
    return name.startswith(".") or is_left_behind(name)


def state_of(path: PurePosixPath) -> str | None:
    """Return the state that the uppermost folder stands for, None for a document that only a list could place."""
    top = path.parts[0].lower() if len(path.parts) > 1 else "waiting"
    return None if top == DOCUMENT_FOLDER else STATE_WORDS.get(top, "waiting")


def note_beside(folder: DropFolder, path: PurePosixPath) -> str | None:
    """Return what the upstream system says of a document in the file beside it, on one line; None: nothing."""
    try:
        raw = folder.start(path.with_name(path.name + REASON_SUFFIX), _NOTE_BYTES)
    except (OSError, ValueError):
        return None
    return " ".join(as_text(raw).split()) or None
