"""The Hub's process, started by the supervisor: ``python -m hub.hub_server.process PARENT``."""

from __future__ import annotations

import sys
from pathlib import Path

from hub.supervision.end_with_parent import die_with_parent
from hub.web.access_log import write_no_queries
from hub.web.faster_start import skip_uri_grammar
from hub.web.response_headers import limit_requests

_CONFIGURATION = Path(__file__).with_name("jupyterhub_config.py")


def main() -> None:
    """Run the Hub until a signal comes or its parent is gone."""
    die_with_parent(int(sys.argv[1]))
    skip_uri_grammar()
    limit_requests()
    write_no_queries()
    from jupyterhub.app import JupyterHub

    JupyterHub.launch_instance(["-f", str(_CONFIGURATION)])


if __name__ == "__main__":
    main()
