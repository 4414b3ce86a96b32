"""Writes what searches showed into the audit log when no page does any longer: closed or idle before its minute was over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tornado.ioloop import PeriodicCallback

from clientinfo_kernel.access.shown_counts import write_down_waiting
from clientinfo_kernel.access.shown_customers import FOLDER

if TYPE_CHECKING:
    from clientinfo_kernel.access.audit import AuditLog

_MILLISECONDS = 30_000


def watch_searches(audit: AuditLog) -> PeriodicCallback:
    """Start looking; call inside the running event loop. A line is there a minute and a half after the search at most."""
    watch = PeriodicCallback(lambda: write_down_waiting(audit.folder / FOLDER), _MILLISECONDS)
    watch.start()
    return watch
