"""What the Hub and the service write of each request: without queries, which might hold somebody's key or a customer's number."""

from __future__ import annotations

import logging
import re

from tornado.log import access_log, app_log, gen_log

# JupyterHub hides a token in the line of a request, but Tornado writes another one for each refusal, as it came.
_QUERY = re.compile(r"\?[^\s\"')]+")
# The address of somebody's calendar is its key.
_CALENDAR = re.compile(r"(/calendar/)[\w-]+")
# JupyterHub says for which login it sets a form's token: by the id that stands in the login's own cookie.
_XSRF_COOKIE = re.compile(r"(xsrf cookie for )b?['\"][^'\"]*['\"]")


class WithoutQueries(logging.Filter):
    """Cuts the query off every address in a line, and the key out of a calendar's."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line and let it pass."""
        record.msg, record.args = without_secrets(record.getMessage()), ()
        return True


def without_secrets(line: str) -> str:
    """Return a line without the queries of its addresses, the keys of calendars and the ids of logins."""
    return _XSRF_COOKIE.sub(r"\1...", _CALENDAR.sub(r"\1...", _QUERY.sub("?...", line)))


def write_no_queries() -> None:
    """Cut the queries of all requests that this process writes down."""
    for log in (access_log, app_log, gen_log):
        log.addFilter(WithoutQueries())
