"""A notebook on its way to a page: who asks, who releases, and what one gets that was written to get everything."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from websockets.exceptions import ConnectionClosed

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.publications import Draft, Publications
from tests.administration import own_token
from tests.security.wire import Line, page
from tests.stack import PATIENCE, Client, Stack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.live.publication import Publication

# By the public functions alone: the check finds nothing, and the kernel's rules are what is left.
SNEAKING = """
from clientinfo_kernel.query.directory import open_directory
from clientinfo_kernel.errors import NotPermitted

try:
    found = open_directory().table("profit_entries").height
except NotPermitted:
    found = "refused"
"""
# The kernel in stock has files open and has shown a customer; whoever gets it could look for both.
IN_STOCK = """
from clientinfo_kernel.query import opened_newest
f"open before: {len(opened_newest._KEPT)}"
"""


def notebook(*sources: str) -> str:
    cells = [{"id": str(number), "cell_type": "code", "source": source, "metadata": {}, "outputs": [],
              "execution_count": None} for number, source in enumerate(sources)]  # fmt: skip
    return json.dumps({"cells": cells, "metadata": {"clientinfo": {"roles": ["admin"], "needs": ["accounts"]}},
                       "nbformat": 4, "nbformat_minor": 5})  # fmt: skip


@pytest.fixture
def store(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Publications:
    """The analyst's side; whoever releases is ``karl``."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(stack.state / "audit"))
    database = LiveDatabase.at(stack.state / "live" / "live.sqlite")
    return Publications(database, Viewer("analyst", frozenset({"analyst"}), "Anna Analyse"))


@pytest.fixture
def asked(store: Publications) -> Iterator[Publication]:
    draft = Draft("sneaking.ipynb", "Was <b>alle</b> verdienen", ("service",), notebook(SNEAKING, "found", IN_STOCK))
    made = store.request("sneaking", draft)
    yield made
    if made.state == "released":
        store.withdraw("sneaking-end", made)


def opened(person: Client, file: str = "sneaking.ipynb") -> int:
    return person.get(person.stack.page(file)).status_code


def drain(opened_page: Line) -> None:
    """Read until the service hangs up."""
    while True:
        opened_page.socket.recv(timeout=PATIENCE)


def test_it_is_there_once_it_is_released_and_gone_when_it_is_withdrawn(
    asked: Publication, store: Publications, stack: Stack, people: dict[str, Client]
) -> None:
    service = people["service"]
    assert opened(service) == 404
    Publications(store.database, Viewer("karl", frozenset({"release"}))).release("sneaking-yes", asked)
    # Neither the roles nor the needs that the notebook itself names count: what was released does.
    assert (opened(people["sales"]), opened(people["admin"])) == (403, 403)
    shown = service.get(stack.page("sneaking.ipynb"))
    assert shown.status_code == 200
    assert "refused" in shown.text  # another role's topic, in the kernel
    assert "open before: 0" in shown.text
    assert "<b>alle" not in shown.text
    start = service.get(stack.base).text
    assert "Was &lt;b&gt;alle" in start
    with page(service, "sneaking.ipynb") as still_open:
        store.withdraw("sneaking-no", asked)
        with pytest.raises(ConnectionClosed):  # nobody goes on with what is gone
            drain(still_open)
    assert opened(service) == 404
    assert "Was &lt;b&gt;alle" not in service.get(stack.base).text


def test_a_released_notebook_that_is_none_takes_no_other_page_away(
    store: Publications, people: dict[str, Client]
) -> None:
    """As it got past the Hub before: a cell without a kind, and one without a text."""
    broken = json.dumps({"cells": [{"cell_type": "code", "source": "1"}, {"source": "# Hinweis"}], "nbformat": 4})
    made = store.request("broken", Draft("broken.ipynb", "Kaputt", ("service",), broken))
    Publications(store.database, Viewer("karl", frozenset({"release"}))).release("broken-yes", made)
    try:
        assert opened(people["service"], "broken.ipynb") == 404
        assert opened(people["service"], "customer.ipynb") == 200
        assert opened(people["analyst"], "publications.ipynb") == 200  # where it can be withdrawn
    finally:
        store.withdraw("broken-no", made)


def ask(person: Client, token: str = "", **changed: Any) -> tuple[int, str]:
    """Ask the Hub as a JupyterLab does; its status and message."""
    body = {
        "command_id": sha256(f"{changed} {token[:4]}".encode()).hexdigest(),
        "file": "asked.ipynb",
        "title": "Titel",
        "roles": ["service"],
    }
    body |= {"content": notebook("1 + 1")} | changed
    headers = {"Authorization": f"token {token}"} if token else {}
    answer = person.web.post(
        f"{person.stack.root}/hub/api/clientinfo/publications", json=body, headers=headers, timeout=PATIENCE
    )
    return answer.status_code, answer.json().get("message", "")


def test_nobody_asks_by_a_cookie_or_without_a_login(people: dict[str, Client], nobody: Client) -> None:
    for person in (people["analyst"], people["controlling"], people["admin"], nobody):
        assert ask(person)[0] == 403
    assert ask(nobody, "made up")[0] == 403


def test_nothing_is_read_for_a_token_of_somebody_who_publishes_nothing(people: dict[str, Client]) -> None:
    """The token of one's own pages stands in one's own cookie; a notebook that is long to read keeps the Hub busy."""
    for role in ("service", "controlling", "admin"):
        assert ask(people[role], own_token(people[role]), content="no notebook at all")[0] == 403


def test_a_name_of_a_page_of_clientinfo_s_own_is_never_replaced(
    store: Publications, stack: Stack, people: dict[str, Client]
) -> None:
    """Not even when it got past the Hub: the folder's page wins."""
    made = store.request("customer", Draft("customer.ipynb", "Falsch", ("service",), notebook("'not the real one'")))
    Publications(store.database, Viewer("karl", frozenset({"release"}))).release("customer-yes", made)
    assert "not the real one" not in people["service"].get(stack.page("customer.ipynb")).text
    store.withdraw("customer-no", made)


def test_the_page_of_releases_offers_nothing_to_others(people: dict[str, Client]) -> None:
    for role in ("service", "sales", "accounting", "controlling", "privacy", "admin"):
        assert opened(people[role], "publications.ipynb") == 403
    with page(people["analyst"], "publications.ipynb"):
        pass
