"""Sections ``[hub.oidc]``, ``[hub.ldap]`` and ``[hub.roles]`` of clientinfo.toml. Secrets are never in that file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from clientinfo_kernel.access.rights import ADMIN, GRANTS
from clientinfo_kernel.errors import SettingsError
from widgets.texts.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.settings import Settings

# Section of [hub], its secret, and the setting that names a file with it.
_SECRETS = (("oidc", "client_secret", "client_secret_file"), ("ldap", "lookup_password", "lookup_password_file"))
_HERE = {"localhost", "127.0.0.1", "::1"}
USERNAME = "{username}"


class OidcSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The OpenID Connect provider.

    Attributes:
        issuer: Its address, without ``/.well-known/openid-configuration``.
        client_id: clientinfo's name there. The secret: CLIENTINFO_HUB__OIDC__CLIENT_SECRET, or
        client_secret_file: the file with it.
        scopes: What to ask for; ``openid`` always is.
        username_claim: Claim with the login name; dots lead into nested ones, here and below.
        full_name_claim: Claim with the name for people.
        email_claim: Claim with the e-mail address.
        branch_claim: Claim with the branch, as the dealer system writes it; empty: *Benutzer* says it.
        groups_claim: Claim with the groups for ``[hub.roles]``.
        button: Text of the button on the login page.
        auto_login: Go to the provider at once, without that page.
        logout_at_provider: Log out there, too.
        ca_file: Certificates to trust, for a provider with certificates of the house.
        allow_insecure: Allow http:// for a provider on another machine.
    """

    issuer: str
    client_id: str
    client_secret_file: str = ""
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    username_claim: str = "preferred_username"
    full_name_claim: str = "name"
    email_claim: str = "email"
    branch_claim: str = ""
    groups_claim: str = "groups"
    button: str = N_("Mit dem Firmenkonto anmelden")
    auto_login: bool = False
    logout_at_provider: bool = False
    ca_file: str = ""
    allow_insecure: bool = False


class LdapSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The LDAP directory.

    Attributes:
        servers: ``ldaps://dc1.example`` or ``ldap://dc1.example`` (with StartTLS), asked in this order.
        allow_insecure: Let ``ldap://`` go without TLS: passwords travel readable.
        ca_file: Certificates to trust, for servers with certificates of the house.
        bind_dn: A person's DN, where the name determines it: ``uid={username},ou=people,dc=example``.
        lookup_dn: Else: who looks people up; empty: nobody in particular (anonymous). The password:
            CLIENTINFO_HUB__LDAP__LOOKUP_PASSWORD, or
        lookup_password_file: the file with it.
        user_base: Where to look people up.
        user_filter: Who is allowed to log in at all.
        username_attribute: Attribute with the login name (Active Directory: sAMAccountName).
        full_name_attribute: Attribute with the name for people.
        email_attribute: Attribute with the e-mail address.
        branch_attribute: Attribute with the branch, as the dealer system writes it; empty: *Benutzer* says it.
        member_of_attribute: Attribute of a person with the DNs of the groups (memberOf); empty: groups are looked up.
        group_base: Where to look groups up; empty: nowhere.
        group_filter: Groups of the person ``{dn}`` with the login name ``{username}``.
        group_name_attribute: Attribute with a group's name.
    """

    servers: str | tuple[str, ...]
    allow_insecure: bool = False
    ca_file: str = ""
    bind_dn: str = ""
    lookup_dn: str = ""
    lookup_password_file: str = ""
    user_base: str = ""
    user_filter: str = "(objectClass=*)"
    username_attribute: str = "uid"
    full_name_attribute: str = "displayName"
    email_attribute: str = "mail"
    branch_attribute: str = ""
    member_of_attribute: str = ""
    group_base: str = ""
    group_filter: str = "(|(member={dn})(uniqueMember={dn})(memberUid={username}))"
    group_name_attribute: str = "cn"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The servers' addresses."""
        return (self.servers,) if isinstance(self.servers, str) else self.servers


def without_secrets(hub: Mapping[str, Any]) -> dict[str, Any]:
    """Return the section ``[hub]`` without the secrets that the environment put into it.

    Raises:
        SettingsError: A secret stands in the file itself.
    """
    cleared = dict(hub)
    for section, secret, file in _SECRETS:
        values = cleared.get(section)
        if not isinstance(values, dict) or secret not in values:
            continue
        if secret_variable(section, secret) not in os.environ:
            raise SettingsError(
                f"clientinfo.toml, section [hub.{section}]: {secret} is a secret and must not stand in this file; put"
                f" it into a file of its own and name that with {file}, or into the variable"
                f" {secret_variable(section, secret)}"
            )
        values = {key: value for key, value in values.items() if key != secret}
        cleared[section] = values or None
    return cleared


def secret_variable(section: str, secret: str) -> str:
    """Return the variable that has a secret."""
    return f"CLIENTINFO_HUB__{section}__{secret}".upper()


def without_secret_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment for a process that does no logins."""
    secrets = {secret_variable(section, secret) for section, secret, _ in _SECRETS}
    return {name: value for name, value in environment.items() if name not in secrets}


def read_secret(settings: Settings, section: str, secret: str, file: str) -> str:
    """Return a secret: from its variable, else from the first line of its file; "" when neither is set.

    Raises:
        SettingsError: The file cannot be read, or is empty.
    """
    given = os.environ.get(secret_variable(section, secret), "")
    if given or not file:
        return given
    path = settings.path(file)
    try:
        text = path.read_text(encoding="utf-8-sig").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{secret}_file of [hub.{section}]: {path} cannot be read: {error}") from error
    if not text:
        raise SettingsError(f"{secret}_file of [hub.{section}]: {path} is empty")
    return text


def existing_file(settings: Settings, section: str, key: str, value: str) -> str:
    """Return the path of a file that a setting names; "" when it names none.

    Raises:
        SettingsError: There is no such file.
    """
    if value and not settings.path(value).is_file():
        raise SettingsError(f"{key} of [hub.{section}]: there is no file {settings.path(value)}")
    return str(settings.path(value)) if value else ""


def check_roles(roles: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a mapping to something that is not a role.

    Raises:
        SettingsError: It names a role that does not exist.
    """
    known = (*GRANTS, ADMIN)
    for group, given in roles.items():
        for unknown in (role for role in given if role not in known):
            raise SettingsError(f"[hub.roles] {group}: there is no role {unknown!r}; there are: {', '.join(known)}")


def check_oidc(oidc: OidcSettings) -> None:
    """Refuse what cannot work, or not safely.

    Raises:
        SettingsError: With what to change.
    """
    check_encrypted(oidc.issuer, oidc, "issuer")
    if not oidc.client_id:
        raise SettingsError("[hub.oidc] client_id is empty: it is what the provider calls clientinfo")


def check_encrypted(address: str, oidc: OidcSettings, what: str) -> None:
    """Refuse an address to which the secret and the tokens would travel readable.

    Raises:
        SettingsError: It is not an https:// address, and neither on this machine nor allowed as http://.
    """
    parts = urlsplit(address)
    may_be_plain = oidc.allow_insecure or parts.hostname in _HERE
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and may_be_plain)):
        raise SettingsError(f"[hub.oidc] {what} has to be an https:// address, not {address!r}")


def check_ldap(ldap: LdapSettings) -> None:
    """Refuse what cannot work, or not safely.

    Raises:
        SettingsError: With what to change.
    """
    for address in ldap.addresses or ("",):
        parts = urlsplit(address)
        if parts.scheme not in ("ldap", "ldaps") or not parts.hostname:
            raise SettingsError(f"[hub.ldap] servers: {address!r} is not an ldaps:// or ldap:// address")
    if ldap.bind_dn:
        if ldap.bind_dn.count(USERNAME) != 1 or "=" not in ldap.bind_dn.split(USERNAME)[0]:
            raise SettingsError(
                f"[hub.ldap] bind_dn has to be a DN with {USERNAME} in it, like uid={USERNAME},ou=people"
            )
        if ldap.lookup_dn:
            raise SettingsError("[hub.ldap] has bind_dn and lookup_dn; choose one: both say how a person is found")
    elif not ldap.user_base:
        raise SettingsError("[hub.ldap] needs bind_dn, or user_base (where people are looked up)")
    for name, value in (("user_filter", ldap.user_filter), ("group_filter", ldap.group_filter)):
        if not value.startswith("(") or not value.endswith(")") or value.count("(") != value.count(")"):
            raise SettingsError(f"[hub.ldap] {name}: {value!r} is not an LDAP filter, such as (objectClass=person)")
