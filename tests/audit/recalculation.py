"""The margin page's workbook in LibreOffice, which computes every formula again when it opens the file.

The values beside the formulas are overwritten before, so that a program that only reads them is found out.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree, html

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import read_settings
from widgets.margin.figures import ask
from widgets.margin.view import View
from widgets.margin.workbook import margin_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Cell = tuple[int, str]
NOT_COMPUTED = "987654321"
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_DEADLINE = 180  # seconds
_QUESTION = "where=month%3D2011-01..2011-12&by=branch,division&measures=gross_profit&compare=previous_year"
_MODEL = "rate:120"
# LibreOffice asks nobody and computes nothing again in a file that Excel wrote, unless its profile says so.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def libreoffice() -> str | None:
    """Return the program, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def workbook(settings_file: Path) -> bytes:
    """Return the workbook of a year beside the year before, by branch and division, with a model."""
    directory = CustomerDirectory(read_settings(settings_file), Viewer("", frozenset({"controlling"})))
    margin = Margin(directory).pinned()
    view = View(Question.of_query(_QUESTION), model=_MODEL)
    return margin_workbook(margin, view, ask(margin, view))


def formula_values(book: bytes) -> dict[Cell, str]:
    """Return what stands beside each formula, by sheet and cell."""
    with zipfile.ZipFile(BytesIO(book)) as parts:
        sheets = {int(found[1]): parts.read(name) for name in parts.namelist() if (found := _SHEET.fullmatch(name))}
    return {
        (number, cell.get("r")): cell.findtext("v") or ""
        for number, sheet in sheets.items()
        for cell in html.fromstring(sheet).xpath("//c[f]")
    }


def without_values(book: bytes) -> bytes:
    """Return the workbook with a number beside each formula that none of them comes to."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as parts, zipfile.ZipFile(file, "w") as written:
        for name in parts.namelist():
            content = parts.read(name)
            if _SHEET.fullmatch(name):
                sheet = etree.fromstring(content)
                for value in sheet.iterfind(".//{*}c[{*}f]/{*}v"):
                    value.text = NOT_COMPUTED
                    cell = value.getparent()
                    assert cell is not None
                    cell.attrib.pop("t", None)
                content = etree.tostring(sheet)
            written.writestr(name, content)
    return file.getvalue()


def recalculated(program: str, book: bytes, folder: Path) -> bytes:
    """Open the workbook in LibreOffice with recalculation on load, and return what it saves."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    (folder / "margins.xlsx").write_bytes(book)
    subprocess.run(
        [
            *(program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "saved")),
            str(folder / "margins.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=_DEADLINE,
    )
    return (folder / "saved" / "margins.xlsx").read_bytes()


def different(ours: Mapping[Cell, str], theirs: Mapping[Cell, str]) -> dict[Cell, tuple[str, str]]:
    """Return the formulas that come to something else in the other program, to the cent; none may be missing."""
    return {
        cell: (value, theirs.get(cell, "missing"))
        for cell, value in ours.items()
        if _shown(value) != _shown(theirs.get(cell, "missing"))
    }


def _shown(value: str) -> str:
    try:
        return f"{float(value):.2f}"
    except ValueError:
        return value
