"""What is released is known quickly and for good: one bad notebook, one slow or absent database changes nothing else."""

from __future__ import annotations

import json
import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.publications import Draft, Publications
from hub.service import released_apps
from hub.service.released_apps import ReleasedApps
from tests.coroutines import in_a_loop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa

LOG = logging.getLogger(__name__)
KARL = Viewer("karl", frozenset({"release"}))


def notebook(*cells: Any) -> str:
    return json.dumps({"cells": cells, "nbformat": 4})


CODE = {"cell_type": "code", "source": "1 + 1"}


class Interrupted(LiveDatabase):
    """A real database behind a line that can be cut, or be so slow that nothing comes."""

    fault = ""

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        if self.fault == "slow":
            threading.Event().wait(1)
        with super().reading() as connection:
            yield connection


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Interrupted:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    return Interrupted(LiveDatabase.at(tmp_path / "live" / "live.sqlite").url)


def release(database: LiveDatabase, file: str, *cells: Any) -> None:
    anna = Publications(database, Viewer("anna", frozenset({"analyst"})))
    asked = anna.request(f"ask {file}", Draft(file, file, ("sales",), notebook(*cells)))
    Publications(database, KARL).release(f"release {file}", asked)


def test_a_notebook_that_is_none_is_left_out_alone(database: Interrupted) -> None:
    release(database, "broken.ipynb", CODE, {"source": "# Hinweis"})
    release(database, "textless.ipynb", {"cell_type": "code"})
    release(database, "whole.ipynb", CODE)
    assert [app.file for app in in_a_loop(ReleasedApps(database, LOG).now())] == ["whole.ipynb"]


def test_a_request_waits_for_everybody_but_who_made_it(database: Interrupted) -> None:
    release(database, "decided.ipynb", CODE)
    anna = Publications(database, Viewer("anna", frozenset({"analyst"})))
    anna.request("ask", Draft("new.ipynb", "Neu", ("sales",), notebook(CODE)))
    apps = ReleasedApps(database, LOG)
    in_a_loop(apps.now())
    assert (apps.waiting_for("karl"), apps.waiting_for("anna")) == (1, 0)


def test_what_was_released_stays_while_the_database_is_away(database: Interrupted) -> None:
    release(database, "whole.ipynb", CODE)
    apps = ReleasedApps(database, LOG)
    [known] = in_a_loop(apps.now())
    assert database.file is not None
    database.file.write_bytes(b"no database any more" * 1000)
    assert in_a_loop(apps.now()) == (known,)
    # Who never heard of anything does not say that there is nothing.
    assert in_a_loop(ReleasedApps(database, LOG).now()) is None


def test_nobody_waits_for_a_database_that_takes_too_long(
    database: Interrupted, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(database, "whole.ipynb", CODE)
    apps = ReleasedApps(database, LOG)
    [known] = in_a_loop(apps.now())
    monkeypatch.setattr(released_apps, "_SECONDS", 0.0)
    database.fault = "slow"

    async def asked_twice() -> tuple[Any, Any]:
        return await apps.now(), await apps.now()

    assert in_a_loop(asked_twice()) == ((known,), (known,))
