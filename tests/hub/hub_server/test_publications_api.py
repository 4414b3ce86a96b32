"""What the Hub keeps of a notebook that somebody asks for with their own key, past JupyterLab's dialogue."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from clientinfo_kernel.access.accounts import Account
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import TooManyLines
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.publications import LONGEST_CONTENT
from hub.hub_server.publications_api import PublicationsHandler, Refused, _answer_to, wanted_of

CODE = {"cell_type": "code", "source": ["1 + 1"]}


def asked(cells: Any, **more: Any) -> bytes:
    content = json.dumps({"cells": cells, "nbformat": 4, **more})
    return json.dumps(
        {"command_id": "a", "file": "a.ipynb", "title": "A", "roles": ["sales"], "content": content}
    ).encode()


def test_only_the_kind_and_the_text_of_cells_are_kept() -> None:
    states = {"application/vnd.jupyter.widget-state+json": {"state": {"a": {"value": "Meier"}}}}
    cells = [CODE | {"metadata": {"tags": ["Meier"]}, "outputs": [{"text": "Meier"}], "attachments": {"Meier": {}}}]
    kept = wanted_of(asked(cells, metadata={"widgets": states, "authors": [{"name": "Meier"}]})).content
    assert "Meier" not in kept
    assert [(cell["cell_type"], cell["source"]) for cell in json.loads(kept)["cells"]] == [("code", "1 + 1")]


def test_whoever_asks_has_their_account_since_it_was_made() -> None:
    made = datetime(2026, 11, 28, 7, tzinfo=UTC)
    account = Account(name="anna", full_name="Anna Neu", created_at=made)
    there = [account]
    accounts = SimpleNamespace(find={"anna": account}.get, all=lambda: there)
    hub: Any = SimpleNamespace(authenticator=SimpleNamespace(accounts=accounts))
    user = SimpleNamespace(name="anna", admin=False, groups=[SimpleNamespace(name="analyst")])
    viewer = PublicationsHandler._viewer(hub, user)
    assert viewer == Viewer("anna", frozenset({"analyst"}), "Anna Neu", since=made)
    # whoever decides about their page knows which of two they are
    there.append(Account(name="neu", full_name="Anna Neu"))
    assert PublicationsHandler._viewer(hub, user).full_name == "Anna Neu (anna)"


@pytest.mark.parametrize(
    "cells",
    [
        [CODE, {"source": "# Hinweis"}],  # no kind: it took down every page once it was released
        [CODE, {"cell_type": "markdown"}],
        [{"cell_type": "code", "source": "(" * 100_000}],
        [{"cell_type": "code", "source": "x" * LONGEST_CONTENT}],
        "cells",
        None,
    ],
)
def test_what_no_page_could_be_made_of_is_refused(cells: Any) -> None:
    with pytest.raises(Refused) as refused:
        wanted_of(asked(cells))
    assert (refused.value.status, bool(refused.value.message)) == (400, True)


@pytest.mark.parametrize(
    ("field", "rule", "said"),
    [
        ("roles", "not_a_word", "Wählen Sie, wer die Seite öffnet."),
        ("title", "missing", "Geben Sie der Seite einen Titel."),
        ("title", "too_long", "Der Titel hat höchstens 80 Zeichen."),
        ("icon", "not_a_word", "„icon“ kann so nicht sein: Bitte wählen Sie etwas aus."),
    ],
)
def test_what_the_dialogue_lacks_is_said_in_its_words(field: str, rule: Any, said: str) -> None:
    status, message = _answer_to(InputRefused(field, rule, "at most 80 characters are wanted", 80))
    assert (status, message) == (400, said)


def test_whoever_fills_the_audit_log_reads_when_it_goes_on() -> None:
    said = "Sie haben in einer Stunde sehr viel geöffnet, heruntergeladen oder geändert. In 30 Minuten geht es weiter."
    assert _answer_to(TooManyLines(1800)) == (429, said)
