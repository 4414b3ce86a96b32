"""How jupyter_client gets its kernels from the zygote; registered as ``clientinfo-fork`` in pyproject.toml."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from hub.forked_kernels.errors import ForkFailed
from hub.forked_kernels.forked_process import ForkedProcess
from hub.forked_kernels.messages import Work
from hub.forked_kernels.metrics import FORK_FAILURES, KERNELS_STARTED
from hub.forked_kernels.zygote_client import Zygote

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo

_LAUNCHER = "ipykernel_launcher"


class ForkProvisioner(LocalProvisioner):
    """Forks the kernel where its manager's parent has a ``zygote``; else, and whenever that fails, starts it cold."""

    process: Any

    async def launch_kernel(self, cmd: list[str], *, is_spare: bool = False, **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel.

        Args:
            cmd: Its command.
            is_spare: It is for the stock: forked, or not at all.
            kwargs: As ``subprocess.Popen`` takes them.

        Raises:
            ForkFailed: It was for the stock, and there is none.
        """
        zygote = getattr(getattr(self.parent, "parent", None), "zygote", None)
        if is_spare:
            if not isinstance(zygote, Zygote):
                raise ForkFailed("off", "kernels are not forked")
            return await self._forked(zygote, cmd, kwargs, "spare")
        if isinstance(zygote, Zygote):
            try:
                connection = await self._forked(zygote, cmd, kwargs, "kernel")
            except ForkFailed as failure:
                FORK_FAILURES.labels(failure.reason).inc()
                self.log.warning("Not forked: %s. The page gets a normal kernel.", failure)
            else:
                KERNELS_STARTED.labels("forked").inc()
                return connection
        connection = await super().launch_kernel(cmd, **kwargs)
        KERNELS_STARTED.labels("normal").inc()
        return connection

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel's process group."""
        if isinstance(self.process, ForkedProcess):
            self.process.send_group_signal(signum)
        else:
            await super().send_signal(signum)

    async def _forked(
        self, zygote: Zygote, cmd: list[str], options: dict[str, Any], kind: Literal["kernel", "spare"]
    ) -> KernelConnectionInfo:
        if _LAUNCHER not in cmd:
            raise ForkFailed("request", f"not a kernel's command: {' '.join(cmd)}")
        folder = os.fspath(options.get("cwd") or "")
        work = Work(kind, tuple(cmd[cmd.index(_LAUNCHER) + 1 :]), dict(options["env"]), folder)
        outputs = [options.get("stdout") or 1, options.get("stderr") or 2]
        self.process = await zygote.fork(work, outputs)
        self.pid = self.pgid = self.process.pid
        self.cwd = folder
        return self.connection_info
