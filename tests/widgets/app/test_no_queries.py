"""Opening a page runs no query plan: each costs a kernel time, and the first one memory."""

import sys
from pathlib import Path
from types import FrameType

import pytest

from clientinfo_kernel.query.directory import open_directory
from widgets.app import CustomerApp

MEIER = "10012"


@pytest.mark.parametrize("role", ["service", "controlling"])
def test_a_page_and_its_overview_open_without_a_query(
    demo_settings: Path, role: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in (("USER", "anna"), ("ROLES", role), ("AUDIT", str(tmp_path))):
        monkeypatch.setenv(f"CLIENTINFO_{name}", value)
    directory = open_directory(demo_settings)
    plans: list[str] = []

    def note(frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and getattr(called, "__qualname__", "") == "PyLazyFrame.collect":
            plans.append(frame.f_code.co_filename)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        CustomerApp(directory).show_customer(MEIER)
        opened = len(plans)
        directory.table("customers", ["customer_number"]).filter(customer_number=MEIER)
    finally:
        sys.setprofile(before)
    assert opened == 0
    assert plans, "a query is not noticed at all"
