"""Who goes to one worker with whom."""

from pathlib import Path

import pytest

from tests.schedule import (
    HUB_FOLDERS,
    LONGEST,
    MADE_IN_MEMORY,
    ROOT,
    SECOND_SITE,
    USERS,
    _needs_server,
    group,
    in_order,
)


def test_files_that_share_a_hub_go_together_and_those_with_their_own_go_alone() -> None:
    assert group("tests/security/test_roles.py") == group("tests/security/test_paths.py") == "tests/security"
    assert group("tests/browser/test_golden_page.py") == "tests/browser"
    assert group("tests/hub/accounts/test_login.py") == group("tests/hub/accounts/test_pages.py")
    assert group("tests/browser/test_writing.py") == "tests/browser/test_writing.py"
    assert group("tests/test_golden.py") == "tests/test_golden.py"
    assert {group(file) for file in USERS["oidc_office"]} == {"oidc_office"}
    assert {group(file) for file in SECOND_SITE} == {"second site"}
    assert group("tests/demo_dealership/test_demo_golden.py") == group("tests/demo_dealership/test_demo_files.py")
    assert HUB_FOLDERS - {"tests/hub/accounts"} < set(LONGEST), "the others are short"


def test_what_the_groups_name_is_there() -> None:
    assert all((ROOT / name).exists() for name in HUB_FOLDERS.union(MADE_IN_MEMORY, SECOND_SITE, *USERS.values()))
    assert all((ROOT / name).exists() for name in LONGEST if name != "second site")


@pytest.mark.parametrize("shared", USERS)
def test_whoever_uses_what_several_folders_share_belongs_to_its_group(shared: str) -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if path != Path(__file__) and f"{shared}: " in path.read_text(encoding="utf-8")
    }
    assert users == USERS[shared]


def test_one_file_makes_the_demo_while_the_others_run_what_needs_none() -> None:
    ranks = {"plain": 2, "hub": 1, "first user": 2, "second user": 2, "simple": 2, "user of the hub": 1}
    users = {"first user", "second user", "user of the hub"}
    assert in_order(ranks, users) == ["user of the hub", "hub", "first user", "plain", "simple", "second user"]
    assert in_order(ranks, set()) == ["hub", "user of the hub", "plain", "first user", "second user", "simple"]


def test_a_test_that_starts_a_database_server_needs_a_server(request: pytest.FixtureRequest) -> None:
    item = request.node
    assert not _needs_server(item)
    item.add_marker("postgres")
    assert _needs_server(item)
