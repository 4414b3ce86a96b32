"""What the start page asks once it stands, so that nothing holds it up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from jupyter_server.base.handlers import APIHandler
from tornado import web

from clientinfo_kernel.errors import ClientInfoError
from hub.service.guarded_handler import Guarded

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer


class StartAnswer(Guarded, APIHandler):
    """Answers from a thread: what is counted takes its time after a refresh, and the other pages go on meanwhile."""

    def found(self, viewer: Viewer) -> dict[str, Any]:
        """Return what the person reads.

        Raises:
            ClientInfoError: It cannot be known now.
        """
        raise NotImplementedError

    @web.authenticated
    async def get(self) -> None:
        """Answer for the person who asks."""
        person = self.person
        if person is None:  # authenticated says otherwise; this is for the type checker
            raise web.HTTPError(403)
        self.set_header("Cache-Control", "no-store")
        try:
            found = await asyncio.to_thread(lambda: self.found(person.viewer))
        except ClientInfoError as error:
            self.log.warning("%s cannot answer: %s", type(self).__name__, error)
            raise web.HTTPError(503) from error
        self.finish(found)
