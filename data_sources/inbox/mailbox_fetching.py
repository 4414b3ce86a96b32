"""Brings what is new in a mailbox into the archive, folder by folder."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

from data_sources.errors import SourceSettingsWrong
from data_sources.inbox.mail_archive import HEAD, MAIL, FolderList, MailArchive
from data_sources.inbox.mailbox_account import Account
from data_sources.inbox.mailbox_server import Listed, MailboxFailed, OpenFolder, logged_in, opened
from data_sources.remarks import Remark, remark
from data_sources.volume_reserve import has_room

# A folder's list is written down this often, so that little is fetched again after a crash.
_LISTED_EVERY = 100


@dataclass
class Fetched:
    """How the fetching from an account went.

    Attributes:
        failures: Why the account, or folders of it, were not read to their end.
        refused: Folder and number of the mails that the server lists and does not give.
        notes: What is left for the next time.
    """

    failures: list[str] = field(default_factory=list)
    refused: list[tuple[str, int]] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)


def fetch(account: Account, archive: MailArchive, most_bytes: int, seconds: float) -> Fetched:
    """Fetch the mails of an account that are not in the archive, and note down what its folders hold.

    Args:
        account: Which.
        archive: Its own.
        most_bytes: Of a larger mail only the start of its header is fetched.
        seconds: How long; what is left then comes the next time.

    Raises:
        OSError: The archive cannot be written.
    """
    ends = time.monotonic() + seconds
    fetched = Fetched()
    archive.prepare()
    try:
        with logged_in(account, seconds, most_bytes) as client:
            for name in account.folders:
                try:
                    folder = opened(client, name, changes=account.mark_read)
                    _fetch_folder(_Folder(name, folder, account, archive, most_bytes, ends), fetched)
                except MailboxFailed as error:
                    fetched.failures.append(f"{name}: {error}")
    except (MailboxFailed, SourceSettingsWrong) as error:
        fetched.failures.append(str(error))
    return fetched


@dataclass(frozen=True)
class _Folder:
    name: str
    server: OpenFolder
    account: Account
    archive: MailArchive
    most_bytes: int
    ends: float


def _fetch_folder(folder: _Folder, fetched: Fetched) -> None:
    """Fetch what a folder has that its list does not name; the list then says what is there now.

    Raises:
        MailboxFailed: The server broke off; what was fetched until then is kept and listed.
    """
    archive, validity, most = folder.archive, folder.server.uidvalidity, folder.most_bytes
    former = archive.listed(folder.name)
    is_same = former.uidvalidity == validity
    known = {uid: name for uid, name in former.mails.items() if is_same and archive.path(name).exists()}
    unsure = former.unsure if is_same else former.unsure.union(former.mails.values())
    wanted = folder.server.uids(folder.account.since)
    # Mails before ``since`` are not fetched; those that once were have not gone.
    there = folder.server.still_there(known.keys() - set(wanted)).union(wanted)
    mails = {uid: name for uid, name in known.items() if uid in there}
    heads = {uid: former.heads.get(uid, 0) for uid, name in mails.items() if name.endswith(HEAD)}
    missing = [uid for uid in wanted if uid not in mails or heads.get(uid, most) < most]
    replaced: set[str] = set()
    try:
        for done, mail in enumerate(folder.server.listed(missing)):
            why = _why_not_now(folder, mail)
            if why is not None:
                left = len(missing) - done
                fetched.notes.append(remark(why, account=folder.account.name, folder=folder.name, count=left))
                break
            name = _kept(folder, mail)
            if name is None:
                if folder.server.still_there({mail.uid}):  # else somebody took it away meanwhile
                    fetched.refused.append((folder.name, mail.uid))
                continue
            replaced.add(mails.get(mail.uid, name))
            mails[mail.uid] = name
            heads.pop(mail.uid, None)
            if name.endswith(HEAD):
                heads[mail.uid] = most
            if (done + 1) % _LISTED_EVERY == 0:
                archive.list_again(FolderList(folder.name, validity, mails, unsure, heads))
        else:
            unsure = frozenset()
    finally:
        archive.list_again(FolderList(folder.name, validity, mails, unsure, heads))
        for name in replaced.difference(mails.values()):
            archive.drop(name)


def _why_not_now(folder: _Folder, mail: Listed) -> Literal["mails_left", "mails_without_room"] | None:
    """Return the remark about a mail that waits for the next time, None where it can be fetched now."""
    if time.monotonic() > folder.ends:
        return "mails_left"
    size = folder.most_bytes if mail.size is None else min(mail.size, folder.most_bytes)
    return None if has_room(folder.archive.folder, size) else "mails_without_room"


def _kept(folder: _Folder, mail: Listed) -> str | None:
    """Fetch a mail into the archive, and return the name of its file; None where the server does not give it."""
    most = folder.most_bytes
    suffix, content = HEAD, None
    if mail.size is None or mail.size <= most:
        # One byte more than wanted tells that the mail is larger than the server said.
        suffix, content = MAIL, folder.server.content(mail.uid, most + 1)
        if content is None:
            return None
    if content is None or len(content) > most:
        suffix, content = HEAD, folder.server.head(mail.uid)
    if content is None:
        return None
    name = folder.archive.keep(content, suffix, mail.received_at)
    if folder.account.mark_read:
        folder.server.mark_read(mail.uid)
    return name
