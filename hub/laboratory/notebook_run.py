"""Run a notebook as each of the roles that are to open it, before anybody is asked to release it."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from clientinfo_kernel.access.audit import AUDIT_VARIABLE
from clientinfo_kernel.access.rights import ROLES_VARIABLE, USER_VARIABLE
from hub.laboratory.notebook_check import Finding
from hub.web.page_texts import _

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_SECONDS = 120


async def run_as_roles(notebook: Mapping[str, Any], roles: Collection[str], folder: str) -> list[Finding]:
    """Return what went wrong, at most one finding per role; the notebook itself stays as it is.

    Args:
        notebook: As nbformat 4 has it.
        roles: Each in a kernel of its own.
        folder: Where the kernels start.
    """
    found = []
    for role in roles:
        # An analyst's own kernel is nobody's and sees everything; this one sees what the page will.
        with TemporaryDirectory() as audit:
            environment = {**os.environ, USER_VARIABLE: "check", ROLES_VARIABLE: role, AUDIT_VARIABLE: audit}
            text = await _run(notebook, folder, environment)
        if text:
            found.append(Finding(0, 0, _("Als Rolle {role}: {text}").format(role=role, text=text)))
    return found


async def _run(notebook: Mapping[str, Any], folder: str, environment: dict[str, str]) -> str:
    copy = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]  # nbformat has no types
    client = NotebookClient(copy, timeout=_SECONDS, kernel_name="python3", resources={"metadata": {"path": folder}})
    try:
        await client.async_execute(env=environment)
    except CellExecutionError as error:
        return f"{error.ename}: {error.evalue}"[:500]
    except CellTimeoutError:
        return _("Eine Zelle brauchte länger als {seconds} Sekunden.").format(seconds=_SECONDS)
    except DeadKernelError:
        return _("Der Kernel ist abgestürzt.")
    return ""
