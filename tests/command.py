"""The ``clientinfo`` command called in this process: what it prints, and its exit code, without the start of a Python.

What only a process has (that it starts at all, its memory, its signals, the terminal's encoding) is tested with one.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import traceback
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest

from hub.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def clientinfo(*words: str | Path, folder: Path | None = None, stdin: str = "", **asking: str) -> CompletedProcess[str]:
    """Run the command in a folder, without this run's settings in the environment, but with those given.

    Args:
        words: What follows ``clientinfo``.
        folder: The working directory.
        stdin: What is typed, without a terminal.
        asking: Variables of the environment.
    """
    command = ["clientinfo", *map(str, words)]
    out, error = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    environment = dict(os.environ)
    umask = os.umask(0)  # a shell that keeps nothing to itself: what is private is the command's doing
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
        for name in [name for name in os.environ if name.startswith("CLIENTINFO_")]:
            patch.delenv(name)
        for name, value in asking.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", command)
        patch.setattr(sys, "stdin", io.StringIO(stdin))
        if folder is not None:
            patch.chdir(folder)
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except Exception:  # noqa: BLE001  # as the interpreter ends a program
            traceback.print_exc()
            code = 1
        finally:
            os.umask(umask)
            for name in os.environ.keys() - environment.keys():  # what the command wrote there for itself
                del os.environ[name]
    return CompletedProcess(command, code, *(each.buffer.getvalue().decode() for each in (out, error)))
