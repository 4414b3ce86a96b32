"""The drop folder: one folder per upstream system, with lists, attached documents and loose documents.

```
<folder>/<system>/system.toml          name = "…" (optional)
                  rechnungen.csv       one staged invoice per record
                  kunden.csv           one changed field of a customer record per record
                  belege/…             documents that rechnungen.csv names (DATEI)
                  waiting|rejected|error|posted/…    loose documents: entries of their own
                  <document>.reason.txt              why a loose document is stuck
```
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from data_sources.connector import Batch, Delivered, Known, NothingKnown, batches_alone, connector
from data_sources.errors import SourceAbsent, SourceSettingsWrong, SourceUnreadable
from data_sources.inbox.box.box import Box
from data_sources.inbox.drop_folder import DropFolder
from data_sources.inbox.folder_documents import FolderDocuments
from data_sources.inbox.folder_reading import FolderReading


@connector("inbox", "folder")
@dataclass(frozen=True)
class FolderInbox:
    """Reads a drop folder; see the module's text for its layout.

    Attributes:
        folder: The drop folder.
        max_file_bytes: Larger documents are not read; they become entries that say so.
        customer_number: Form of a customer number; a buyer's identifier (BT-46) or reference (BT-10) of this form
            is taken for one.
    """

    folder: Path
    max_file_bytes: Annotated[int, msgspec.Meta(ge=1, le=1 << 30)] = 20 * 1024 * 1024
    customer_number: str = r"\d{3,10}"

    def read(self) -> Iterator[Batch]:
        """Yield the lists first, then the loose documents, system by system in the order of their names.

        A document counts as one record of ``documents`` (a mail's attachments count as well) and, where no list
        names it, as one of ``invoice_entries``.

        Raises:
            SourceError: As ``read_changes``.
        """
        return batches_alone(self.read_changes(NothingKnown()))

    def read_changes(self, known: Known) -> Iterator[Delivered]:
        """Yield what is new: a list with the documents that it names is one thing, a loose document another.

        Raises:
            SourceAbsent: The folder is not there.
            SourceUnreadable: The folder cannot be opened.
            SourceSettingsWrong: ``customer_number`` is not a regular expression.
        """
        try:
            form = re.compile(self.customer_number)
        except re.error as error:
            raise SourceSettingsWrong("inbox", f"customer_number is not a regular expression: {error}") from error
        if not self.folder.is_dir():
            raise SourceAbsent("inbox", f"no drop folder at {self.folder}; make it, or set another folder")
        try:
            opened = DropFolder.at(self.folder)
        except OSError as error:
            raise SourceUnreadable(
                "inbox", f"the drop folder {self.folder} cannot be read: {error.strerror}"
            ) from error
        with opened, Box() as box:
            yield from FolderReading(opened, FolderDocuments(opened, box, self.max_file_bytes), known, form).delivered()
