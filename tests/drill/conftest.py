"""What needs a Linux of its own is tried where there is one: ``make drill`` installs and demands it."""

from __future__ import annotations

import os
import shutil

# Everything else here runs in ``make test``, too.
IS_DEMANDED = os.environ.get("CLIENTINFO_REQUIRE_UML") == "1"
collect_ignore = [] if IS_DEMANDED or shutil.which("linux.uml") else ["test_control_groups.py"]
# A whole machine that begins takes minutes.
collect_ignore += [] if IS_DEMANDED else ["test_systemd_as_init.py"]
