"""What is missing is skipped aloud, and fails where it is promised."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
import pytest
from tests.requirements import missing

def test_of_a_thing():
    missing("BROWSER", "no browser here")

@pytest.mark.skipif(True, reason="of another reason")
def test_of_the_day():
    pass

@pytest.mark.xfail(reason="known", strict=True)
def test_of_a_known_fault():
    raise ValueError
"""
MODULE = "import pytest\npytest.importorskip('no_such_module_here')\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("promises", "failed", "skipped"),
    [
        ({"CLIENTINFO_REQUIRE_BROWSER": "1"}, 1, 2),
        ({"CLIENTINFO_REQUIRE_ALL": "1"}, 3, 0),
    ],
    ids=["the browser", "everything"],
)
def test_a_skip_fails_where_the_thing_is_promised(
    tmp_path: Path, promises: dict[str, str], failed: int, skipped: int
) -> None:
    (tmp_path / "test_things.py").write_text(TESTS)
    (tmp_path / "test_module.py").write_text(MODULE)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTINFO_REQUIRE_")}
    options = [
        "-p",
        "tests.requirements",
        "-p",
        "no:cacheprovider",
        "--continue-on-collection-errors",
        "-c",
        os.devnull,
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--rootdir", tmp_path, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=environment | promises,
    )
    summary = done.stdout.splitlines()[-1]
    counts = {word: number for number, word in (part.split()[:2] for part in summary.strip("= ").split(", "))}
    failures = int(counts.get("failed", 0)) + int(counts.get("error", 0)) + int(counts.get("errors", 0))
    assert (failures, int(counts.get("skipped", 0)), counts["xfailed"]) == (failed, skipped, "1"), done.stdout
    assert (done.returncode == 0) == (failed == 0)
