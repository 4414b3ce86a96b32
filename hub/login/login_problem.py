"""Why a login at another system did not work, in words for the person in front of the screen."""

from __future__ import annotations

from http import HTTPStatus

from tornado import web

from hub.web.page_texts import N_, _

EXPIRED = N_(
    "Die Anmeldung hat zu lange gedauert oder wurde in einem anderen Fenster begonnen. Bitte melden Sie sich neu an."
)
DENIED = N_("Die Anmeldung wurde abgebrochen, oder Ihr Firmenkonto ist für clientinfo nicht freigegeben.")


class LoginProblem(web.HTTPError):
    """A login that ends here.

    Attributes:
        for_person: For the person, in their language; nothing that came from outside stands in it.
        for_log: For the log and the audit log, in English.
        name: Login name, when it was known already.
        to_audit: Whether the audit log does not have it yet.
    """

    def __init__(
        self, status: HTTPStatus, for_person: str, for_log: str, name: str = "", *, to_audit: bool = False
    ) -> None:
        super().__init__(status, for_log)
        self.for_person = self.jupyterhub_message = for_person
        self.for_log = for_log
        self.name = name
        self.to_audit = to_audit


def expired(reason: str) -> LoginProblem:
    """Return the problem that the way there and back took too long, or was another window's."""
    return LoginProblem(HTTPStatus.BAD_REQUEST, _(EXPIRED), reason)


def denied(reason: str, *, to_audit: bool = True) -> LoginProblem:
    """Return the problem that the other system says no."""
    return LoginProblem(HTTPStatus.FORBIDDEN, _(DENIED), reason, to_audit=to_audit)


def unreachable(reason: str) -> LoginProblem:
    """Return the problem that the other system does not answer, or not sensibly."""
    text = _(
        "Das System, das die Anmeldung übernimmt, antwortet gerade nicht. Bitte versuchen Sie es in einer Minute noch einmal."
    )
    return LoginProblem(HTTPStatus.SERVICE_UNAVAILABLE, text, reason)


def untrusted(reason: str) -> LoginProblem:
    """Return the problem that the other system's answer proves nothing."""
    text = _(
        "Die Antwort des Systems, das die Anmeldung übernimmt, ließ sich nicht prüfen. Versuchen Sie es noch einmal."
        " Bleibt es dabei, melden Sie Ihrer Administration die Uhrzeit."
    )
    return LoginProblem(HTTPStatus.FORBIDDEN, text, reason, to_audit=True)


def too_many(reason: str) -> LoginProblem:
    """Return the problem that there were too many attempts from this address."""
    text = _("Von Ihrem Anschluss kamen zu viele Versuche. Bitte warten Sie einen Moment.")
    return LoginProblem(HTTPStatus.TOO_MANY_REQUESTS, text, reason)


def unusable(reason: str, contact: str) -> LoginProblem:
    """Return the problem that the other system's account lacks what an account here needs."""
    text = _("Mit Ihrem Firmenkonto kann clientinfo nichts anfangen. Wenden Sie sich an {contact}.").format(
        contact=_(contact)
    )
    return LoginProblem(HTTPStatus.FORBIDDEN, text, reason, to_audit=True)
