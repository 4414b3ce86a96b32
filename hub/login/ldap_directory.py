"""An LDAP directory: who has this name and password, and which groups they are in. Blocking; run it in a thread."""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import ldap3
from ldap3.core.exceptions import LDAPException, LDAPInvalidDnError
from ldap3.core.results import (
    RESULT_CONSTRAINT_VIOLATION,
    RESULT_INAPPROPRIATE_AUTHENTICATION,
    RESULT_INVALID_CREDENTIALS,
    RESULT_INVALID_DN_SYNTAX,
    RESULT_NO_SUCH_OBJECT,
    RESULT_SIZE_LIMIT_EXCEEDED,
    RESULT_SUCCESS,
    RESULT_UNWILLING_TO_PERFORM,
)
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn, parse_dn

from hub.accounts.password_login import CannotTell
from hub.configuration.login_settings import USERNAME, LdapSettings
from hub.login import claims

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOG = logging.getLogger("clientinfo")
CONNECT_SECONDS, ANSWER_SECONDS = 4, 8
_LONGEST_PASSWORD = 1024
# What servers call the key of an entry: OpenLDAP and others (RFC 4530), Active Directory, 389, FreeIPA.
_KEYS = ("entryUUID", "objectGUID", "nsUniqueId", "ipaUniqueID")
_BINARY = "objectguid"
# How servers say that a name and password do not belong together, or that the account is not allowed to log in.
_WRONG = {
    RESULT_INVALID_CREDENTIALS,
    RESULT_NO_SUCH_OBJECT,
    RESULT_INVALID_DN_SYNTAX,
    RESULT_INAPPROPRIATE_AUTHENTICATION,
    RESULT_CONSTRAINT_VIOLATION,
    RESULT_UNWILLING_TO_PERFORM,
}


@dataclass(frozen=True)
class DirectoryPerson:
    """Somebody who has proved their identity.

    Attributes:
        key: By which the directory knows this entry and no other, ever: names and places in it change and are used again.
        name: Login name, as the directory has it, in lower case.
        groups: Each by its name and by its DN.
    """

    key: str
    name: str
    full_name: str
    email: str
    branch: str
    groups: frozenset[str]


class _Tls(ldap3.Tls):
    """TLS as Python does it today: ldap3 names no server (SNI) and compares names by a function that is going away."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self._context = context

    def wrap_socket(self, connection: ldap3.Connection, do_handshake: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002  # as ldap3 calls it
        """Encrypt a connection to the server of its address and to no other."""
        connection.socket = self._context.wrap_socket(connection.socket, server_hostname=connection.server.host)


@dataclass(frozen=True)
class _Entry:
    dn: str
    attributes: Mapping[str, list[str]]

    def first(self, attribute: str) -> str:
        return next(iter(self.attributes.get(attribute.lower(), ())), "")


@dataclass(frozen=True)
class Directory:
    """One directory.

    Attributes:
        settings: Where and how.
        lookup_password: Of the account that looks people up.
        ca_file: Certificates to trust; "" for the system's.
    """

    settings: LdapSettings
    lookup_password: str = field(default="", repr=False)
    ca_file: str = ""

    def check(self, name: str, password: str) -> DirectoryPerson | None:
        """Return who has this name and password; None: nobody.

        Args:
            name: Login name; anything else than a possible one belongs to nobody.
            password: An empty one is always wrong: a server would take it for a login of nobody in particular, and
                agree.

        Raises:
            CannotTell: No server answers, or not as the settings expect.
        """
        secret = password.encode("utf-8", "surrogatepass")
        if claims.login_name(name) != name or not 0 < len(secret) <= _LONGEST_PASSWORD:
            return None
        try:
            if self.settings.bind_dn:
                return self._check_by_template(name, secret)
            return self._check_by_lookup(name, secret)
        except (LDAPException, OSError) as error:
            raise CannotTell(f"the directory: {type(error).__name__}: {error}") from error

    def _check_by_template(self, name: str, secret: bytes) -> DirectoryPerson | None:
        dn = self.settings.bind_dn.replace(USERNAME, escape_rdn(name))
        with self._connection() as connection:
            if not _binds(connection, dn, secret):
                return None
            entry = self._one(connection, dn, ldap3.BASE, self.settings.user_filter)
            if entry is None:
                _LOG.warning("%s is not readable for its owner, or does not match user_filter", dn)
                return None
            return self._person(connection, entry, name)

    def _check_by_lookup(self, name: str, secret: bytes) -> DirectoryPerson | None:
        own = self.settings
        with self._connection() as lookup:
            if not _binds(lookup, own.lookup_dn, self.lookup_password.encode()):
                raise CannotTell("the directory refuses lookup_dn and its password")
            wanted = f"(&({own.username_attribute}={escape_filter_chars(name)}){own.user_filter})"
            entry = self._one(lookup, own.user_base, ldap3.SUBTREE, wanted)
            # A name that nobody has costs a refused login, too, so that the time gives nothing away.
            dn = entry.dn if entry is not None else f"{own.username_attribute}={escape_rdn(name)},{own.user_base}"
            with self._connection() as connection:
                is_right = _binds(connection, dn, secret)
            return self._person(lookup, entry, name) if is_right and entry is not None else None

    @contextmanager
    def _connection(self) -> Iterator[ldap3.Connection]:
        """Open an encrypted connection to the first server that answers; nobody is logged in yet."""
        problems = []
        for address in self.settings.addresses:
            connection = ldap3.Connection(
                ldap3.Server(address, tls=self._tls, get_info=ldap3.NONE, connect_timeout=CONNECT_SECONDS),
                receive_timeout=ANSWER_SECONDS,
                auto_referrals=False,
                check_names=False,
                read_only=True,
            )
            try:
                connection.open()
                if not connection.server.ssl and not self.settings.allow_insecure:
                    connection.start_tls()
            except (LDAPException, OSError) as error:
                problems.append(f"{address}: {error}")
                _close(connection)
                continue
            try:
                yield connection
            finally:
                _close(connection)
            return
        raise CannotTell(f"no server of the directory answers: {'; '.join(problems)}")

    @cached_property
    def _tls(self) -> _Tls:
        return _Tls(ssl.create_default_context(cafile=self.ca_file or None))

    def _one(self, connection: ldap3.Connection, base: str, scope: str, wanted: str) -> _Entry | None:
        own = self.settings
        shown = (own.full_name_attribute, own.email_attribute, own.branch_attribute)
        attributes = filter(None, (own.username_attribute, *shown, own.member_of_attribute))
        found = _search(connection, base, scope, wanted, attributes=[*attributes, *_KEYS], size_limit=2)
        if len(found) > 1:
            _LOG.error("%s finds several people below %s; nobody is logged in", wanted, base)
        return found[0] if len(found) == 1 else None

    def _person(self, connection: ldap3.Connection, entry: _Entry, name: str) -> DirectoryPerson | None:
        """Return the person of an entry, if it has this very name: a directory takes other spellings for it, too."""
        own = self.settings
        if name not in {claims.login_name(value) for value in entry.attributes.get(own.username_attribute.lower(), ())}:
            _LOG.warning("%s has another %s than the name of the login", entry.dn, own.username_attribute)
            return None
        return DirectoryPerson(
            key=next((f"{key}={entry.first(key)}" for key in _KEYS if entry.first(key)), group_spelling(entry.dn)),
            name=name,
            full_name=claims.full_name(entry.first(own.full_name_attribute)),
            email=claims.email(entry.first(own.email_attribute)),
            branch=claims.full_name(entry.first(own.branch_attribute)),
            groups=self._groups(connection, entry, name),
        )

    def _groups(self, connection: ldap3.Connection, entry: _Entry, name: str) -> frozenset[str]:
        own = self.settings
        found: set[str] = set()
        for dn in entry.attributes.get(own.member_of_attribute.lower(), ()):
            found |= {dn, _name_in(dn)}
        if own.group_base:
            wanted = own.group_filter.replace("{dn}", escape_filter_chars(entry.dn))
            wanted = wanted.replace(USERNAME, escape_filter_chars(name))
            for group in _search(
                connection, own.group_base, ldap3.SUBTREE, wanted, attributes=[own.group_name_attribute]
            ):
                found |= {group.dn, *group.attributes.get(own.group_name_attribute.lower(), ())}
        return frozenset(found - {""})


def group_spelling(name: str) -> str:
    """Return one spelling for the names of a group: directories ignore case, and spaces between the parts of a DN."""
    try:
        parts = parse_dn(name, strip=True) if "=" in name else [name]
    except LDAPInvalidDnError:
        parts = [name]
    return "".join("=".join(part[:2]) + part[2] if isinstance(part, tuple) else part for part in parts).casefold()


def _name_in(dn: str) -> str:
    """Return the value of a DN's first part: ``Verkauf`` of ``cn=Verkauf,ou=groups``."""
    try:
        escaped = parse_dn(dn)[0][1].encode()
    except (LDAPInvalidDnError, IndexError):
        return ""
    plain = re.sub(
        rb"\\([0-9A-Fa-f]{2}|.)", lambda sign: bytes.fromhex(sign[1].decode()) if sign[1][1:] else sign[1], escaped
    )
    return plain.decode("utf-8", "replace")


def _binds(connection: ldap3.Connection, dn: str, secret: bytes) -> bool:
    """Return whether the server takes this DN and password; as bytes, which ldap3 sends as they are.

    A text it would rewrite first, and refuse some that the directory knows.
    """
    if dn:
        connection.authentication, connection.user, connection.password = ldap3.SIMPLE, dn, secret
    if connection.bind():
        return True
    result = connection.result["result"]
    if dn and result in _WRONG:
        return False
    raise CannotTell(f"the directory answers a login with {connection.result['description']!r}")


def _search(
    connection: ldap3.Connection, base: str, scope: str, wanted: str, *, attributes: list[str], size_limit: int = 0
) -> list[_Entry]:
    connection.search(base, wanted, scope, attributes=attributes, size_limit=size_limit, time_limit=ANSWER_SECONDS)
    result = connection.result["result"]
    if result not in (RESULT_SUCCESS, RESULT_NO_SUCH_OBJECT) and not (
        size_limit and result == RESULT_SIZE_LIMIT_EXCEEDED
    ):
        raise CannotTell(f"the directory answers a search below {base} with {connection.result['description']!r}")
    return [_entry(each) for each in connection.response or () if each["type"] == "searchResEntry"]


def _entry(response: Mapping[str, Any]) -> _Entry:
    texts = {
        name.lower(): [value.hex() if name.lower() == _BINARY else value.decode("utf-8", "replace") for value in values]
        for name, values in response["raw_attributes"].items()
    }
    return _Entry(response["dn"], texts)


def _close(connection: ldap3.Connection) -> None:
    try:
        connection.unbind()
    except (LDAPException, OSError):
        _LOG.debug("a connection to the directory was gone already")
    if connection.socket is not None:  # it never came to a connection
        connection.socket.close()
