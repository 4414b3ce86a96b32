"""What is created after the free places were taken stands together, however torn the memory was before."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Objects of one size, of which every 40th is freed: 1,000 free places, each on a page of its own where objects are large.
TORN = """
import sys
from hub.forked_kernels.tight_memory import take_free_places
size, taken = int(sys.argv[1]), sys.argv[2] == "taken"
torn = [bytes(size) for _object in range(40_000)]
del torn[::40]
if taken:
    take_free_places()
new = [bytes(size) for _object in range(800)]
print(len({id(each) // 4096 for each in new}))
"""


def pages_of_new_objects(size: int, *, taken: bool) -> int:
    command = [sys.executable, "-c", TORN, str(size), "taken" if taken else "torn"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize("size", [200, 700], ids=["Python's own allocator", "the system's"])
def test_new_objects_stand_on_pages_of_their_own(size):
    # A bytes object has 33 bytes of its own; the allocators add up to 31.
    needed = 800 * (size + 64) // 4096 + 8
    assert pages_of_new_objects(size, taken=False) > 2 * needed
    assert pages_of_new_objects(size, taken=True) <= needed
