"""What needs a Linux of its own is tried where there is one: ``make drill`` installs and demands it."""

from __future__ import annotations

import os
import shutil

# Everything else here runs in ``make test``, too.
IS_WANTED = os.environ.get("CLIENTINFO_REQUIRE_UML") == "1" or shutil.which("linux.uml")
collect_ignore = [] if IS_WANTED else ["test_control_groups.py"]
