"""Brings what is new in a folder of a mailbox into the archive.

A mail at which the connection breaks holds nothing up: it is noted down, asked for after all others from then on, and
counted. So is one of several whose sizes were asked for together: they are asked for one by one then.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from data_sources.inbox.mail_archive import HEAD, MAIL, FolderList, MailArchive
from data_sources.inbox.mailbox_account import Account
from data_sources.inbox.mailbox_server import ConnectionBroke, Listed, MailboxFailed, OpenFolder
from data_sources.remarks import Remark, remark
from data_sources.volume_reserve import has_room

if TYPE_CHECKING:
    from collections.abc import Iterator

# A folder's list is written down this often, so that little is fetched again after a crash.
_LISTED_EVERY = 100
_ASKED_AT_ONCE = 200
# As often the connection has broken at a mail, until it is the mail that is to blame.
_TWICE = 2


class MailBroke(Exception):
    """The connection broke at a mail, which is noted down; the others can be asked for over another one.

    Attributes:
        is_silence: Because the server did not answer in time.
    """

    def __init__(self, why: str, error: MailboxFailed) -> None:
        super().__init__(why)
        self.is_silence = isinstance(error, ConnectionBroke) and error.is_silence


@dataclass
class Folder:
    """A folder whose new mails are fetched, over as many connections as it takes.

    Attributes:
        name: Its own.
        account: Whose.
        archive: Of the account.
        most_bytes: Of a larger mail only the start of its header is fetched.
        ends: The moment (monotonic) after which nothing else is asked for.
        failure: At what the last connection broke; empty: at nothing.
        refused: The mails that the server lists and does not give, and how often it broke the connection instead.
        unmarked: Why mails that were fetched could not be marked as read; empty: they were, or were not to be.
        notes: What is left for the next time.
    """

    name: str
    account: Account
    archive: MailArchive
    most_bytes: int
    ends: float
    failure: str = ""
    refused: dict[int, int] = field(default_factory=dict)
    unmarked: str = ""
    notes: list[Remark] = field(default_factory=list)
    _alone: set[int] = field(default_factory=set)

    def fetch(self, server: OpenFolder) -> None:
        """Fetch what the folder has that its list does not name; the list then says what is there now.

        Raises:
            MailBroke: The connection broke at a mail; what was fetched until then is kept and listed.
            MailboxFailed: The server does not say what there is.
        """
        archive, validity = self.archive, server.uidvalidity
        former = archive.listed(self.name)
        is_same = former.uidvalidity == validity
        known = {uid: name for uid, name in former.mails.items() if is_same and archive.path(name).exists()}
        unsure = former.unsure if is_same else former.unsure.union(former.mails.values())
        wanted = server.uids(self.account.since)
        # Mails before ``since`` are not fetched; those that once were have not gone.
        there = server.still_there(known.keys() - set(wanted)).union(wanted)
        mails = {uid: name for uid, name in known.items() if uid in there}
        heads = {uid: former.heads.get(uid, 0) for uid, name in mails.items() if name.endswith(HEAD)}
        missing = [uid for uid in wanted if uid not in mails or heads.get(uid, self.most_bytes) < self.most_bytes]
        broke = {uid: count for uid, count in former.broke.items() if is_same and uid in missing}
        asked = sorted((uid for uid in missing if uid not in self.refused), key=lambda uid: (broke.get(uid, 0), uid))
        replaced: set[str] = set()
        try:
            for done, mail in enumerate(self._listed(server, asked, broke)):
                why = self._why_not_now(mail)
                if why is not None:
                    left = len(asked) - done
                    self.notes.append(remark(why, account=self.account.name, folder=self.name, count=left))
                    break
                with self._noting(broke, mail.uid):
                    name = self._kept(server, mail)
                    if name is None and server.still_there({mail.uid}):  # else somebody took it away meanwhile
                        self.refused[mail.uid] = 0
                broke.pop(mail.uid, None)
                if name is None:
                    continue
                replaced.add(mails.get(mail.uid, name))
                mails[mail.uid] = name
                heads.pop(mail.uid, None)
                if name.endswith(HEAD):
                    heads[mail.uid] = self.most_bytes
                if (done + 1) % _LISTED_EVERY == 0:
                    archive.list_again(FolderList(self.name, validity, mails, unsure, heads, broke))
            else:
                unsure = frozenset()
        finally:
            archive.list_again(FolderList(self.name, validity, mails, unsure, heads, broke))
            for name in replaced.difference(mails.values()):
                archive.drop(name)

    def _listed(self, server: OpenFolder, uids: list[int], broke: dict[int, int]) -> Iterator[Listed]:
        for some in self._together(uids, broke):
            if len(some) == 1:
                with self._noting(broke, some[0]):
                    listed = server.listed(some)
            else:
                try:
                    listed = server.listed(some)
                except MailboxFailed as error:
                    self._alone.update(some)
                    raise MailBroke(f"{error} (one of {len(some)} mails)", error) from None
            yield from listed

    def _together(self, uids: list[int], broke: dict[int, int]) -> Iterator[list[int]]:
        """Yield the numbers that are asked for at once; by itself each at which a connection broke, or could have."""
        some: list[int] = []
        for uid in uids:
            is_alone = uid in self._alone or uid in broke
            if some and (is_alone or len(some) == _ASKED_AT_ONCE):
                yield some
                some = []
            if is_alone:
                yield [uid]
            else:
                some.append(uid)
        if some:
            yield some

    @contextmanager
    def _noting(self, broke: dict[int, int], uid: int) -> Iterator[None]:
        """Note down a mail at which the connection breaks; once more, and it is not asked for again this time."""
        try:
            yield
        except MailboxFailed as error:
            broke[uid] = broke.get(uid, 0) + 1
            if broke[uid] >= _TWICE:
                self.refused[uid] = broke[uid]
            raise MailBroke(f"{error} (UID {uid})", error) from None

    def _why_not_now(self, mail: Listed) -> Literal["mails_left", "mails_without_room"] | None:
        """Return the remark about a mail that waits for the next time, None where it can be fetched now."""
        if time.monotonic() > self.ends:
            return "mails_left"
        size = self.most_bytes if mail.size is None else min(mail.size, self.most_bytes)
        return None if has_room(self.archive.folder, size) else "mails_without_room"

    def _kept(self, server: OpenFolder, mail: Listed) -> str | None:
        """Fetch a mail into the archive, and return the name of its file; None where the server does not give it."""
        most = self.most_bytes
        suffix, content = HEAD, None
        if mail.size is None or mail.size <= most:
            # One byte more than wanted shows that the mail is larger than the server said.
            suffix, content = MAIL, server.content(mail.uid, most + 1)
            if content is None:
                return None
        if content is None or len(content) > most:
            suffix, content = HEAD, server.head(mail.uid)
        if content is None:
            return None
        name = self.archive.keep(content, suffix, mail.received_at)
        if self.account.mark_read:
            try:
                server.mark_read(mail.uid)
            except ConnectionBroke:
                raise
            except MailboxFailed as error:  # it is here all the same
                self.unmarked = f"its mails cannot be marked as read: {error}"
        return name
