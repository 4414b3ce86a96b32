"""What the service does for a kernel while its page is open: as little as possible."""

from __future__ import annotations

from typing import Any

from jupyter_server.utils import ApiPath

from hub.service.session_kernels import SessionKernels
from tests.coroutines import in_a_loop


def test_a_kernel_s_messages_are_not_read_a_second_time() -> None:
    async def started() -> tuple[Any, dict[str, Any]]:
        kernels = SessionKernels()
        kernel_id = await kernels.start_kernel(kernel_name="python3", path=ApiPath(""))
        try:
            return getattr(kernels.get_kernel(kernel_id), "_activity_stream", None), kernels.kernel_model(kernel_id)
        finally:
            await kernels.shutdown_kernel(kernel_id, now=True)

    stream, model = in_a_loop(started())
    assert stream is None
    # What a connection waits for: with "starting" it would wait for ever.
    assert model["execution_state"] == "idle"
