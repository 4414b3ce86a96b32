"""A forked kernel is as good as one that was started cold."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil

from hub.forked_kernels.threads import HARMLESS
from tests.hub.forked_kernels.conftest import NOTEBOOKS, lives, until

QUERIES = [
    "import polars as pl",
    "frame = pl.DataFrame({'key': range(5000), 'amount': range(5000)}).lazy()",
    "groups = frame.join(frame, on='key').group_by(pl.col('key') % 7).agg(pl.col('amount').sum())",
    "engines = ('in-memory', 'streaming') * 5",
]


def test_it_is_forked_and_has_folder_arguments_and_environment_of_its_own(service):
    kernel = service.kernel({"CLIENTINFO_USER": "anna"}, cwd=str(NOTEBOOKS))
    assert kernel.forked
    assert kernel.ask("import os", "os.getcwd()") == str(NOTEBOOKS)
    assert kernel.ask("import os", "os.environ['CLIENTINFO_USER']") == "anna"
    assert (
        kernel.ask("from ipykernel.kernelapp import IPKernelApp", "IPKernelApp.instance().capture_fd_output") is False
    )
    # Every line of a traceback that shows its neighbours costs time, and a page can ask for as many as it likes.
    assert kernel.ask("get_ipython().InteractiveTB.mode") == "Plain"
    assert kernel.ask("import sys", "'' in sys.path") is True  # modules beside the notebook
    assert kernel.ask("import os", "[os.getppid(), os.getsid(0)]") == [os.getpid(), kernel.pid]


def test_what_it_prints_to_its_descriptors_goes_to_the_service_s_log(service, capfd):
    kernel = service.kernel()
    kernel.ask("import os", "os.write(1, b'to the log') + os.write(2, b'to the log, too')")
    written = capfd.readouterr()
    assert "to the log" in written.out
    assert "to the log, too" in written.err


def test_it_speaks_and_listens_without_threads_and_hears_those_of_its_page(service):
    kernel = service.kernel()
    assert kernel.ask("import threading", "[each.name for each in threading.enumerate()]") == ["MainThread", "Control"]
    # Whoever waits for a thread that prints waits for it alone.
    thread = "thread = threading.Thread(target=print, args=['from a thread'], kwargs={'flush': True})"
    assert kernel.ask(thread, "thread.start()", "thread.join(5)", "thread.is_alive()") is False
    assert "from a thread" in kernel.printed()


def test_many_run_queries_at_the_same_time(service):
    kernels = service.at_once(8)
    assert all(kernel.forked for kernel in kernels)
    for kernel in kernels:
        kernel.send("\n".join([*QUERIES, "[groups.collect(engine=engine) for engine in engines * 5]"]))
    for kernel in kernels:
        assert kernel.ask(*QUERIES, "[int(groups.collect(engine=each)['amount'].sum()) for each in engines]") == [
            12_497_500
        ] * len(("in-memory", "streaming") * 5)
    for kernel in kernels:
        kernel.shutdown()
    assert [kernel.process.returncode for kernel in kernels] == [0] * len(kernels)


def test_its_end_is_known(service):
    kernel = service.kernel()
    kernel.send("import os; os._exit(3)")
    assert until(lambda: service.run(kernel.provisioner.poll()) is not None)
    assert kernel.process.returncode == 3


def test_it_ends_by_terminate_and_by_kill(service):
    polite, forced = service.kernel(), service.kernel()
    polite.process.terminate()
    forced.process.kill()
    assert polite.process.wait(30) == -signal.SIGTERM
    assert forced.process.wait(30) == -signal.SIGKILL
    forced.process.kill()  # a signal to one that has ended meets nobody
    assert not lives(forced.pid)


def test_waiting_for_one_that_runs_gives_up_in_the_end(service):
    assert service.kernel().process.wait(0.05) is None


def test_it_is_interrupted(service):
    kernel = service.kernel()
    kernel.send("while True: pass")
    until(lambda: psutil.Process(kernel.pid).cpu_times().user > 0.5)
    service.run(service.kernels.interrupt_kernel(kernel.kernel_id))
    assert kernel.ask("1 + 1") == 2


def test_what_it_started_ends_with_it(service):
    kernel = service.kernel()
    started = kernel.ask("import subprocess", "process = subprocess.Popen(['sleep', '1000'])", "process.pid")
    kernel.process.kill()
    assert kernel.process.wait(30) == -signal.SIGKILL
    assert not psutil.pid_exists(started)


def test_the_zygote_has_no_thread_that_could_hold_a_lock(service):
    pid = service.zygote.status.pid
    names = {task.name: (task / "comm").read_text().strip() for task in Path(f"/proc/{pid}/task").iterdir()}
    assert names.pop(str(pid)) == "ci-zygote"
    assert set(names.values()) <= HARMLESS


def test_a_kernel_cannot_speak_to_the_zygote(service):
    zygote = sockets(service.zygote.status.pid)
    assert len(zygote) == 1
    assert not zygote & sockets(service.kernel().pid)


def sockets(pid: int) -> set[str]:
    descriptors = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]
    return {each for each in descriptors if each.startswith("socket:")}
