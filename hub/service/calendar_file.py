"""Follow-ups for calendar programs: these cannot log in, so a secret in the address opens one person's, and nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jupyter_server.utils import url_path_join
from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from clientinfo_kernel.access.rights import ROLES, Viewer
from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.settings import read_settings
from hub.configuration.addresses import BRANCH, FULL_NAME
from hub.web.caller import caller_address

if TYPE_CHECKING:
    from logging import Logger

    from jupyterhub.services.auth import HubOAuth

    from clientinfo_kernel.live.calendars import Calendars, Subscription
    from hub.service.calendar_readings import CalendarReadings
    from hub.service.call_limit import CallLimit
    from hub.web.caller import TrustedProxies
    from widgets.list_calendar import FollowUpCalendar

CALENDAR_PATH = r"/calendar/([\w-]{20,100})\.ics"
_MADE_AT = re.compile(rb"\r\nDTSTAMP:[^\r]*")


class CalendarFile(web.RequestHandler):
    """``/calendar/<secret>.ics``: an unknown secret, a locked account and one without the role are all not there (404)."""

    def initialize(
        self, hub: HubOAuth, limits: CallLimits, readings: CalendarReadings, trusted: TrustedProxies, log: Logger
    ) -> None:
        """Keep whom to ask, how often anybody may, what was written down today, and where to complain."""
        self.hub, self.limits, self.readings, self.trusted, self.log = hub, limits, readings, trusted, log

    async def get(self, secret: str) -> None:
        """Answer with the follow-ups as they are now."""
        self.set_header("Cache-Control", "private, no-store")
        caller = caller_address(self.request, self.trusted)
        try:
            # First of all: a good one is let in, even if others guess from the same address (an office has one).
            found = await asyncio.to_thread(lambda: _calendars().opened_by(secret))
            if found is None:
                self._let_through(self.limits.guesses.is_left(caller))
                self.limits.guesses.note(caller)
                raise web.HTTPError(HTTPStatus.NOT_FOUND)
            self._let_through(self.limits.readings.is_left(found.account))
            self.limits.readings.note(found.account)
            viewer = await self._viewer(found)
            calendar = await asyncio.to_thread(lambda: _calendar_of(viewer))
            if calendar is None:
                raise web.HTTPError(HTTPStatus.NOT_FOUND)
            await asyncio.to_thread(lambda: self.readings.note(viewer, calendar.customers))
        except ClientInfoError as error:
            self.log.warning("A calendar cannot be made: %s", error)
            raise web.HTTPError(HTTPStatus.SERVICE_UNAVAILABLE) from None
        self.set_header("Content-Type", "text/calendar; charset=utf-8")
        self.set_header("Content-Disposition", 'attachment; filename="wiedervorlagen.ics"')
        self.set_header("X-Content-Type-Options", "nosniff")
        self.finish(calendar.text)

    def compute_etag(self) -> str:
        """Return what changes with the calendar, and not with the moment at which each copy says it was made: a weak one."""
        return f'W/"{hashlib.sha256(_MADE_AT.sub(b"", b"".join(self._write_buffer))).hexdigest()}"'

    async def _viewer(self, found: Subscription) -> Viewer:
        """Ask the Hub who that is now; a subscription of an account that is gone ends here."""
        try:
            answer = await AsyncHTTPClient().fetch(
                url_path_join(self.hub.api_url, "clientinfo", "standing", quote(found.account, safe="")),
                headers={"Authorization": f"token {self.hub.api_token}"},
            )
            standing: dict[str, Any] = json.loads(answer.body)
            since = datetime.fromisoformat(standing["since"])
        except HTTPClientError as error:
            if error.code == HTTPStatus.NOT_FOUND:
                await self._end(found)
            raise web.HTTPError(HTTPStatus.SERVICE_UNAVAILABLE) from None
        except (OSError, ValueError, KeyError):
            raise web.HTTPError(HTTPStatus.SERVICE_UNAVAILABLE) from None
        if found.since < since:  # of somebody who was called so before
            await self._end(found)
        if not standing["may_log_in"]:
            raise web.HTTPError(HTTPStatus.NOT_FOUND)
        roles = frozenset(ROLES).intersection(standing["roles"])
        return Viewer(found.account, roles, standing[FULL_NAME], standing[BRANCH], since=since)

    async def _end(self, found: Subscription) -> None:
        await asyncio.to_thread(lambda: _calendars().forget(found.account))
        self.log.info("The calendar of an account that is gone has ended.")
        raise web.HTTPError(HTTPStatus.NOT_FOUND)

    def _let_through(self, is_left: bool) -> None:  # noqa: FBT001  # the one thing it is about
        if not is_left:
            self.set_header("Retry-After", str(round(self.limits.readings.seconds)))
            raise web.HTTPError(HTTPStatus.TOO_MANY_REQUESTS)

    def write_error(self, status_code: int, **_details: Any) -> None:
        """Say no more than the number: no program reads a page."""
        self.set_status(status_code)
        self.finish()

    def log_exception(self, *arguments: Any) -> None:
        """Write down what is ours to mend; a refusal stands in the log of requests, without the secret."""
        if not isinstance(arguments[1], web.HTTPError):
            self.log.error("A calendar could not be answered: %s", type(arguments[1]).__name__)


class CallLimits:
    """How often calendars are asked for: with secrets that open nothing, and with one that does."""

    def __init__(self, guesses: CallLimit, readings: CallLimit) -> None:
        self.guesses, self.readings = guesses, readings


def _calendar_of(viewer: Viewer) -> FollowUpCalendar | None:
    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.list_calendar import follow_up_calendar
    from widgets.texts.language import session

    # A program's Accept-Language is its own and not a person's.
    with session("de"):
        return follow_up_calendar(CustomerDirectory(read_settings(), viewer), datetime.now(UTC))


@cache
def _calendars() -> Calendars:
    from clientinfo_kernel.live.calendars import Calendars
    from clientinfo_kernel.live.database import LiveDatabase

    return Calendars(LiveDatabase.of(read_settings()))
