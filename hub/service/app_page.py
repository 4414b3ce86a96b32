"""A notebook as an app: its frame at once, then a kernel of its own, and what its cells show."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import nbformat
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.iostream import StreamClosedError

from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.errors import AuditNotWritten
from hub.service.cell_execution import CellFailed, KernelDied, KernelTalk
from hub.service.kernel_environment import accounts_environment, kernel_environment
from hub.service.page_connection import SUBPROTOCOL
from hub.service.pages import Page
from hub.service.session_kernels import SessionsFull
from widgets.texts.language import language

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.service.app_catalogue import App
    from hub.service.front_end import Preloads
    from hub.service.page_session import PageSession
    from hub.web.page_templates import PageTemplate

_WORD_SECONDS = 10.0
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_FAILED = '<script nonce="{}">window.ci_page_failed()</script></div></body></html>'


class AppPage(Page):
    """A notebook as an app: the frame at once, then a kernel of its own and each cell's output."""

    _sending: asyncio.Task[Any] | None = None

    def initialize(self, template: PageTemplate, preloads: Preloads, seconds: float, **kwargs: Any) -> None:  # type: ignore[override]
        """Keep the page's template, what apps' pages begin with, and how long a start is given."""
        super().initialize(**kwargs)
        self.template = template
        self.preloads = preloads
        self.seconds = seconds

    @web.authenticated
    async def get(self, file: str) -> None:
        """Send the page as it comes; after the deadline, or when a cell fails, it says so itself."""
        if self.person is None:  # authenticated says otherwise; this is for the type checker
            raise web.HTTPError(403)
        app = next((app for app in self.every_app() if app.file == file), None)
        if app is None:  # where nobody knows what is released, nobody can say that there is no such page
            raise web.HTTPError(HTTPStatus.NOT_FOUND if self._released is not None else HTTPStatus.SERVICE_UNAVAILABLE)
        if not app.open_to(self.person.roles):
            self.record("refuse", AuditSubject("app", app.file))
            raise web.HTTPError(403)
        # The page says farewell with the _xsrf cookie, and nothing else in Voila sets it. Reading the token does.
        _ = self.xsrf_token
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Security-Policy", self.policy(evaluates=app.evaluates))
        try:
            with self.kernels.admission(self.person, app.file, app.version) as session:
                self.record("open", AuditSubject("app", app.file))
                await self._send(app, session)
        except AuditNotWritten as error:
            raise web.HTTPError(HTTPStatus.INSUFFICIENT_STORAGE) from error
        except SessionsFull as full:
            self.set_status(503)
            self.finish(self.render_template("full.html.j2", of_person=full.of_person, **self.words()))

    async def _send(self, app: App, session: PageSession) -> None:
        # It begins with the page's turn: where many wait, all arrive.
        deadline = asyncio.timeout(None)
        start = _Start(self, app, session, deadline)
        context = {
            **self.words(),
            "nb": self._notebook(app),
            "preloads": self.preloads.of(app.file),
            "xsrf_token": self.xsrf_token.decode("ascii"),
            "session_url": url_path_join(self.base_url, "api/session"),
            "subprotocol": SUBPROTOCOL,
            "kernel_start": start.kernel,
            "outputs": start.outputs,
            "widget_states": start.widget_states,
        }
        self._sending = session.making = asyncio.current_task()
        try:
            async with deadline:
                async for piece in self.template.pieces(context):
                    self.write(piece)
        except CellFailed as failed:
            self.log.error("A cell of %s raised %s; its page says so.", app.file, failed.kind)  # noqa: TRY400  # its kernel has the traceback
            await self._fail(start)
        except (KernelDied, TimeoutError) as failed:
            what = "took too long to start" if isinstance(failed, TimeoutError) else "lost its kernel while it started"
            self.log.error("The page %s %s, and says so.", app.file, what)  # noqa: TRY400  # a traceback says no more
            await self._fail(start)
        except (asyncio.CancelledError, StreamClosedError):
            if session.is_broken_off:
                self.log.info("The page %s was ended while it started.", app.file)
                await self._fail(start)
            else:
                self.log.info("Nobody waits for the page %s any more.", app.file)
                await start.give_up()
        except Exception:  # whatever broke, the person gets an honest page and the log the cause
            self.log.exception("The page %s failed.", app.file)
            await self._fail(start)
        finally:
            self._sending = session.making = None
            start.close()

    def _notebook(self, app: App) -> Any:
        if app.released:
            return nbformat.reads(app.released, as_version=4)
        return nbformat.read(self.notebooks / app.file, as_version=4)

    async def _fail(self, start: _Start) -> None:
        await start.give_up()
        self.write(_FAILED.format(self.nonce))

    def on_connection_close(self) -> None:
        """Whoever leaves before the page is there gives their place to the next."""
        if self._sending is not None:
            self._sending.cancel()


class _Start:
    """One page's kernel while the page is being sent."""

    def __init__(self, page: AppPage, app: App, session: PageSession, deadline: asyncio.Timeout) -> None:
        self._page = page
        self._app = app
        self._session = session
        self._deadline = deadline
        self._talk: KernelTalk | None = None
        self._kernel_id = ""
        self._has_turn = False
        self._has_widgets = False

    async def kernel(self) -> str:
        """Start the kernel and wait until it answers; the page's frame is on its way meanwhile."""
        await self._page.flush()
        await self._turn()
        kernels, person = self._page.kernels, self._session.owner
        environment = kernel_environment(person, self._page.request.query, language=language())
        environment |= accounts_environment(self._app, person, self._page.settings["accounts_api"], self._page.analysts)
        # Others' code gets neither the files that the kernel in stock holds open nor what it has in its memory.
        is_ours = not self._app.released
        self._kernel_id, self._talk = await kernels.start_for(self._session, environment, from_stock=is_ours)
        await self._talk.hello()
        if self._app.released and self._page.settings["descent"]:
            async for _output in self._talk.outputs_of(self._page.settings["descent"]):
                pass
        return self._kernel_id

    async def _turn(self) -> None:
        """Wait until fewer pages start; a word now and then keeps proxies from giving up."""
        while not self._has_turn:
            try:
                async with asyncio.timeout(_WORD_SECONDS):
                    await self._page.kernels.turns.take(self._session.owner.name)
                    self._has_turn = True
            except TimeoutError:
                self._page.write("<!-- waiting -->\n")
                await self._page.flush()
        self._deadline.reschedule(asyncio.get_running_loop().time() + self._page.seconds)

    async def outputs(self, source: str) -> AsyncIterator[dict[str, Any]]:
        """Yield what a cell shows."""
        if self._talk is None:
            raise RuntimeError("no kernel yet")
        await self._page.flush()  # the page connects while the cell runs
        async for output in self._talk.outputs_of(source):
            self._has_widgets = self._has_widgets or _WIDGET_VIEW in output.get("data", {})
            yield output

    async def widget_states(self) -> dict[str, Any]:
        """Return the states of the widgets, when a cell shows any."""
        if self._talk is None or not self._has_widgets:
            return {}
        found = await self._talk.widget_states()
        self._page.preloads.learn(self._app.file, found.get("states", {}))
        self._hand_over(self._talk)
        return found

    def _hand_over(self, talk: KernelTalk) -> None:
        """Let the session listen from here on: the page can be connected before its last byte is sent."""
        self._talk = None
        if self._kernel_id in self._page.kernels.sessions:
            self._session.listens(talk)
        else:
            talk.close()

    async def give_up(self) -> None:
        """End a kernel whose page could not be made."""
        if self._kernel_id:
            await self._page.kernels.end(self._kernel_id)

    def close(self) -> None:
        """Let the next page start; this one talks to its kernel itself as soon as it is connected."""
        if self._has_turn:
            self._page.kernels.turns.give_back(self._session.owner.name)
        if self._talk is not None:
            self._hand_over(self._talk)
