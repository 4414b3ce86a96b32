"""Notebooks that analysts wrote and somebody released, as apps beside those that come with clientinfo."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.publication import released
from hub.service.app_catalogue import App

if TYPE_CHECKING:
    from collections.abc import Collection
    from logging import Logger

    from clientinfo_kernel.live.database import LiveDatabase
    from clientinfo_kernel.live.publication import Publication

# Behind everything that comes with clientinfo.
_ORDER = 500
# A database that does not answer must not keep everybody from the pages that need none of it.
_SECONDS = 2.0


async def released_apps(database: LiveDatabase, taken: Collection[str], log: Logger) -> tuple[App, ...]:
    """Return what is released at this moment; nothing where the database does not answer.

    Args:
        database: Of what people write.
        taken: Names of the notebooks that come with clientinfo: none of them is replaced.
        log: Hears of a database that does not answer.
    """
    try:
        async with asyncio.timeout(_SECONDS):
            found = await asyncio.to_thread(released, database)
    except (LiveUnavailable, TimeoutError) as error:
        log.warning("Released notebooks are not shown: %s", error or "the live store takes too long")
        return ()
    return tuple(_app(each) for each in found if each.file not in taken)


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
    )


def _code(content: str) -> list[dict[str, Any]]:
    """Return the code of a notebook and nothing else that its file holds: no outputs, no attachments, no markup."""
    cells = (cell for cell in json.loads(content)["cells"] if cell["cell_type"] == "code")
    plain: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return [plain | {"id": str(number), "source": "".join(cell["source"])} for number, cell in enumerate(cells)]
