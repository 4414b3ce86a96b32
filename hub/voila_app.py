"""Voila with our page around it: a closed list of addresses, own error pages, compressed, quick templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from jupyter_server.base.handlers import FileFindHandler
from jupyter_server.base.websocket import WS_PING_INTERVAL
from jupyter_server.utils import url_path_join
from tornado.ioloop import IOLoop
from traitlets import Callable, Unicode
from traitlets.config import Config
from voila.app import Voila
from voila.static_file_handler import MultiStaticFileHandler

from hub.voila_handlers import (
    AssetHandler,
    Farewell,
    FirstPage,
    KernelInfo,
    KernelSocket,
    NotFound,
    PageHandler,
    stylesheet_version,
)
from hub.voila_kernels import PAGE_MESSAGES, SessionKernels
from widgets.assets import icons

TEMPLATES = Path(__file__).parent / "templates" / "clientinfo"
_KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
# Every other installed extension would be loaded by every page.
_EXTENSIONS = [
    "@voila-dashboards/widgets-manager8",
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
    "bqplot",
    "bqscales",
    "jupyter-leaflet",
]


class ClientinfoVoila(Voila):
    """The server of the published pages."""

    first_page = Unicode("customer.ipynb", config=True, help="Notebook that / leads to.")
    when_listening = Callable(None, allow_none=True, help="Called with the server's address once it listens.")

    def setup_template_dirs(self) -> None:
        """Our template first, then stock Voila's (for the parts that we do not replace)."""
        super().setup_template_dirs()
        self.template_paths: list[str] = [str(TEMPLATES), *self.template_paths]

    def init_settings(self) -> dict[str, Any]:
        """Stock settings, plus compression, our error pages, and only the messages that a page needs."""
        settings: dict[str, Any] = super().init_settings()
        self.kernel_manager.allowed_message_types = list(PAGE_MESSAGES)
        pages = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
        pages.globals.update(page_globals())
        return settings | {
            "compress_response": True,
            # Tornado warns at each page when a lost connection is noticed later than the next ping.
            "ws_ping_timeout": WS_PING_INTERVAL,
            "jinja2_env": pages,
            "voila_jinja2_env": pages,
            "default_handler_class": NotFound,
        }

    def init_handlers(self) -> list[Any]:
        """The closed list: no file listing, no contents, no files of the notebooks' folder, no themes."""
        address = self.server_url

        def at(path: str) -> str:
            return str(url_path_join(address, path))

        page = {
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        return [
            (address, FirstPage, {"page": url_path_join(self.base_url, "voila/render", self.first_page)}),
            (at(r"/voila/render/(.+\.ipynb)"), PageHandler, page),
            (at(rf"/api/kernels/{_KERNEL_ID}"), KernelInfo),
            (at(rf"/api/kernels/{_KERNEL_ID}/channels"), KernelSocket),
            (at(rf"/voila/api/shutdown/{_KERNEL_ID}"), Farewell),
            (at(r"/voila/static/(.*)"), MultiStaticFileHandler, {"paths": self.static_paths}),
            (at(r"/voila/labextensions/(.*)"), FileFindHandler, {"path": self.labextensions_path}),
            (at(r"/assets/(.*)"), AssetHandler),
            *self.identity_provider.get_handlers(),
        ]

    def listen(self) -> None:
        """Listen; tell when the event loop answers."""
        if self.when_listening is not None:
            IOLoop.current().add_callback(lambda: self.when_listening(self.connection_url))
        super().listen()


def page_globals() -> dict[str, Any]:
    """What every page of ours knows: the stylesheet's version and the icons."""
    return {"style_version": stylesheet_version(), "icons": icons()}


def voila_config(port: int) -> Config:
    """Everything that is set, in one place."""
    config = Config()
    config.ClientinfoVoila.port = port
    config.ClientinfoVoila.port_retries = 0
    config.ClientinfoVoila.open_browser = False
    config.ClientinfoVoila.config_file_paths = []
    config.VoilaConfiguration.multi_kernel_manager_class = SessionKernels
    config.VoilaConfiguration.extension_allowlist = _EXTENSIONS
    config.VoilaConfiguration.file_allowlist = []
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.show_tracebacks = False
    config.VoilaConfiguration.resources = page_globals()
    # TCP ports of 80 kernels that start at once collide; sockets in a private folder do not.
    config.KernelManager.transport = "ipc"
    # A restarted kernel has lost its page's widgets: let it be dead, and let the page say so.
    config.KernelRestarter.restart_limit = 0
    config.MappingKernelManager.cull_interval = 60
    config.MappingKernelManager.cull_idle_timeout = 4 * 3600
    config.MappingKernelManager.cull_connected = True
    return config
