"""For the operator's monitoring: is the service well, and how much does it do?"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, generate_latest
from tornado import web

from hub.forked_kernels.metrics import REGISTRY as FORKED

if TYPE_CHECKING:
    from hub.service.session_kernels import SessionKernels

SESSIONS = Gauge("clientinfo_sessions", "Open pages.")
SESSIONS_LIMIT = Gauge("clientinfo_sessions_limit", "Open pages at most.")


class Health(web.RequestHandler):
    """``/health``: 200 while pages can be served. Says nothing that an outsider must not know."""

    def get(self) -> None:
        """Answer."""
        self.set_header("Cache-Control", "no-store")
        self.finish({"status": "ok"})


class Metrics(web.RequestHandler):
    """``/metrics`` in Prometheus' text format: from this machine itself, or with the service's key."""

    def initialize(self, token: str, kernels: SessionKernels) -> None:
        """Keep the key and what is counted."""
        self.token = token
        self.kernels = kernels

    def get(self) -> None:
        """Answer."""
        given = self.request.headers.get("Authorization", "").removeprefix("Bearer ").removeprefix("token ")
        # The Hub's proxy also asks from this machine, but says for whom.
        is_local = self.request.remote_ip in ("127.0.0.1", "::1") and "X-Forwarded-For" not in self.request.headers
        if not is_local and not hmac.compare_digest(given.encode(), self.token.encode()):
            raise web.HTTPError(403)
        SESSIONS.set(len(self.kernels.sessions))
        SESSIONS_LIMIT.set(self.kernels.sessions_at_most)
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(generate_latest(REGISTRY) + generate_latest(FORKED))
