"""Events of the audit log, as a test needs them."""

from datetime import UTC, datetime

from clientinfo_kernel.access.audit import AuditEvent
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.rights import Viewer

PRIVACY = Viewer("petra", frozenset({"privacy"}))
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def event(at: datetime = NOON, user: str = "anna", subject: str = "customer 10012", **more: str) -> AuditEvent:
    return AuditEvent(
        at, user, ("sales",), more.get("action", "open"), AuditSubject.of(subject), more.get("detail", "")
    )  # type: ignore[arg-type]
