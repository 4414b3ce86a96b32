"""Voila with our pages: a closed list of addresses behind the Hub's login."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import signal
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jupyter_core.utils import run_sync
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.ioloop import IOLoop
from tornado.web import GZipContentEncoding
from traitlets import Instance, Unicode
from traitlets.config import Config
from voila.app import Voila

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.live.database import LiveDatabase
from hub.configuration.hub_settings import HubSettings
from hub.configuration.person_cookies import cookie_options
from hub.forked_kernels.kernelspec import PublishedKernelSpecs
from hub.forked_kernels.zygote_client import Zygote
from hub.service.app_page import AppPage
from hub.service.calendar_file import CALENDAR_PATH, CalendarFile, CallLimits
from hub.service.calendar_readings import CalendarReadings
from hub.service.call_limit import CallLimit
from hub.service.day import Day
from hub.service.front_end import WIDGET_PACKAGES, PageScript, Preloads, WidgetPackages
from hub.service.guarded_handler import Guarded, page_policy
from hub.service.hub_identity import HubIdentity
from hub.service.immutable_files import ImmutableFiles
from hub.service.kernel_groups import KernelGroups, group_of_this_process
from hub.service.kernel_socket import LARGEST_MESSAGE, KernelInfo, KernelSocket
from hub.service.margin_questions import MarginQuestions
from hub.service.monitoring import Health, Metrics
from hub.service.page_connection import PageConnection
from hub.service.release_watch import watch_releases
from hub.service.released_apps import ReleasedApps
from hub.service.role_watch import watch_roles
from hub.service.search_watch import watch_searches
from hub.service.session_api import EndSessions, Farewell, Logout, SessionState
from hub.service.session_kernels import PAGE_MESSAGES, SessionKernels
from hub.service.spare_kernel import SpareKernel
from hub.service.start_page import StartPage
from hub.web.asset_handler import AssetHandler
from hub.web.away_page import Away
from hub.web.caller import TrustedProxies
from hub.web.log_without_queries import without_secrets
from hub.web.page_templates import TEMPLATES, PageTemplate, templates
from hub.web.page_texts import RequestLanguage
from hub.web.response_headers import reserved

if TYPE_CHECKING:
    from clientinfo_kernel.settings import Settings

_KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


class ClientinfoVoila(Voila):
    """The server of the published pages."""

    house = Unicode("Autohaus", help="The dealership's name.")
    map_hosts = Instance(tuple, (), help="Origins of the map's layers.")
    hub = Instance(HubSettings, help="The publication's settings.")
    audit = Instance(AuditLog, help="Where refusals are written.")
    live = Instance(LiveDatabase, help="Where released notebooks of analysts are.")
    descent = Unicode("", help="Run in the kernels of those before their cells (hub.service.notebooks_user).")

    def setup_template_dirs(self) -> None:
        """Our template first, then stock Voila's, for its static files."""
        super().setup_template_dirs()
        self.template_paths: list[str] = [str(TEMPLATES), *self.template_paths]

    def init_settings(self) -> dict[str, Any]:
        """Stock settings, plus compression, our pages, and only the messages that a page needs."""
        settings: dict[str, Any] = super().init_settings()
        self.kernel_manager.allowed_message_types = list(PAGE_MESSAGES)
        pages = templates()
        return settings | {
            "transforms": [RequestLanguage, reserved(has_tls=self.hub.has_tls), GZipContentEncoding],
            "log_function": _log_request,
            "xsrf_cookie_kwargs": {"path": self.base_url, **cookie_options(has_tls=self.hub.has_tls)},
            "websocket_max_message_size": LARGEST_MESSAGE,
            "jinja2_env": pages,
            "voila_jinja2_env": pages,
            "default_handler_class": NotFound,
            "house": self.house,
            "contact": self.hub.contact,
            "service_log": self.log,
            "audit": self.audit,
            "descent": self.descent,
            "page_policy": page_policy(self.map_hosts),
            "accounts_api": url_path_join(self.identity_provider.hub_auth.api_url, "clientinfo", "accounts"),
        }

    def init_handlers(self) -> list[Any]:
        """Return the closed list: no file listing, no contents, no files of the notebooks' folder, no themes, no queries."""
        identity = self.identity_provider
        token = identity.hub_auth.api_token
        self._released = ReleasedApps(self.live, self.log)
        page = {
            "notebooks": Path(self.root_dir),
            "released": self._released,
            "accounts": self.hub.login == "accounts",
            "analysts": self.hub.analysts,
        }

        def at(path: str) -> str:
            return str(url_path_join(self.base_url, path))

        script = PageScript.built(at("/page_script/"))
        packages = WidgetPackages.installed(at("/widget_packages/"), (*WIDGET_PACKAGES, *self.hub.widget_packages))
        app = page | {
            "template": PageTemplate(page_script=script, widget_packages=packages.addresses),
            "preloads": Preloads(),
            "seconds": self.hub.start_seconds,
        }
        return [
            (self.base_url, StartPage, page),
            (at(r"/voila/render/([\w.-]+\.ipynb)"), AppPage, app),
            (at(rf"/api/kernels/{_KERNEL_ID}"), KernelInfo),
            (at(rf"/api/kernels/{_KERNEL_ID}/channels"), KernelSocket),
            (at(rf"/api/session/{_KERNEL_ID}"), SessionState, {"warn_seconds": self.hub.warn_seconds}),
            (at("/api/day"), Day),
            (at("/api/questions"), MarginQuestions),
            (at(rf"/voila/api/shutdown/{_KERNEL_ID}"), Farewell),
            (at(r"/page_script/(.*)"), ImmutableFiles, {"files": script.files}),
            (at(r"/widget_packages/(.*)"), ImmutableFiles, {"files": packages.files}),
            (at(r"/assets/(.*)"), AssetHandler),
            (at("/logout"), Logout),
            (
                at("/internal/end-sessions"),
                EndSessions,
                {"token": token, "kernels": self.kernel_manager, "identity": identity},
            ),
            (at(CALENDAR_PATH), CalendarFile, self._calendar()),
            (at("/health"), Health),
            (at("/metrics"), Metrics, {"token": token, "kernels": self.kernel_manager}),
            *identity.get_handlers(),
            (self.base_url.rstrip("/"), web.RedirectHandler, {"url": self.base_url}),  # typed without the last slash
            # A new proxy that does not know the Hub yet sends everything here.
            (rf"(?!{self.base_url}).*", Away),
        ]

    def _calendar(self) -> dict[str, Any]:
        """Return what calendars are answered with: three hundred guesses an hour, and a reading every other minute."""
        limits = CallLimits(CallLimit(300, 3600), CallLimit(30, 3600))
        trusted = TrustedProxies.of(self.hub.trusted_proxies, self.hub.trusted_proxy_users)
        kept = {"limits": limits, "readings": CalendarReadings()}
        return {"hub": self.identity_provider.hub_auth, "trusted": trusted, "log": self.log, **kept}

    def listen(self) -> None:
        """Listen; look after the sessions and keep the zygote while the loop runs."""
        IOLoop.current().add_callback(self._begin)
        super().listen()

    def stop(self) -> None:
        """End all kernels at once; no page is left that could talk to them."""
        run_sync(self.kernel_manager.end_all)()
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    async def _begin(self) -> None:
        self._search_watch = watch_searches(self.audit)
        self._role_watch = watch_roles(self.kernel_manager, self.identity_provider, self.log)
        self._release_watch = watch_releases(self.kernel_manager, self._released, self.log)
        self.kernel_manager.groups = KernelGroups.prepared(group_of_this_process())
        self.log.info("Kernels are limited by %s.", "cgroup v2" if self.kernel_manager.groups else "RLIMIT_DATA")
        if self.hub.forked_kernels:
            zygote = Zygote(Path(self.root_dir), self.log)
            zygote.start()
            # After a deploy that changed neither code nor notebooks, for instance of a shared library.
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, zygote.renew)
            self.kernel_manager.zygote = zygote
            self.kernel_manager.spare = SpareKernel(self.kernel_manager)
            self.kernel_manager.spare.restock()
            self._spare_watch = self.kernel_manager.spare.watch()


def _log_request(handler: web.RequestHandler) -> None:
    """Write one line per refused request, without its query: that might hold a customer's number or somebody's key."""
    if handler.get_status() >= HTTPStatus.BAD_REQUEST:
        request = handler.request
        handler.settings["service_log"].warning(
            "%s %s %s", handler.get_status(), request.method, without_secrets(request.path)
        )


class NotFound(Guarded):
    """Every other address."""

    async def prepare(self) -> None:  # type: ignore[override]  # the base class awaits it, too
        """Answer 404 with our page to everybody: nobody has to be known for that."""
        self.current_user = None
        raise web.HTTPError(404)


def service_config(hub: HubSettings, *, address: str, port: int, base_url: str, cookie_secret: bytes) -> Config:
    """Return the whole configuration, set in one place."""
    config = Config()
    own = config.ClientinfoVoila
    own.ip = address
    own.port = port
    own.port_retries = 0
    own.base_url = own.server_url = base_url
    own.open_browser = False
    own.config_file_paths = []
    own.identity_provider_class = HubIdentity
    own.cookie_secret = cookie_secret
    own.kernel_websocket_connection_class = PageConnection
    voila = config.VoilaConfiguration
    voila.multi_kernel_manager_class = SessionKernels
    voila.kernel_spec_manager_class = PublishedKernelSpecs
    voila.file_allowlist = []
    voila.allow_template_override = voila.allow_theme_override = "NO"
    voila.show_tracebacks = False
    # TCP ports of 80 kernels that start at once collide; sockets in a private folder do not.
    config.KernelManager.transport = "ipc"
    # A restarted kernel has lost its page's widgets: let it be dead, and let the page say so.
    config.KernelRestarter.restart_limit = 0
    config.KernelRestarter.time_to_dead = 1.0
    # Voila drops what a kernel says too fast, such as a large download. Our kernels run our own code only.
    config.PageConnection.limit_rate = False
    kernels = config.SessionKernels
    kernels.sessions_at_most = hub.sessions_at_most
    kernels.sessions_per_user = hub.sessions_per_user
    kernels.idle_seconds = 60 * hub.idle_minutes
    kernels.cull_idle_timeout = max(1, int(60 * hub.idle_minutes))
    kernels.abandoned_seconds = hub.abandoned_seconds
    kernels.message_seconds = hub.message_seconds
    kernels.memory_megabytes = hub.kernel_megabytes
    kernels.cull_interval = max(
        1, min(30, int(min(kernels.idle_seconds, kernels.abandoned_seconds, kernels.message_seconds) / 4))
    )
    return config


def image_hosts(settings: Settings) -> tuple[str, ...]:
    """Return the origins of the map's layers, for the pages' policy. ``{s}`` stands for any subdomain."""
    origins = []
    for layer in settings.map_layers:
        parts = urlsplit(layer.url)
        if parts.scheme in ("http", "https") and parts.netloc:
            origins.append(f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}")
    return tuple(dict.fromkeys(origins))


def cookie_key(secret: str) -> bytes:
    """Return the key for the cookies, from the state folder's secret."""
    return hashlib.sha256(secret.encode()).digest()
