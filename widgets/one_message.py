"""What widgets say while something is done, in one message to the browser where somebody carries it so.

Each message is packed, signed, sent, checked by the service and drawn by itself; a customer who is opened had ten. A
published page's kernel carries them together (``hub.forked_kernels.page_comm``); plain Voila and JupyterLab do not know
such a message, and nothing changes there.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

_carrier: Callable[[], AbstractContextManager[None]] = nullcontext


def carry_by(carrier: Callable[[], AbstractContextManager[None]]) -> None:
    """Let blocks of ``in_one_message`` be carried by this from now on."""
    global _carrier  # noqa: PLW0603  # one kernel, one carrier
    _carrier = carrier


def in_one_message() -> AbstractContextManager[None]:
    """Send what widgets say within the block when it ends. Only for what takes no time: nobody sees any of it before."""
    return _carrier()
