"""The Hub's process, started by the supervisor: ``python -m hub.hub_server.process PARENT``."""

from __future__ import annotations

import sys
from pathlib import Path

from hub.supervision.end_with_parent import die_with_parent
from hub.supervision.large_imports import large_imports
from hub.supervision.reserved_ports import share_ports
from hub.web.log_without_queries import write_no_queries
from hub.web.own_xsrf_cookie import prefer_own_xsrf_cookie
from hub.web.response_headers import limit_requests
from hub.web.skip_uri_grammar import skip_uri_grammar

_CONFIGURATION = Path(__file__).with_name("jupyterhub_config.py")


def main() -> None:
    """Run the Hub until a signal comes or its parent is gone."""
    die_with_parent(int(sys.argv[1]))
    share_ports()
    skip_uri_grammar()
    limit_requests()
    write_no_queries()
    prefer_own_xsrf_cookie()
    with large_imports():
        from jupyterhub.app import JupyterHub

    JupyterHub.launch_instance(["-f", str(_CONFIGURATION)])


if __name__ == "__main__":
    main()
