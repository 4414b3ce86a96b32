"""``clientinfo serve`` from the start to the end, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.command import clientinfo
from tests.ports import free_port
from tests.resilience.pages import OpenPage, open_laboratory, status
from tests.stack import (
    PATIENCE,
    REPOSITORY,
    Client,
    Stack,
    eventually,
    is_listening,
    own_state,
    processes_of,
    serve_command,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from subprocess import CompletedProcess


# Nobody opens a page: what kernels are forked from takes as long as all the rest.
WITHOUT_KERNELS_IN_STOCK = {"CLIENTINFO_HUB__FORKED_KERNELS": "false"}


def refused_start(settings_file: Path, state: Path, port: int, **environment: str) -> CompletedProcess[str]:
    """A start that ends before it starts anything: called here, for most of its time would be a Python's own start."""
    words = ("serve", "--settings", settings_file, "--state", state, "--port", str(port))

    def starts_its_parts(work: Coroutine[Any, Any, int]) -> None:
        work.close()
        raise AssertionError("it was not refused")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hub.supervision.supervisor.asyncio.run", starts_its_parts)  # which would go on for ever
        return clientinfo(*words, **environment)


def failed_start(settings_file: Path, state: Path, port: int, **environment: str) -> CompletedProcess[str]:
    """A start that cannot succeed, as a process that starts its parts."""
    command = serve_command(settings_file, state, port)
    environment = {**os.environ, **environment}
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=3 * PATIENCE, check=False
    )


def complaint(done: CompletedProcess[str]) -> str:
    """What it printed at its end."""
    assert done.returncode == 1, done.stderr
    assert "is ready" not in done.stdout
    assert "Traceback" not in done.stderr
    return next(line for line in reversed(done.stderr.splitlines()) if line.startswith("clientinfo: "))


def test_however_it_ends_everything_ends_with_it_and_it_starts_again_as_it_was(
    demo_settings: Path, tmp_path: Path
) -> None:
    state, port = own_state(demo_settings, tmp_path), free_port()
    with serving(demo_settings, state, port=port, ended_by=signal.SIGKILL) as stack:
        person = Client.of(stack, "controlling")
        assert OpenPage.of(person).widgets()
    # Ctrl-C, with an open page and a laboratory.
    with serving(demo_settings, state, port=port, ended_by=signal.SIGINT) as again:
        assert again.logins == stack.logins
        # Nobody has to log in again.
        assert OpenPage.of(person).widgets()
        assert person.get("/hub/login", allow_redirects=False).status_code == 302
        open_laboratory(again)
        assert again.child("jupyterhub.singleuser")
        # A laboratory whose Hub is dead ends with the publication, too.
        again.hub().kill()


def test_two_publications_do_not_disturb_each_other(demo_settings: Path, tmp_path: Path, site: Stack) -> None:
    page, elsewhere = OpenPage.of(Client.of(site, "accounting")), Client.of(site, "accounting")
    before = (site.hub(), site.service(), site.proxy())
    # It ends with its terminal while its Hub lives.
    state = own_state(demo_settings, tmp_path)
    with serving(demo_settings, state, ended_by=signal.SIGHUP, **WITHOUT_KERNELS_IN_STOCK) as other:
        # A state folder of its own, or a new one: a login of the other is none here.
        assert Client(other, elsewhere.web).get(other.base).url.startswith(f"{other.root}/hub/login")
        other.hub().kill()
        other.proxy().kill()
        eventually(lambda: status(Client(other), "/hub/login") == 200, "the other one works again")
    assert (site.hub(), site.service(), site.proxy()) == before
    assert page.is_connected()
    assert page.widgets()


def test_what_shows_no_tables_holds_nothing_of_the_libraries_for_them(site: Stack) -> None:
    """They were more than half of the memory of what runs for months beside the pages, and of its start."""
    for part in (site.process, site.hub()):
        mapped = Path(f"/proc/{part.pid}/maps").read_text(encoding="utf-8")
        assert "sqlalchemy" in mapped  # of what they do use, it is there
        assert [name for name in ("polars", "pyarrow", "numpy") if name in mapped] == []


def test_a_port_in_use_is_named(demo_settings: Path, tmp_path: Path, site: Stack) -> None:
    said = complaint(refused_start(demo_settings, own_state(demo_settings, tmp_path), site.port))
    assert f"port {site.port} is in use" in said
    assert "--port" in said


def test_a_state_folder_in_use_is_named(demo_settings: Path, site: Stack) -> None:
    said = complaint(refused_start(demo_settings, site.state, free_port()))
    assert f"another publication runs with the state folder {site.state}" in said
    assert Client(site).get("/hub/login").status_code == 200


def test_a_database_that_does_not_answer_is_named(demo_settings: Path, tmp_path: Path) -> None:
    state, port = own_state(demo_settings, tmp_path), free_port()
    address = "postgresql+psycopg://clientinfo:secret@127.0.0.1:1/hub"
    environment = {"CLIENTINFO_HUB__DATABASE": address, **WITHOUT_KERNELS_IN_STOCK}
    said = complaint(failed_start(demo_settings, state, port, **environment))
    assert "127.0.0.1:1/hub" in said
    assert str(state / "logs") in said
    assert "secret" not in said
    assert not processes_of(state)
    assert not is_listening(port)


def test_settings_that_cannot_be_are_named(demo_settings: Path, tmp_path: Path) -> None:
    state = own_state(demo_settings, tmp_path)
    done = refused_start(demo_settings, state, free_port(), CLIENTINFO_HUB__SESSIONS_AT_MOST="many")
    assert done.returncode == 2
    assert "sessions_at_most" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_state_folder_that_cannot_be_written_is_named(demo_settings: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, where a folder should be")
    said = complaint(refused_start(demo_settings, tmp_path / "state", free_port()))
    assert str(tmp_path / "state") in said
