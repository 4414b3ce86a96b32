"""What can be wrong with a request about accounts; each error speaks English in the shell and the language of the person on the screen.

ClientInfoError
└── AccountError
    ├── AccountUnknown      404
    ├── AccountTaken        409  the name is in use
    ├── AccountChanged      409  somebody else changed it meanwhile
    ├── NotAllowed          409  the administrator's own account, or the last one
    ├── NoPasswords         409  the login is somebody else's business (OIDC, LDAP)
    ├── ApplicationsFull    503  too many people wait for a decision
    ├── AccountInvalid      400  a name, role or password that cannot be
    ├── ChangesUnwritten    507  the audit log cannot be written
    └── HubUnreachable      503  the running Hub did not answer the shell
"""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from clientinfo_kernel.errors import ClientInfoError
from hub.web.page_texts import _


class AccountError(ClientInfoError):
    """Something that an administrator can understand and change.

    Attributes:
        for_person: The message for the screen, in the language of the request.
        field: The field of an account that is wrong, so that a form can say it there; empty: none in particular.
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST

    def __init__(self, english: str, for_person: str, field: str = "") -> None:
        super().__init__(english)
        self.for_person = for_person
        self.field = field


class AccountUnknown(AccountError):
    """Nobody has this name."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no account {name!r}", _("Das Konto „{name}“ gibt es nicht.").format(name=name))


class AccountTaken(AccountError):
    """Somebody has this name already."""

    status = HTTPStatus.CONFLICT

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the account {name!r} exists already", _("Das Konto „{name}“ gibt es schon.").format(name=name), "name"
        )


class AccountChanged(AccountError):
    """Somebody else changed meanwhile what was decided on: their change is not written over unseen."""

    status = HTTPStatus.CONFLICT

    def __init__(self, name: str) -> None:
        super().__init__(
            f"somebody changed the account {name!r} meanwhile; look at it and decide again",
            _("Das Konto „{name}“ wurde inzwischen von jemand anderem geändert.").format(name=name),
        )


class NotAllowed(AccountError):
    """The change would lock somebody out of the administration."""

    status = HTTPStatus.CONFLICT


class NoPasswords(AccountError):
    """Passwords are kept elsewhere."""

    status = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__(
            "the login is done by another system, which keeps the passwords and adds the accounts",
            _("Die Anmeldung übernimmt ein anderes System. Dort werden Konten angelegt und Kennwörter geändert."),
        )


class ApplicationsFull(AccountError):
    """Too many people wait for a decision; more are not taken, so that nobody can fill the table."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__(
            "too many applications wait for a decision", _("Zurzeit können keine Anträge angenommen werden.")
        )


class AccountInvalid(AccountError):
    """A name, role, address or password that cannot be."""


class ChangesUnwritten(AccountError):
    """The audit log cannot be written, so nothing is changed."""

    status = HTTPStatus.INSUFFICIENT_STORAGE


class HubUnreachable(AccountError):
    """The Hub is up, but did not do what the shell asked."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
