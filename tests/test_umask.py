"""What a test leaves of its process's umask: nothing."""

from __future__ import annotations

import os


def test_a_test_may_narrow_it() -> None:
    os.umask(0o777)


def test_the_next_one_has_that_of_the_run() -> None:
    left = os.umask(0o022)
    os.umask(left)
    assert left != 0o777
