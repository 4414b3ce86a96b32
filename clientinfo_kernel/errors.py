"""The error tree of the kernel. Sources have their own (data_sources.errors).

ClientInfoError
├── SettingsError       clientinfo.toml is missing or wrong
├── SnapshotMissing     there is no snapshot yet: refresh first
├── SnapshotDamaged     the files do not fit together: refresh again
├── CustomerUnknown     no customer has this number
├── NotPermitted        the viewer's roles may not see this
└── AuditUnavailable    the audit log's files may not be read or deleted
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Topic


class ClientInfoError(Exception):
    """Anything that clientinfo itself can explain; the message says what to do next."""


class SettingsError(ClientInfoError):
    """clientinfo.toml is missing or wrong."""


class SnapshotMissing(ClientInfoError):
    """There is no snapshot yet."""


class SnapshotDamaged(ClientInfoError):
    """The files of a snapshot do not fit together."""


class CustomerUnknown(ClientInfoError):
    """No customer has this number."""

    def __init__(self, customer_number: str) -> None:
        super().__init__(f"no customer has the number {customer_number!r}; search for a name, plate or invoice instead")
        self.customer_number = customer_number


class NotPermitted(ClientInfoError):
    """The viewer's roles may not see this.

    Attributes:
        topic: What he asked for (``access.Topic``).
    """

    def __init__(self, topic: Topic) -> None:
        super().__init__(f"your roles may not see {topic.replace('_', ' ')}; ask the administration for another role")
        self.topic = topic


class AuditUnavailable(ClientInfoError):
    """The audit log's files may not be read or deleted by this user of the operating system."""
