"""What the Hub and the service write of each request: without queries, which might hold somebody's key or a customer's number."""

from __future__ import annotations

import logging
import re

from tornado.log import access_log, app_log, gen_log

# JupyterHub hides a token in the line of a request, but Tornado writes another one for each refusal, as it came.
_QUERY = re.compile(r"\?[^\s\"')]+")


class WithoutQueries(logging.Filter):
    """Cuts the query off every address in a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line and let it pass."""
        record.msg, record.args = _QUERY.sub("?...", record.getMessage()), ()
        return True


def write_no_queries() -> None:
    """Cut the queries of all requests that this process writes down."""
    for log in (access_log, app_log, gen_log):
        log.addFilter(WithoutQueries())
