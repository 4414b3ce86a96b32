"""Hubs that are forked from a process that has imported them: half of the processor time of a start are the imports.

``python -m tests.hub.accounts.warm_hub`` forks one for each order that it reads, and ends with whoever gives them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from hub.supervision.large_imports import large_imports
from hub.web.skip_uri_grammar import skip_uri_grammar

REPOSITORY = Path(__file__).parents[3]


def fork_hub(config: Path, log: Path, environment: dict[str, str], prelude: str) -> int:
    """Start a Hub in the folder of its configuration, and return its process id.

    Args:
        config: Its configuration.
        log: What it prints is appended to it.
        environment: Its whole environment.
        prelude: Code that runs before it begins.
    """
    order = {"config": str(config), "log": str(log), "environment": environment, "prelude": prelude}
    warm = _warm_process()
    assert warm.stdin is not None
    assert warm.stdout is not None
    warm.stdin.write(f"{json.dumps(order)}\n")
    warm.stdin.flush()
    return int(warm.stdout.readline())


@cache
def _warm_process() -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLIENTINFO_", "JUPYTER"))}
    command = [sys.executable, "-m", "tests.hub.accounts.warm_hub"]
    return subprocess.Popen(command, cwd=REPOSITORY, env=kept, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def main() -> None:
    """Import, then fork."""
    skip_uri_grammar()
    with large_imports():
        import jupyterhub.app

        import_module("hub.accounts.configure_accounts")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here asks how they ended
    for line in sys.stdin:
        forked = os.fork()
        if not forked:
            _become(**json.loads(line))
            jupyterhub.app.main()
            return
        sys.stdout.write(f"{forked}\n")
        sys.stdout.flush()


def _become(config: str, log: str, environment: dict[str, str], prelude: str) -> None:
    """Make the forked process what a started one would be."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(Path(config).parent)
    for target, file, flags in ((0, os.devnull, os.O_RDONLY), (1, log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)):
        opened = os.open(file, flags, 0o666)
        os.dup2(opened, target)
        os.close(opened)
    os.dup2(1, 2)
    sys.argv = ["jupyterhub", "-f", config]
    names: dict[str, Any] = {}
    exec(prelude, names)  # noqa: S102  # the tests' own


if __name__ == "__main__":
    main()
