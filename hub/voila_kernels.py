"""Kernels of the published pages: each belongs to the browser session that opened it, and none outlives its page."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Integer

if TYPE_CHECKING:
    from jupyter_server.utils import ApiPath

# Who asks. Set by the request handler (hub.voila_handlers), read when a kernel starts.
SESSION: ContextVar[str | None] = ContextVar("clientinfo_session", default=None)
# A page needs comm messages and the first hello; everything else (execute, complete, debug, ...) is ignored.
PAGE_MESSAGES = ("comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request")


class SessionKernels(AsyncMappingKernelManager):
    """Kernels with an owner; ends those that nobody looks at."""

    abandoned_seconds = Integer(
        300, config=True, help="End a kernel without any open page after so many seconds without activity."
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owners: dict[str, str] = {}

    async def start_kernel(self, *, kernel_id: str | None = None, path: ApiPath | None = None, **kwargs: Any) -> str:  # type: ignore[override]  # as its base class does
        """Start a kernel for the session that asks.

        Raises:
            PermissionError: Outside of a request of a known session.
        """
        owner = SESSION.get()
        if owner is None:
            raise PermissionError("a kernel starts only for a browser session")
        # The kernel's own standard error stays on the server: it holds tracebacks, and pages must not get them.
        kwargs["extra_arguments"] = [*kwargs.get("extra_arguments", ()), "--IPKernelApp.capture_fd_output=False"]
        started: str = await super().start_kernel(kernel_id=kernel_id, path=path, **kwargs)
        self.owners[started] = owner
        return started

    def belongs_to(self, kernel_id: str, owner: str | None) -> bool:
        """Whether the kernel runs and was started by that session."""
        return owner is not None and kernel_id in self and self.owners.get(kernel_id) == owner

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that ended, and its owner."""
        self.owners.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel whose page went away silently (a phone, a crash) soon; a page left open, late."""
        kernel = self._kernels[kernel_id]
        last_activity = getattr(kernel, "last_activity", None)
        if last_activity is not None and not self._kernel_connections.get(kernel_id):
            idle = datetime.now(UTC) - last_activity
            if idle > timedelta(seconds=self.abandoned_seconds):
                self.log.info("No page shows kernel %s any more: ending it.", kernel_id)
                await self.shutdown_kernel(kernel_id)
                return
        await super().cull_kernel_if_idle(kernel_id)
