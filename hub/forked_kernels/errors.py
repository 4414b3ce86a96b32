"""Why a kernel was not forked."""

from __future__ import annotations

from typing import Literal, TypeAlias

from clientinfo_kernel.errors import ClientInfoError

Reason: TypeAlias = Literal["off", "down", "late", "lost", "stuck", "threads", "system", "unhealthy", "request"]
"""off: switched off, or never started; down: no zygote yet, or a pause after crashes; late: the zygote missed its
deadline; lost: it or the forked process died; stuck: the forked process missed its deadline; threads: an unknown
thread runs in the zygote; system: the operating system refused; unhealthy: the self-test failed; request: not a
command that can be forked."""


class ForkFailed(ClientInfoError):
    """No forked kernel this time; a normal one does as well."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
