"""A kernel in stock: nobody's until a page takes it, then that page's alone."""

from __future__ import annotations

import asyncio
import errno
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from traitlets.config import Config

from clientinfo_kernel.access.rights import viewer
from hub.forked_kernels.errors import ForkFailed
from hub.forked_kernels.kernelspec import PublishedKernelSpecs
from hub.forked_kernels.warm_process import appoint
from hub.service.cell_execution import KernelDied
from hub.service.hub_identity import Person
from hub.service.kernel_environment import environment_of_nobody
from hub.service.page_session import PageSession
from hub.service.session_kernels import SessionKernels
from hub.service.spare_kernel import SpareKernel
from tests.hub.forked_kernels.conftest import lives, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.service.cell_execution import KernelTalk
    from tests.hub.forked_kernels.conftest import Service

ANNA = {"CLIENTINFO_USER": "anna", "CLIENTINFO_ROLES": "service"}


def test_until_it_is_appointed_it_sees_no_customer() -> None:
    nobody = viewer(environment_of_nobody({"CLIENTINFO_SETTINGS": "a", "JUPYTERHUB_API_TOKEN": "secret"}))
    assert (nobody.roles, nobody.access.allows("customers")) == (frozenset(), False)
    assert "JUPYTERHUB_API_TOKEN" not in environment_of_nobody({"JUPYTERHUB_API_TOKEN": "secret"})


def test_it_has_the_environment_of_its_page_and_nothing_of_the_one_before(service: Service) -> None:
    kernel = service.kernel({"CLIENTINFO_USER": "", "EARLIER": "1"}, is_spare=True)
    assert psutil.Process(kernel.pid).name() == "ci-spare"
    service.run(appoint(kernel.process, ANNA))
    assert psutil.Process(kernel.pid).name() == "ci-kernel"
    assert kernel.ask("import os", "dict(os.environ)") == ANNA
    with pytest.raises(ForkFailed, match="not a kernel in stock"):
        service.run(appoint(kernel.process, {"CLIENTINFO_USER": "bert"}))
    assert kernel.ask("import os", "os.environ['CLIENTINFO_USER']") == "anna"


OPENED = [
    "import resource, ipywidgets, os",
    "from clientinfo_kernel.access.audit import AuditLog",
    "from clientinfo_kernel.errors import NotPermitted",
    "from clientinfo_kernel.query.directory import open_directory",
    "from widgets.app import CustomerApp",
    "widgets = len(ipywidgets.Widget.widgets)",
    "copied = resource.getrusage(resource.RUSAGE_SELF).ru_minflt",
    "directory = open_directory()",
    "app = CustomerApp(directory)",
    "app.show_customer('10012')",
    "copied = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - copied",
    "file = directory.customer('10012')",
]


def test_it_has_opened_a_page_before_as_nobody_and_its_own_page_copies_little(
    service: Service, demo_settings: Path, tmp_path: Path
) -> None:
    places = {"CLIENTINFO_SETTINGS": str(demo_settings), "CLIENTINFO_AUDIT": str(tmp_path)}
    rehearsed = service.kernel(environment_of_nobody(places), is_spare=True)
    assert not list(tmp_path.iterdir())  # opening a customer would be a line of the audit log
    service.run(appoint(rehearsed.process, places | ANNA | {"CLIENTINFO_LANGUAGE": "en"}))
    fresh = service.kernel(places | ANNA)
    widgets, copied = rehearsed.ask(*OPENED, "(widgets, copied)")
    _widgets, copied_by_another = fresh.ask(*OPENED, "(widgets, copied)")
    assert widgets == 0
    assert copied < copied_by_another / 3
    assert rehearsed.ask("sorted(directory.viewer.roles)") == ["service"]
    assert rehearsed.ask("app._tools.language") == "en"
    refused = ["try: file.revenue(); seen = True", "except NotPermitted: seen = False"]
    assert rehearsed.ask(*refused, "seen") is False
    assert "anna" in "".join(each.read_text() for each in tmp_path.rglob("*.jsonl"))


def test_one_that_nobody_wants_ends(service: Service) -> None:
    kernel = service.kernel(ANNA, is_spare=True)
    kernel.process.request.close()
    assert until(lambda: not lives(kernel.pid))


@pytest.fixture
def newest() -> list[str]:
    """The id of the newest snapshot, which a refresh replaces."""
    return ["of yesterday"]


@pytest.fixture
def sessions(service: Service, newest: list[str]) -> Iterator[SessionKernels]:
    """The service's own manager of kernels, over the zygote of all tests here."""
    with tempfile.TemporaryDirectory(prefix="ci-") as folder:
        config = Config()
        config.KernelManager.transport = "ipc"
        config.SessionKernels.root_dir = str(Path.cwd())

        async def made() -> SessionKernels:
            kernels = SessionKernels(config=config, connection_dir=folder, kernel_spec_manager=PublishedKernelSpecs())
            kernels.zygote = service.zygote
            kernels.spare = SpareKernel(kernels, lambda: newest[-1])
            return kernels

        kernels: SessionKernels = service.run(made())
        yield kernels
        service.run(kernels.spare.close())
        service.run(kernels.end_all())
        kernels.context.destroy(linger=0)  # collected with an open socket it would wait for it for ever


async def stocked(kernels: SessionKernels) -> int:
    """Stock one; its process id."""
    assert kernels.spare is not None
    kernels.spare.restock(0.0)
    async with asyncio.timeout(60):
        await kernels.spare.restock(0.0)
    (kernel_id,) = kernels.list_kernel_ids()
    return int(kernels.get_kernel(kernel_id).provisioner.pid)  # type: ignore[attr-defined]


async def opened(kernels: SessionKernels, environment: dict[str, str]) -> tuple[int, str]:
    """Open a page; the process of its kernel, and for whom that says it works."""
    session = PageSession(Person(environment["CLIENTINFO_USER"], frozenset()), "customer.ipynb")
    kernel_id, talk = await kernels.start_for(session, environment)
    assert kernels.sessions[kernel_id] is session
    async with asyncio.timeout(60):
        await talk.hello()
        said = await whom(talk)
    talk.close()
    return int(kernels.get_kernel(kernel_id).provisioner.pid), said  # type: ignore[attr-defined]


async def whom(talk: KernelTalk) -> str:
    shown = [output async for output in talk.outputs_of("import os; os.environ['CLIENTINFO_USER']")]
    return str(shown[0]["data"]["text/plain"])


def test_the_next_page_gets_it_and_the_one_after_a_kernel_of_its_own(
    service: Service, sessions: SessionKernels
) -> None:
    async def two() -> tuple[int, tuple[int, str], tuple[int, str]]:
        spare = await stocked(sessions)
        return spare, await opened(sessions, ANNA), await opened(sessions, {"CLIENTINFO_USER": "bert"})

    spare, first, second = service.run(two())
    assert first == (spare, "'anna'")
    assert second[0] != spare
    assert second[1] == "'bert'"


@pytest.mark.parametrize("how", ["ended", "stopped"])
def test_one_that_does_not_answer_costs_nobody_the_page(service: Service, sessions: SessionKernels, how: str) -> None:
    async def page() -> tuple[int, tuple[int, str]]:
        spare = await stocked(sessions)
        psutil.Process(spare).kill() if how == "ended" else psutil.Process(spare).suspend()
        return spare, await opened(sessions, ANNA)

    spare, (pid, said) = service.run(page())
    assert (pid != spare, said) == (True, "'anna'")
    assert until(lambda: not lives(spare))


def test_one_of_older_code_is_not_used(
    service: Service, sessions: SessionKernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def page() -> tuple[int, tuple[int, str]]:
        spare = await stocked(sessions)
        monkeypatch.setattr(service.zygote, "is_newest", lambda _pid: False)
        return spare, await opened(sessions, ANNA)

    spare, (pid, _said) = service.run(page())
    assert pid != spare
    assert until(lambda: not lives(spare))


def test_it_is_known_from_which_zygote_it_comes(service: Service) -> None:
    """Also where that was not there yet when it was asked for, as at each start of the service."""
    kernel = service.kernel(ANNA, is_spare=True)
    assert kernel.process.zygote == service.zygote.status.pid
    assert service.zygote.is_newest(kernel.process.zygote)


def test_after_a_refresh_there_is_another_one_and_the_old_one_lets_go_of_its_files(
    service: Service, sessions: SessionKernels, newest: list[str]
) -> None:
    async def night() -> tuple[int, set[str], set[str], tuple[int, str]]:
        spare = await stocked(sessions)
        assert sessions.spare is not None
        sessions.spare.replace_old()
        before = set(sessions.list_kernel_ids())
        newest.append("of today")
        sessions.spare.replace_old()
        async with asyncio.timeout(60):
            await sessions.spare.restock()
        after = set(sessions.list_kernel_ids()) - before
        return spare, before, after, await opened(sessions, ANNA)

    spare, before, after, (pid, said) = service.run(night())
    assert (len(before), len(after), said) == (1, 1, "'anna'")
    assert set(sessions.sessions) == after, "the page has the new one"
    assert pid != spare
    assert until(lambda: not lives(spare))


def test_the_first_page_after_a_refresh_does_not_get_the_old_one(
    service: Service, sessions: SessionKernels, newest: list[str]
) -> None:
    async def page() -> tuple[int, tuple[int, str]]:
        spare = await stocked(sessions)
        newest.append("of today")
        return spare, await opened(sessions, ANNA)

    spare, (pid, said) = service.run(page())
    assert (pid != spare, said) == (True, "'anna'")
    assert until(lambda: not lives(spare))


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KernelDied()])
def test_one_that_cannot_be_started_is_no_error_of_anybody(
    service: Service, sessions: SessionKernels, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    """Nobody waits for what the stock does: what it does not catch is an error that only the event loop hears of."""

    async def fail(**_options: object) -> str:
        raise failure

    async def tried() -> BaseException | None:
        assert sessions.spare is not None
        monkeypatch.setattr(sessions, "start_kernel", fail)
        making = sessions.spare.restock(0.0)
        await asyncio.wait([making])
        return making.exception()

    assert service.run(tried()) is None
