"""The customer page in a forked kernel: nothing left to import, little memory of its own."""

from __future__ import annotations

import os
import statistics
from pathlib import Path

from tests.hub.forked_kernels.conftest import NOTEBOOKS

SESSIONS = 12
OPEN = [
    "from clientinfo_kernel.query.directory import open_directory",
    "from widgets.app import CustomerApp",
    "directory = open_directory()",
    "app = CustomerApp(directory)",
    "app.show_customer('10012')",
]
EVERY_TAB = [
    "from widgets.panel import all_panels",
    "for panel in all_panels(): app.show_customer('10012', panel.key)",
    "directory.search('Meier')",
]


def test_a_page_imports_nothing_any_more(service, demo_settings):
    kernel = service.kernel(os.environ | {"CLIENTINFO_SETTINGS": str(demo_settings)}, cwd=str(NOTEBOOKS))
    assert (
        kernel.ask("import sys", "before = set(sys.modules)", *OPEN, *EVERY_TAB, "sorted({*sys.modules} - before)")
        == []
    )


def test_a_session_costs_less_than_40_mb(service, demo_settings):
    """PSS: what a session holds alone, and its share of what it holds with the others."""
    kernels = [
        service.kernel(os.environ | {"CLIENTINFO_SETTINGS": str(demo_settings)}, cwd=str(NOTEBOOKS))
        for _ in range(SESSIONS)
    ]
    assert all(kernel.ask(*OPEN, "app.children[0].children != ()") for kernel in kernels)
    assert all(kernel.forked for kernel in kernels)
    assert statistics.median(megabytes(kernel.pid) for kernel in kernels) < 40


def megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))
