"""An address that names a list which is not there for its reader: another list opens, and the page says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets
import lxml.html

from clientinfo_kernel.access.audit import AUDIT_VARIABLE
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.app.lists_app import ListsApp
from widgets.texts.language import session
from widgets.views.closing import with_parts

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SABINE = Viewer("sabine", frozenset({"service"}))


def notices(app: ListsApp) -> list[str]:
    """The titles of what the page says in notices."""
    shown = [each.value for each in with_parts([app]) if isinstance(each, ipywidgets.HTML)]
    return [
        title.text_content()
        for markup in shown
        if "ci-notice" in markup
        for title in lxml.html.fragment_fromstring(markup, create_parent=True).iter("h2")
    ]


def test_a_list_of_another_role_or_none_is_said_until_one_of_ones_own_is_chosen(
    house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(AUDIT_VARIABLE, str(tmp_path))
    monkeypatch.setenv("QUERY_STRING", "?list=debtors")
    app = ListsApp(CustomerDirectory(house.settings, SABINE))
    assert notices(app) == ["Die Liste „Wer schuldet“ ist für die Rolle Service nicht freigegeben"]
    assert app.list is not None
    refused = [
        line for file in tmp_path.glob("*.jsonl") for line in file.read_text().splitlines() if '"refuse"' in line
    ]
    assert len(refused) == 1
    assert '"list debtors"' in refused[0]
    app._choose("late_orders")
    assert notices(app) == []
    app._go(app._address.read("?list=no_such_list"))
    assert notices(app) == ["Diese Liste gibt es nicht"]
    with session("en"):
        app._draw()
        assert notices(app) == ["There is no such list"]
