"""The second line behind escaping: what a page's policy lets run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nbformat
import pytest

from hub.service.app_catalogue import catalogue
from tests.stack import NOWHERE, REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    import requests

    from tests.stack import Client

PAGES = ("/services/clientinfo/", NOWHERE, "/services/clientinfo/voila/render/environment.ipynb",
         "/services/clientinfo/voila/render/failing.ipynb", "/services/clientinfo/voila/render/controllers.ipynb")  # fmt: skip
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)


def rules(answer: requests.Response) -> dict[str, list[str]]:
    policy = answer.headers["Content-Security-Policy"]
    return {name: words for name, *words in (rule.split() for rule in policy.split(";"))}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_its_own_scripts_and_no_others(people: dict[str, Client], path: str) -> None:
    answer = people["analyst"].get(path)
    found = rules(answer)
    assert not {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "data:", "https:", "http:", "*"} & set(
        found["script-src"]
    )
    (nonce,) = (word.removeprefix("'nonce-").rstrip("'") for word in found["script-src"] if "nonce" in word)
    assert len(nonce) >= 22  # 128 bits in base64
    assert found["frame-src"] == found["object-src"] == found["base-uri"] == ["'none'"]
    assert found["connect-src"] == found["form-action"] == ["'self'"]
    for attributes, body in SCRIPT.findall(answer.text):
        is_data = "json" in attributes
        assert is_data or "src=" in attributes or f'nonce="{nonce}"' in attributes, body[:80]
    assert not re.search(r"<[a-z][^>]*\son[a-z]+=", answer.text.split("ci-widget-states")[0]), (
        "a handler in an attribute"
    )


def test_no_page_of_ours_evaluates_text(people: dict[str, Client]) -> None:
    asked = (("service", "customer"), ("service", "lists"), ("admin", "users"), ("admin", "accounts"))
    for person, app in asked:
        found = rules(people[person].get(f"/services/clientinfo/voila/render/{app}.ipynb"))
        assert not {"'unsafe-eval'", "'unsafe-inline'"} & set(found["script-src"])


def test_evaluated_text_is_for_notebooks_that_ask_for_it_alone(tmp_path: Path) -> None:
    """Measured: ipyleaflet's build compiles functions. Analysts can use it; of our own pages none does."""
    assert not any(app.evaluates for app in catalogue(REPOSITORY / "notebooks"))
    for name, needs in (("asks", ["evaluation"]), ("asks_for_more", ["map_layers", "accounts"])):
        made = nbformat.v4.new_notebook(metadata={"clientinfo": {"needs": needs}})
        nbformat.write(made, tmp_path / f"{name}.ipynb")
    assert {app.file: app.evaluates for app in catalogue(tmp_path)} == {
        "asks.ipynb": True,
        "asks_for_more.ipynb": False,
    }


def test_each_answer_has_a_word_of_its_own(people: dict[str, Client]) -> None:
    seen = {tuple(rules(people["service"].get(NOWHERE))["script-src"]) for _ in range(5)}
    assert len(seen) == 5
