"""The demo dealership, with attempts at HTML, script, templates, styles and formulas in every text of its sources.

Written into the sources' own files, so that it takes the way of all data: connectors, snapshot, kernel, page. Numbers,
days and keys stay as they are: the dealership's figures are those of the demo.
"""

from __future__ import annotations

import os
import re
import sqlite3
from email.message import EmailMessage
from html import escape
from itertools import count, cycle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Whatever runs sets window.hit, whatever loads asks this host.
HOST = "evil.invalid"
ATTEMPTS = (
    "<script>window.hit={n}</script>",
    '"><img src=x onerror=window.hit={n}>',
    "'><svg onload=window.hit={n}>",
    "</script><script>window.hit={n}</script>",
    "{{{{7*7}}}}${{7*7}}<%= 7*7 %>",
    "<style>body{{display:none}}</style>",
    '<a href="javascript:window.hit={n}">x</a>',
    "<iframe src=//evil.invalid/{n}>",
    "<b onmouseover=window.hit={n}>x</b>",
    '=HYPERLINK("//evil.invalid")',
    "</textarea></title><img src=//evil.invalid/{n}>",
    "[x](javascript:window.hit={n})",
    "<!--",
    "' onfocus=window.hit={n} autofocus='",
    "\\u003cscript>window.hit={n}<\\/script>",
    "&lt;script&gt;window.hit={n}&lt;/script&gt;",
)
# What only the publication's own user reads: nothing of it may ever stand on a page, or in a snapshot.
SECRET = "GEHEIM-4711"
_NUMBERS = count(1)
_CELLS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_ALPHAPLUS = {
    "ANSPRECH": ("ANREDE", "VORNAME", "NAME", "FUNKTION", "TELEFON", "MOBIL", "EMAIL", "NOTIZ"),
    "AUFPOS": ("NUMMER", "TEXT", "MONTEUR"),
    "AUFSPLIT": ("TITEL",),
    "AUFTRAG": ("BERATER", "TITEL"),
    "FAHRZEUG": ("MARKE", "MODELL", "KRAFTSTOFF"),
    "KOMM": ("ADRESSE", "NOTIZ"),
    "KUNDEN": ("ANREDE", "TITEL", "VORNAME", "NAME1", "NAME2", "STRASSE", "ORT", "KDGRUPPE", "KLASSE", "BONITAET",
               "KONDITION", "BEMERKUNG", "VERKAEUFER"),
    "RECHNUNG": ("VERKAEUFER",),
    "RUECKRUF": ("TEXT",),
    "TERMIN": ("NOTIZ",),
}  # fmt: skip
_INBOX = ("GRUND", "NAME", "FELD", "ALT", "NEU", "VERKAEUFER_NAME", "KAEUFER", "KAEUFER_USTID")
_LEDGER = ("Buchungstext", "Name (Adressattyp Unternehmen)", "Straße", "Ort", "Telefon", "E-Mail", "Bezeichnung")
_LABELS = ("Kontobeschriftung", "Kontenbeschriftung lang")


def poison(folder: Path) -> None:
    """Put the attempts into the files of a demo."""
    attempts = _attempts()
    exports = folder / "exports"
    for kind, columns in _ALPHAPLUS.items():
        for file in (exports / "alphaplus").glob(f"{kind}_*.csv"):
            _poison_table(file, columns, attempts)
    for file in (exports / "inbox").rglob("*.csv"):
        _poison_table(file, _INBOX, attempts)
    for file in (exports / "datev").glob("*.csv"):
        _poison_table(file, (*_LEDGER, *_LABELS), attempts, head=0 if "OPOS" in file.name else 1, longest=60)
    for file in (exports / "inbox").rglob("*.xml"):
        _poison_invoice(file, attempts)
    for file in (exports / "inbox").rglob("system.toml"):
        file.write_text(f"name = '''Portal {next(attempts)}'''\n", encoding="utf-8")
    _add_mail(exports / "inbox" / "email")
    _add_traps(exports / "inbox", folder / "var" / "hub" / "secrets.json")
    _poison_cases(folder / "crm.sqlite", attempts)
    settings = folder / "clientinfo.toml"
    house = 'house = "Autohaus <script>window.hit=1</script><img src=x onerror=window.hit=2>"'
    settings.write_text(
        re.sub("^house = .*$", house, settings.read_text(encoding="utf-8"), flags=re.MULTILINE), "utf-8"
    )


def _attempts() -> Iterator[str]:
    for template in cycle(ATTEMPTS):
        yield template.format(n=next(_NUMBERS))


def _poison_table(
    file: Path, columns: tuple[str, ...], attempts: Iterator[str], head: int = 0, longest: int = 2000
) -> None:
    """Every text of these columns; lines that are broken on purpose stay as they are."""
    lines = file.read_bytes().decode("cp1252", errors="surrogateescape").split("\r\n")
    names = [_plain(cell) for cell in _CELLS.split(lines[head])]
    places = [names.index(column) for column in columns if column in names]
    for at, line in enumerate(lines):
        cells = _CELLS.split(line)
        if at <= head or len(cells) != len(names):
            continue
        for place in places:
            text = _plain(cells[place])
            if text:
                poisoned = f"{text} {next(attempts)}"
                cells[place] = '"' + (poisoned if len(poisoned) <= longest else text).replace('"', '""') + '"'
        lines[at] = ";".join(cells)
    file.write_bytes("\r\n".join(lines).encode("cp1252", errors="surrogateescape"))


def _plain(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _poison_invoice(file: Path, attempts: Iterator[str]) -> None:
    def poisoned(found: re.Match[str]) -> str:
        return f"{found[1]}{found[2]} {escape(next(attempts))}{found[3]}"

    names = "Name|RegistrationName|StreetName|CityName|Note|Description|PersonName|Content"
    text = re.sub(rf"(<\w+:(?:{names})>)([^<]+)(</)", poisoned, file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")


def _add_mail(inbox: Path) -> None:
    """A mail that comes as HTML and wants to do something."""
    body = "".join(template.format(n=next(_NUMBERS)) for template in ATTEMPTS)
    mail = EmailMessage()
    mail["From"] = '"<script>window.hit=1</script>" <x@evil.invalid>'
    mail["To"] = "rechnung@nordhof.example"
    mail["Subject"] = "Rechnung <img src=x onerror=window.hit=1>"
    mail["Date"] = "Thu, 14 Jun 2012 09:31:00 +0200"
    mail.set_content(f"Guten Tag {body}")
    mail.add_alternative(f"<html><body onload=window.hit=1><p>Guten Tag</p>{body}</body></html>", subtype="html")
    mail.add_attachment(
        b"<script>window.hit=1</script>", maintype="text", subtype="html", filename="<svg onload=hit>.html"
    )
    (inbox / "belege" / "hostile.eml").write_bytes(bytes(mail))
    table = inbox / "rechnungen.csv"
    lines = table.read_bytes().decode("cp1252").split("\r\n")
    row = next(line for line in lines if line.startswith("EM0731;"))
    lines.insert(
        2,
        row.replace("EM0731", "EM6660").replace("01120731", "66601").replace("belege/66601.xml", "belege/hostile.eml"),
    )
    table.write_bytes("\r\n".join(lines).encode("cp1252"))


def _add_traps(inbox: Path, secret: Path) -> None:
    """What somebody with a login to the drop folder, or a sender of mail, puts there to read, to hold up or to fill."""
    secret.parent.mkdir(parents=True)
    secret.write_text(f'{{"service": "{SECRET}"}}')
    waiting = inbox / "email" / "waiting"
    waiting.mkdir()
    invoice = (inbox / "email" / "belege" / "01120731.xml").read_text(encoding="utf-8")
    for number, link in (("66602", "reason"), ("66603", "pipe")):
        (waiting / f"{number}.xml").write_text(invoice.replace("01120731", number), encoding="utf-8")
        note = waiting / f"{number}.xml.reason.txt"
        note.symlink_to(secret) if link == "reason" else os.mkfifo(note)
    (waiting / "link.xml").symlink_to(secret)
    (inbox / "linked").symlink_to(secret.parent)
    os.mkfifo(waiting / "pipe.xml")
    for name, start, piece, pieces in (
        ("tags", "", "<a ", 100_000),  # quadratic in the reader of the standard library (CVE-2025-6069)
        ("comments", "", "<!--", 100_000),
        ("deep", "", "<b>", 100_000),
    ):
        mail = EmailMessage()
        mail["From"], mail["Subject"] = "x@evil.invalid", f"Rechnung {name}"
        mail.set_content(start + piece * pieces, subtype="html")
        (waiting / f"{name}.eml").write_bytes(bytes(mail))
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    outside = f'<!ENTITY e0 "x"><!ENTITY file SYSTEM "{secret.as_uri()}">'
    (waiting / "bomb.xml").write_text(f"<!DOCTYPE x [{outside}{entities}]><x>&e9;&file;</x>", encoding="utf-8")


def _poison_cases(file: Path, attempts: Iterator[str]) -> None:
    with sqlite3.connect(file) as database:
        for table, columns in (
            ("cases", ("text", "assignee")),
            ("contact_events", ("employee", "contact_person", "note")),
        ):
            for row in database.execute(f"select row_id from {table}").fetchall():
                for column in columns:
                    change = f"update {table} set {column} = coalesce({column}, '') || ' ' || ? where row_id = ?"
                    database.execute(change, (next(attempts), row[0]))
    database.close()
