"""The customer page in a forked kernel: nothing left to import, little memory of its own."""

from __future__ import annotations

import os
import statistics
from pathlib import Path

from clientinfo_kernel.live.database import LiveDatabase
from tests.house import House
from tests.hub.forked_kernels.conftest import NOTEBOOKS

SESSIONS = 5
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


WRITE = [
    "from clientinfo_kernel.live.commands import Add",
    "from clientinfo_kernel.live.cases import CONTACT",
    "file = directory.customer('30001')",
    "app.show_customer('30001', 'cases')",
    "command = Add('c1', '30001', CONTACT, {'channel': 'phone', 'note': 'n'})",
    "saved = directory.live(file).do(command)",
    "file.read_again()",
]


def test_what_is_written_on_a_page_costs_no_import_either(service, tmp_path):
    house = House.at(tmp_path / "house")
    house.dealer_system("customers", {"customer_number": "30001", "kind": "person", "name": "Anna Berg"})
    LiveDatabase.of(house.refresh().settings).prepare()  # as ``clientinfo serve`` does
    environment = os.environ | {"CLIENTINFO_SETTINGS": str(house.folder / "clientinfo.toml")}
    kernel = service.kernel(environment, cwd=str(NOTEBOOKS))
    opened = [each.replace("10012", "30001") for each in OPEN]
    asked = ["import sys", "before = set(sys.modules)", *opened, *WRITE]
    assert kernel.ask(*asked, "(sorted({*sys.modules} - before), file.contact_events().height)") == [[], 1]


def test_a_session_copies_less_than_28_mb(service, demo_settings):
    """What a session holds alone: its share of the rest depends on how many others there are."""
    kernels = [
        service.kernel(os.environ | {"CLIENTINFO_SETTINGS": str(demo_settings)}, cwd=str(NOTEBOOKS))
        for _ in range(SESSIONS)
    ]
    assert all(kernel.ask(*OPEN, "app.children[0].children != ()") for kernel in kernels)
    assert all(kernel.forked for kernel in kernels)
    assert statistics.median(megabytes(kernel.pid) for kernel in kernels) < 28


def megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
