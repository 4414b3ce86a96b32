"""Pages of notebooks that are no longer released: withdrawn, replaced, or released again for others.

A release is decided in a page's kernel, perhaps of another process than this one, and stands in the live store; so that
is where this looks. While no such page is open it costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tornado.ioloop import PeriodicCallback

if TYPE_CHECKING:
    from logging import Logger

    from hub.service.released_apps import ReleasedApps
    from hub.service.session_kernels import SessionKernels

_MILLISECONDS = 2_000


def watch_releases(kernels: SessionKernels, released: ReleasedApps, log: Logger) -> PeriodicCallback:
    """Start looking after the pages of released notebooks; call inside the running event loop."""

    async def look() -> None:
        ended = await end_outdated(kernels, released)
        if ended:
            log.info("Ended %s pages of notebooks that are no longer released.", ended)

    watch = PeriodicCallback(look, _MILLISECONDS)
    watch.start()
    return watch


async def end_outdated(kernels: SessionKernels, released: ReleasedApps) -> int:
    """End the pages that show another version than the released one; return how many.

    While the database does not answer nothing ends: what was released last still is, as far as anybody knows.
    """
    if not any(session.version for session in kernels.sessions.values()):
        return 0
    apps = await released.now()
    if apps is None:
        return 0
    versions = {app.file: app.version for app in apps}
    return await kernels.end_where(
        lambda session: bool(session.version) and versions.get(session.app) != session.version
    )
