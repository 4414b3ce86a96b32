"""What every address of the service checks first: who asks, and whether the kernel belongs to them."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from clientinfo_kernel.access.audit import AuditEvent, AuditLog
from clientinfo_kernel.access.audit_subject import AuditSubject
from hub.web.away_page import answer_away
from hub.web.page_texts import translate

if TYPE_CHECKING:
    from clientinfo_kernel.access.audit import Action
    from hub.service.hub_identity import HubIdentity, Person
    from hub.service.page_session import PageSession
    from hub.service.session_kernels import SessionKernels


class Guarded(JupyterHandler):
    """A handler for logged-in people. A kernel in its address must be the person's own; anybody else's is not there."""

    person: Person | None = None
    session: PageSession | None = None

    @property
    def kernels(self) -> SessionKernels:
        """The kernels of all pages."""
        return cast("SessionKernels", self.kernel_manager)

    async def prepare(self) -> None:  # type: ignore[override]  # the base class awaits it, too
        """Find out who asks, before anything else happens."""
        try:
            prepared = super().prepare()
            if prepared is not None:
                await prepared
        except web.HTTPError as error:
            if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            # The Hub is not there to say who asks; the log knows where it was looked for, and nobody else needs to.
            answer_away(self)
        if self._finished:
            return
        self.person = cast("HubIdentity", self.identity_provider).person(self)
        kernel_id = self.path_kwargs.get("kernel_id")
        if kernel_id is not None:
            self.session = self.kernels.session_of(str(kernel_id), self.person)
            if self.session is None:
                self._refused(str(kernel_id))
                raise web.HTTPError(404)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Send the error page even when it is not known who asks."""
        if not hasattr(self, "_current_user"):
            self.current_user = None
        super().write_error(status_code, **kwargs)

    @property
    def template_namespace(self) -> dict[str, Any]:
        """For every page, also those about errors: whose house it is, and who helps."""
        found: dict[str, Any] = super().template_namespace
        return found | {
            "nonce": self.nonce,
            "house": self.settings["house"],
            "contact": translate(self.settings["contact"]),
        }

    def _refused(self, kernel_id: str) -> None:
        """Somebody else's running page is worth a line in the audit log; an ended one is everyday."""
        if self.person is not None and kernel_id in self.kernels.sessions:
            owner = self.kernels.sessions[kernel_id].owner.name
            self.record("refuse", AuditSubject("user", owner), "page of another session")

    def record(self, action: Action, subject: AuditSubject, detail: str = "") -> None:
        """Write into the audit log what this person did or was refused."""
        if self.person is not None:
            roles = tuple(sorted(self.person.roles))
            event = AuditEvent(datetime.now(UTC), self.person.name, roles, action, subject, detail)
            cast("AuditLog", self.settings["audit"]).write_of_person(event)

    @property
    def content_security_policy(self) -> str:
        """Nothing from, and nothing to, another host; map tiles are the operator's choice."""
        return self.policy()

    def policy(self, *, evaluates: bool = False) -> str:
        """Return the Content-Security-Policy of this answer.

        Args:
            evaluates: Whether the page's widgets compile text to code.
        """
        scripts = f"'self' 'nonce-{self.nonce}' blob:" + (" 'unsafe-eval'" if evaluates else "")
        return f"script-src {scripts}; {self.settings['page_policy']}"

    @cached_property
    def nonce(self) -> str:
        """What this answer's own inline scripts are known by (CSP Level 3, 6.7.2.3)."""
        return secrets.token_urlsafe(16)


def page_policy(image_hosts: tuple[str, ...]) -> str:
    """Return the Content-Security-Policy of the pages, but for the scripts, which each answer names itself.

    Scripts: our files; what this answer itself has inline (by its nonce); modules from blobs, which are a notebook's own
    anywidgets and can be made by a script alone. No handler in an attribute, no other inline script, and evaluated text
    on the pages of those notebooks alone that say that their widgets need it. Frames and plugins: none.

    Args:
        image_hosts: Origins of the operator's map layers.
    """
    images = " ".join(("'self'", "data:", "blob:", *image_hosts))
    return "; ".join(
        (
            "default-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src {images}",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )
