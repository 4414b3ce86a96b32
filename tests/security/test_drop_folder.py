"""What somebody puts into a drop folder, from the file to the page: nothing is read that is not there, and nothing stops.

The dealership of these tests was refreshed with all of it (``hostile_dealership``): that it has a snapshot at all says that
no pipe, mail or document held the refresh up.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clientinfo_kernel.settings import read_settings
from tests.security.hostile_dealership import SECRET
from tests.security.wire import page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.stack import Client

TRAPS = ("66602", "66603")


def test_no_page_shows_what_a_link_in_the_drop_folder_leads_to(people: dict[str, Client]) -> None:
    with page(people["accounting"], query="?customer=10012&tab=inbox") as line:
        line.settle()
        shown = json.dumps(list(line.widgets().values())) + line.text()
    assert all(number in shown for number in TRAPS), "the honest documents beside the links are there"
    assert SECRET not in shown
    with page(people["accounting"], "unassigned_inbox.ipynb") as line:
        shown = json.dumps(list(line.widgets().values())) + line.text()
    assert "link.xml" in shown
    assert SECRET not in shown


def test_no_file_that_a_refresh_leaves_holds_it(dealership: Path) -> None:
    """Snapshots lie uncompressed, so that whatever stands in them is found."""
    state = read_settings(dealership).state_folder
    files = [each for each in (state / "snapshots").rglob("*") if each.is_file()]
    assert any(b"Meier Vakuumtechnik" in each.read_bytes() for each in files)
    assert not [each.name for each in files if SECRET.encode() in each.read_bytes()]
