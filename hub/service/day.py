"""What the start page says of the day: how many rows each list of this person has. It is asked once the page stands."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING

from jupyter_server.base.handlers import APIHandler
from tornado import web

from clientinfo_kernel.access.rights import NOBODY
from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.settings import read_settings
from hub.service.guarded_handler import Guarded

if TYPE_CHECKING:
    from widgets.list_counts import ListCounts


class Day(Guarded, APIHandler):
    """``api/day``: ``{"lists": {"follow_ups": {"count": 3, "urgent": 1, "branches": []}}}``."""

    @web.authenticated
    async def get(self) -> None:
        """Answer from a thread: a count takes its time after a refresh, and the other pages go on meanwhile."""
        person = self.person
        if person is None:  # authenticated says otherwise; this is for the type checker
            raise web.HTTPError(403)
        self.set_header("Cache-Control", "no-store")
        try:
            found = await asyncio.to_thread(lambda: _counts().of(person.viewer))
        except ClientInfoError as error:
            self.log.warning("The lists cannot be counted: %s", error)
            raise web.HTTPError(503) from error
        self.finish({"lists": {key: asdict(count) for key, count in found.items()}})


@cache
def _counts() -> ListCounts:
    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.list_counts import ListCounts

    return ListCounts(CustomerDirectory(read_settings(), NOBODY))
