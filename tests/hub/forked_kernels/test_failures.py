"""Whatever happens to the zygote: running sessions go on, new ones get a kernel.

The zygotes are small ones; what a whole one gives its kernels is told in the modules beside.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest

from hub.forked_kernels import warm_process, zygote_client
from hub.forked_kernels.metrics import REGISTRY
from tests.hub.forked_kernels.conftest import PATIENCE, REPOSITORY, lives, until, write_notebook

SMALL = "tests.hub.forked_kernels.small_zygote"
SERVICE = """
import asyncio, sys
from pathlib import Path
from hub.forked_kernels import warm_process
from hub.forked_kernels.zygote_client import Zygote
from hub.forked_kernels.messages import Work

async def main():
    warm_process.PROGRAM = sys.argv[3]
    zygote = Zygote(Path(sys.argv[1]))
    zygote.start()
    while zygote.status.state == "starting":
        await asyncio.sleep(0.02)
    work = [Work("kernel", ("-f", f"{sys.argv[2]}/{number}.json"), {}) for number in range(3)]
    forked = [await zygote.fork(each) for each in work]
    print(zygote.status.pid, *(process.pid for process in forked), flush=True)
    await asyncio.sleep(1000)

asyncio.run(main())
"""


@pytest.fixture(scope="module", autouse=True)
def _zygotes_are_small():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warm_process, "PROGRAM", SMALL)
        # What is late here is made so: a busy machine takes its time to start a zygote, and to fork.
        patch.setattr(zygote_client, "_PATIENCE_SECONDS", PATIENCE)
        patch.setattr(warm_process, "FORK_SECONDS", PATIENCE)
        patch.setattr(warm_process, "READY_SECONDS", PATIENCE)
        yield


@pytest.fixture
def service(service):
    """The module's service, which has recovered from what the tests before did to its zygote.

    For the first tests only: a service of a test's own that stops adopts no orphans any more, for the whole process.
    """
    until(lambda: service.zygote.status.state == "up")
    return service


def figure(name, **labels):
    return REGISTRY.get_sample_value(f"clientinfo_{name}", labels) or 0


def test_a_killed_zygote_is_replaced_and_no_session_notices(service):
    before, zygote, restarts = service.kernel(), service.zygote.status.pid, figure("zygote_restarts_total")
    assert figure("zygote_up") == 1
    os.kill(zygote, signal.SIGKILL)
    assert service.kernel().ask("1 + 1") == 2  # at once
    assert before.ask("1 + 1") == 2
    assert until(lambda: service.zygote.status.pid) != zygote
    assert service.kernel().forked
    assert figure("zygote_restarts_total") == restarts + 1
    before.shutdown()
    assert before.process.returncode == 0


def test_a_zygote_that_keeps_crashing_gets_longer_and_longer_pauses(service):
    for _ in range(2):
        os.kill(until(lambda: service.zygote.status.pid), signal.SIGKILL)
        until(lambda: service.zygote.status.pid is None)
    until(lambda: service.zygote.status.state == "down")
    assert "ended" in service.zygote.status.detail
    assert not service.kernel().forked
    until(lambda: service.zygote.status.state == "up")


def test_a_zygote_that_hangs_is_replaced(service, monkeypatch):
    hanging, late = service.zygote.status.pid, figure("fork_failures_total", reason="late")
    os.kill(hanging, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(warm_process, "FORK_SECONDS", 1)
        assert not service.kernel().forked
    assert figure("fork_failures_total", reason="late") == late + 1
    until(lambda: service.zygote.status.pid not in {None, hanging})
    assert not lives(hanging)
    assert service.kernel().forked


def test_the_operator_can_ask_for_a_new_zygote(service):
    old = service.zygote.status.pid

    async def renew() -> None:
        service.zygote.renew()

    service.run(renew())
    assert service.kernel().forked
    assert service.zygote.status.pid != old
    assert not lives(old)


def test_a_kernel_that_cannot_start_is_not_waited_for(service):
    lost = figure("fork_failures_total", reason="lost")
    with pytest.raises(FileNotFoundError):
        service.kernel(cwd="/nowhere")
    assert figure("fork_failures_total", reason="lost") == lost + 1
    assert psutil.Process(service.zygote.status.pid).children() == []


@pytest.mark.slow
def test_a_killed_service_takes_zygote_and_kernels_with_it(tmp_path):
    command = [sys.executable, "-c", SERVICE, str(tmp_path), str(tmp_path), SMALL]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        pids = [int(word) for word in service.stdout.readline().split()]
        assert len(pids) == 4
        assert all(lives(pid) for pid in pids)
        service.kill()
    for pid in pids:
        until(lambda pid=pid: not lives(pid))


def test_stopping_leaves_no_process(own_service):
    before = set(psutil.Process().children(recursive=True))
    service = own_service()
    service.start()
    service.at_once(4)
    service.close()
    assert set(psutil.Process().children(recursive=True)) <= before
    assert service.zygote.status.state == "stopped"
    assert figure("zygote_up") == 0


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
            "unknown threads run in the zygote",
        ),
        (
            "import polars\npolars.DataFrame({'key': range(9)}).lazy().group_by('key').len().collect()",
            "unknown threads run in the zygote",
        ),
        (
            "import polars\ndef broken(*_a, **_k): raise ValueError('broken')\npolars.LazyFrame.collect = broken",
            "the self-test failed",
        ),
    ],
    ids=["thread", "query", "broken"],
)
def test_one_that_must_not_fork_is_switched_off(own_service, imported_module, caplog, source, told):
    service = own_service(imported_module(source))
    service.start()
    assert service.zygote.status.state == "off"
    assert told in service.zygote.status.detail
    assert told in caplog.text
    assert figure("zygote_up") == 0
    if told == "the self-test failed":  # whatever switched it off, pages get normal kernels
        normal, off = figure("kernels_started_total", kind="normal"), figure("fork_failures_total", reason="off")
        kernel = service.kernel()
        assert not kernel.forked
        assert kernel.ask("1 + 1") == 2
        assert figure("kernels_started_total", kind="normal") == normal + 1
        assert figure("fork_failures_total", reason="off") == off + 1


def test_one_that_cannot_start_leaves_normal_kernels(own_service, imported_module):
    service = own_service(imported_module("import os\nos._exit(3)"))
    service.start()
    assert service.zygote.status.state == "down"
    assert service.kernel().ask("1 + 1") == 2


def test_a_broken_import_is_its_page_s_trouble_only(own_service, imported_module):
    service = own_service(imported_module("raise ValueError('broken')"))
    service.start()
    assert service.kernel().forked


def test_without_a_zygote_kernels_are_normal(own_service):
    service = own_service()
    service.kernels.zygote = None
    kernel = service.kernel()
    assert not kernel.forked
    assert kernel.ask("1 + 1") == 2


def test_new_sessions_come_from_the_deployed_code(own_service, tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    write_notebook(folder, "page.ipynb", "import json", "1")
    service = own_service(folder)
    service.start()
    old, before = service.zygote.status.pid, service.kernel()
    assert before.ask("import sys", "'wave' in sys.modules") is False
    write_notebook(folder, "page.ipynb", "import wave", "1")
    after = until(lambda: (kernel := service.kernel()).ask("import sys", "'wave' in sys.modules") and kernel)
    assert after.forked
    assert service.zygote.status.pid != old
    assert before.ask("1 + 1") == 2
