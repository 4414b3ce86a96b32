"""The service's process: ``python -m hub.service.process``. The Hub's JUPYTERHUB_* variables say where it belongs."""

from __future__ import annotations

import argparse
import logging
import os
from pathlib import Path

from jupyter_server.utils import url_path_join

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.settings import read_settings
from hub.configuration.hub_settings import hub_settings
from hub.configuration.service_environment import COOKIE_SECRET_VARIABLE
from hub.supervision.end_with_parent import die_with_parent
from hub.supervision.large_imports import large_imports
from hub.supervision.reserved_ports import share_ports
from hub.web.log_without_queries import write_no_queries
from hub.web.own_xsrf_cookie import prefer_own_xsrf_cookie
from hub.web.response_headers import limit_requests
from hub.web.skip_uri_grammar import skip_uri_grammar
from widgets.assets import SCRIPTS_VARIABLE


def main() -> None:
    """Serve until a signal comes."""
    arguments = _arguments()
    if arguments.parent:
        die_with_parent(arguments.parent)
        share_ports()
    skip_uri_grammar()
    limit_requests()
    write_no_queries()
    prefer_own_xsrf_cookie()
    with large_imports():
        from hub.service.notebooks_user import descent
        from hub.service.voila_server import ClientinfoVoila, cookie_key, image_hosts, service_config

    base_url = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    os.environ[SCRIPTS_VARIABLE] = url_path_join(base_url, "assets/scripts/")  # for the kernels
    settings = read_settings()
    hub = hub_settings(settings)
    config = service_config(
        hub,
        address=arguments.address,
        port=arguments.port,
        base_url=base_url,
        cookie_secret=cookie_key(os.environ.pop(COOKIE_SECRET_VARIABLE)),
    )
    server = ClientinfoVoila(
        config=config,
        house=settings.house,
        map_hosts=image_hosts(settings),
        hub=hub,
        audit=AuditLog.of(settings),
        live=LiveDatabase.of(settings),
        descent=descent(hub.notebooks_user, settings.snapshot_readers) if hub.notebooks_user else "",
        log_level=logging.INFO,
    )
    server.initialize([str(arguments.notebooks.resolve())])
    server.start()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--notebooks", type=Path, required=True)
    parser.add_argument("--parent", type=int, default=0, help="End when this process is no longer our parent.")
    return parser.parse_args()


if __name__ == "__main__":
    main()
