"""A real LDAP server with people and groups, in a folder of its own, on free ports."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ldap3

from tests.certificates import certificates
from tests.ports import free_port
from tests.requirements import missing
from tests.stack import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

SLAPD = shutil.which("slapd", path=f"/usr/sbin:/usr/lib/openldap:{os.environ.get('PATH', '')}")
BASE = "dc=autohaus,dc=test"
PEOPLE, GROUPS = f"ou=people,{BASE}", f"ou=groups,{BASE}"
ROOT, ROOT_PASSWORD = f"cn=root,{BASE}", "root-password"
READER, READER_PASSWORD = f"cn=reader,{BASE}", "reader-password"
PASSWORD = "Kupplung und Kolben"
# Active Directory takes a name with an empty password for a login of nobody in particular, and agrees; so does this one.
CONFIGURATION = """
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/nis.schema
include {schema}/inetorgperson.schema
{modules}
allow bind_anon_cred
pidfile {folder}/slapd.pid
TLSCertificateFile {folder}/server.crt
TLSCertificateKeyFile {folder}/server.key
database mdb
suffix "{base}"
rootdn "{root}"
rootpw {password}
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
"""
# A name with everything that means something in DNs and filters.
STRANGE_DN = rf"cn=Meier\, Uwe (Verkauf) *\+\\,{PEOPLE}"


@dataclass
class Slapd:
    """The server."""

    folder: Path
    port: int
    tls_port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def plain(self) -> str:
        return f"ldap://localhost:{self.port}"

    @property
    def encrypted(self) -> str:
        return f"ldaps://localhost:{self.tls_port}"

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.crt"

    def start(self) -> None:
        # 127.0.0.2 is a name that the certificate does not have.
        addresses = f"ldap://localhost:{self.port} ldaps://localhost:{self.tls_port} ldaps://127.0.0.2:{self.tls_port}"
        log = (self.folder / "slapd.log").open("ab")
        command = [SLAPD, "-d", "0", "-f", str(self.folder / "slapd.conf"), "-h", addresses]
        with log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        eventually(self._answers, f"slapd answers: {(self.folder / 'slapd.log').read_text()}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def change(self, dn: str, attribute: str, operation: str, value: str) -> None:
        with self._as_root() as connection:
            assert connection.modify(dn, {attribute: [(operation, [value])]}), connection.result

    def join(self, group: str, dn: str) -> None:
        self.change(f"cn={group},{GROUPS}", "member", ldap3.MODIFY_ADD, dn)

    def leave(self, group: str, dn: str) -> None:
        self.change(f"cn={group},{GROUPS}", "member", ldap3.MODIFY_DELETE, dn)

    def hand_on(self, uid: str) -> None:
        """Somebody goes, and somebody else gets the name."""
        with self._as_root() as connection:
            assert connection.delete(f"uid={uid},{PEOPLE}"), connection.result
        self.employ(uid)

    def employ(self, uid: str) -> None:
        """Add somebody with this name."""
        entry = person(uid, "Neu", "Neumann")
        with self._as_root() as connection:
            assert connection.add(entry.pop("dn"), attributes=entry), connection.result

    @contextmanager
    def _as_root(self) -> Iterator[ldap3.Connection]:
        server = ldap3.Server(f"ldap://127.0.0.1:{self.port}", get_info=ldap3.NONE)
        connection = ldap3.Connection(server, ROOT, ROOT_PASSWORD, auto_bind=True)
        try:
            yield connection
        finally:
            connection.unbind()

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def running_slapd(folder: Path) -> Iterator[Slapd]:
    """A server with the people below; without one installed, the tests are skipped, or fail where it was promised."""
    if SLAPD is None:
        missing("SLAPD", "slapd is not installed: LDAP IS NOT TESTED (apt-get install slapd ldap-utils)")
    (folder / "data").mkdir()
    certificates(folder)
    modules = Path("/usr/lib/ldap")
    loading = f"modulepath {modules}\nmoduleload back_mdb" if (modules / "back_mdb.so").exists() else ""
    schema = next(path for path in (Path("/etc/ldap/schema"), Path("/etc/openldap/schema")) if path.exists())
    text = CONFIGURATION.format(
        schema=schema, modules=loading, folder=folder, base=BASE, root=ROOT, password=ROOT_PASSWORD
    )
    (folder / "slapd.conf").write_text(text)
    (folder / "people.ldif").write_text(ldif())
    load = [SLAPD, "-Tadd", "-f", str(folder / "slapd.conf"), "-l", str(folder / "people.ldif")]
    done = subprocess.run(load, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    server = Slapd(folder, free_port(), free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


def person(uid: str, given: str, surname: str, **more: Any) -> dict[str, Any]:
    return {
        "dn": f"uid={uid},{PEOPLE}",
        "objectClass": ["inetOrgPerson"],
        "uid": uid,
        "cn": f"{given} {surname}",
        "sn": surname,
        "displayName": f"{given} {surname}",
        "mail": f"{uid}@autohaus.test",
        "userPassword": PASSWORD,
        **more,
    }


def group(name: str, *members: str) -> dict[str, Any]:
    return {"dn": f"cn={name},{GROUPS}", "objectClass": ["groupOfNames"], "cn": name, "member": [READER, *members]}


def ldif() -> str:
    """Everybody and everything in the directory."""
    karl, vera, ines = (f"uid={name},{PEOPLE}" for name in ("karl", "vera", "ines"))
    entries = [
        {"dn": BASE, "objectClass": ["dcObject", "organization"], "dc": "autohaus", "o": "Autohaus"},
        *({"dn": dn, "objectClass": ["organizationalUnit"]} for dn in (PEOPLE, GROUPS, f"ou=extern,{BASE}")),
        {
            "dn": READER,
            "objectClass": ["organizationalRole", "simpleSecurityObject"],
            "cn": "reader",
            "userPassword": READER_PASSWORD,
        },
        person("karl", "Karl", "Kern", physicalDeliveryOfficeName="Naila"),
        person("vera", "Vera", "Voss"),
        person("ines", "Ines", "Imhof"),
        person("otto", "Otto", "Ohnerolle"),
        person("gesperrt", "Gerd", "Gesperrt"),
        person("doppelt", "Dora", "Doppelt"),
        person("doppelt", "Doris", "Doppelt") | {"dn": f"uid=doppelt,ou=extern,{BASE}"},
        person("uwe", "Uwe", "Meier") | {"dn": STRANGE_DN, "cn": r"Meier, Uwe (Verkauf) *+\\"[:-1]},
        # Harmful in a page, a log or a table, if somebody forgot about it.
        person("heinz", "Heinz", "Html", displayName="<script>alert(1)</script>", mail="kein mail"),
        person("anna+berta", "Anna", "Berta") | {"dn": rf"uid=anna\+berta,{PEOPLE}"},
        person(
            "telefon",
            "Theo",
            "Telefon",
            telephoneNumber="0511-123",
            seeAlso=[f"cn=Verkauf,{GROUPS}", r"cn=Büro\, Haus\2b,ou=x"],
        ),
        group("Verkauf", karl, STRANGE_DN),
        group("Buchhaltung", vera),
        group("IT", ines),
        # Called like roles of ours, and given nothing by the mapping.
        group("admin", karl),
        group("controlling", karl),
        {
            "dn": f"cn=werkstatt,{GROUPS}",
            "objectClass": ["posixGroup"],
            "cn": "werkstatt",
            "gidNumber": "4711",
            "memberUid": "vera",
        },
    ]
    return "\n\n".join("\n".join(_lines(entry)) for entry in entries) + "\n"


def _lines(entry: dict[str, Any]) -> Iterator[str]:
    for name, values in entry.items():
        for value in [values] if isinstance(values, str) else values:
            yield f"{name}:: {base64.b64encode(value.encode()).decode()}"
