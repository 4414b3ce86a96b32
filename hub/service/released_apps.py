"""Notebooks that analysts wrote and somebody released, as apps beside those that come with clientinfo."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.publication import newest_step, released, waiting
from hub.service.app_catalogue import App

if TYPE_CHECKING:
    from logging import Logger

    from clientinfo_kernel.live.database import LiveDatabase
    from clientinfo_kernel.live.publication import Publication

# Behind everything that comes with clientinfo.
_ORDER = 500
# A database that does not answer must not keep everybody from the pages that need none of it.
_SECONDS = 2.0


@dataclass(frozen=True)
class _Known:
    """What was released when a step was the newest one, and who had asked for what nobody had decided about."""

    step: str
    apps: tuple[App, ...]
    waiting: tuple[str, ...]


class ReleasedApps:
    """What is released now; while the database does not answer, what was released when it last did.

    Args:
        database: Of what people write.
        log: Hears of a database that does not answer, and of a notebook that no app can be made of.
    """

    def __init__(self, database: LiveDatabase, log: Logger) -> None:
        self._database = database
        self._log = log
        self._known: _Known | None = None
        self._looking: asyncio.Future[_Known] | None = None
        self._began = 0.0
        # Not the threads that everything else shares: a database that hangs would take them all, one by one.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="released")

    async def now(self) -> tuple[App, ...] | None:
        """Return the apps; None: the database has not answered yet, so that nobody knows.

        The first one who asks waits for at most two seconds, and those who come meanwhile for the rest of them.
        """
        if self._looking is not None:  # it began before this question: something can have been withdrawn in between
            await self._wait(self._looking)
        if self._looking is None:
            self._looking = self._begin()
        await self._wait(self._looking)
        return self._known.apps if self._known is not None else None

    def waiting_for(self, name: str) -> int:
        """Return how many requests wait, as of the last look; the viewer's own is for another person to decide."""
        return sum(user != name for user in self._known.waiting) if self._known is not None else 0

    def _begin(self) -> asyncio.Future[_Known]:
        loop = asyncio.get_running_loop()
        self._began = loop.time()
        looking = loop.run_in_executor(self._thread, self._look, self._known)
        looking.add_done_callback(self._note)
        return looking

    async def _wait(self, looking: asyncio.Future[_Known]) -> None:
        left = self._began + _SECONDS - asyncio.get_running_loop().time()
        done, _waiting = await asyncio.wait({looking}, timeout=max(0.0, left))
        if not done:
            self._log.warning("Released notebooks are shown as they were: the live store takes too long")

    def _note(self, looking: asyncio.Future[_Known]) -> None:
        self._looking = None
        if looking.cancelled():
            return
        error = looking.exception()
        if error is None:
            self._known = looking.result()
        elif isinstance(error, LiveUnavailable):
            self._log.warning("Released notebooks are shown as they were: %s", error)
        else:  # whatever it is, the pages that come with clientinfo go on
            self._log.error("Released notebooks are shown as they were.", exc_info=error)

    def _look(self, known: _Known | None) -> _Known:
        """Read what is released, unless nobody did anything since the last time."""
        step = newest_step(self._database)
        if known is not None and known.step == step:
            return known
        apps = (self._app(publication) for publication in released(self._database))
        return _Known(step, tuple(app for app in apps if app is not None), waiting(self._database))

    def _app(self, publication: Publication) -> App | None:
        """Return a version as an app, None where its notebook is none: one must not keep everybody from all the others."""
        try:
            return _app(publication)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            where = (publication.file, publication.version, type(error).__name__)
            self._log.warning("%s, version %s, is released and cannot be shown: %s", *where)
            return None


def _app(publication: Publication) -> App:
    """Return a version as an app. What its notebook says of itself counts for nothing: what was released does."""
    return App(
        file=publication.file,
        title=publication.title,
        text=publication.description,
        icon=publication.icon,
        roles=frozenset(publication.roles),
        order=_ORDER,
        released=json.dumps(
            {
                "cells": _code(publication.content),
                "metadata": {"title": publication.title},
                "nbformat": 4,
                "nbformat_minor": 5,
            }
        ),
        version=f"{publication.version} {publication.sha256}",
    )


def _code(content: str) -> list[dict[str, Any]]:
    """Return the code of a notebook and nothing else that its file holds: no outputs, no attachments, no markup."""
    cells = (cell for cell in json.loads(content)["cells"] if cell["cell_type"] == "code")
    plain: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return [plain | {"id": str(number), "source": "".join(cell["source"])} for number, cell in enumerate(cells)]
