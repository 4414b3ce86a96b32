"""How a document of a drop folder is found, opened by descriptor and parsed."""

import errno
import posixpath
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

import polars as pl

from data_sources.connector import UNREAD, Batch
from data_sources.contract import REJECT_SCHEMA
from data_sources.file_names import shown_name
from data_sources.inbox.box.box import LATER, STOPPED, Box
from data_sources.inbox.documents import Document
from data_sources.inbox.drop_folder import DropFolder, NotRegular, TooLarge
from data_sources.inbox.upstream_systems import System
from data_sources.intake import rejected
from data_sources.remarks import Remark, remark

DOCUMENTS = "documents"


@dataclass(frozen=True)
class FolderDocuments:
    """The documents of a drop folder.

    Attributes:
        folder: The open folder.
        box: Parses the documents.
        max_file_bytes: Larger documents are not read.
        stopped: Documents whose parser had to be stopped, by the name of their file: why.
        left: Files of documents that another reading looks at.
    """

    folder: DropFolder
    box: Box
    max_file_bytes: int
    stopped: dict[str, str] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)

    def there(self, system: System, documents: pl.Series) -> dict[str, PurePosixPath]:
        """Return which of the listed documents are there, and where."""
        wanted = documents.drop_nulls().unique(maintain_order=True).to_list()
        return {key: found_at for key in wanted if isinstance(found_at := self.place(system, key), PurePosixPath)}

    def is_small(self, place: PurePosixPath) -> bool:
        """Return whether a file is there, and not above the limit."""
        size = self.folder.size(place)
        return size is not None and size <= self.max_file_bytes

    def named(self, system: System, key: str) -> Document | Remark:
        """Return a document that a list names (``<system>/<path>``), or why it cannot be had."""
        path = self.place(system, key)
        return path if isinstance(path, Remark) else self.read(path, file_of(system, key))

    def place(self, system: System, key: str) -> PurePosixPath | Remark:
        """Return where a document is that a list names, or why it is not in the folder of its system."""
        relative = key.removeprefix(f"{system.key}/")
        path = PurePosixPath(posixpath.normpath(relative))
        if path.is_absolute() or ".." in path.parts:
            return remark("document_outside", file=relative)
        try:
            with self.folder.opened(system.path / path):
                return system.path / path
        except PermissionError:
            return system.path / path
        except NotRegular as error:
            is_folder = error.errno == errno.EISDIR
            return remark("document_missing", file=relative) if is_folder else remark("file_not_regular")
        except (OSError, ValueError):  # ValueError: a name that no file can have
            return remark("document_missing", file=relative)

    def read(self, path: PurePosixPath, file: str) -> Document | Remark:
        """Return a document, or why its bytes cannot be had.

        Args:
            path: Where it is.
            file: Its name as shown to people.
        """
        try:
            content = self.folder.read(path, self.max_file_bytes)
        except TooLarge:
            return remark("file_too_large", megabytes=self.max_file_bytes // (1024 * 1024))
        except NotRegular:
            return remark("file_not_regular")
        except OSError as error:
            return remark("file_not_opened", error=error.strerror)
        document = self.box.read(shown_name(PurePosixPath(path.name)), content)
        if document.problem is not None and document.problem.code in STOPPED:
            self.stopped[file] = document.problem.code
        if document.problem == LATER:
            self.left.add(file)
        return document

    def batch_of(self, frame: pl.DataFrame) -> Batch:
        """Return the rows of a file; one that a parser had to be stopped for stands in the quarantine, too."""
        file = frame["source_file"][0]
        if file not in self.stopped:
            return replace(batch_alone(DOCUMENTS, frame), content=UNREAD if file in self.left else "")
        line = pl.DataFrame({"line": [1], "record": [file]})
        return Batch(DOCUMENTS, file, frame, rejected("inbox", DOCUMENTS, file, line, self.stopped[file]))


def shown_in(system: System, relative: str) -> str:
    """Return the path of a file of a system as it is shown to people."""
    return relative if system.key == "." else f"{system.key}/{relative}"


def file_of(system: System, key: str) -> str:
    """Return the same of a document by its key (``<system>/<path>``)."""
    return shown_in(system, key.removeprefix(f"{system.key}/"))


def batch_alone(table: str, frame: pl.DataFrame) -> Batch:
    """Return the rows of one file as a batch."""
    return Batch(table, frame["source_file"][0], frame, REJECT_SCHEMA.to_frame())
