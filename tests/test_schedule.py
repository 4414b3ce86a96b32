"""Who goes to one worker with whom."""

from pathlib import Path

from tests.schedule import HUB_FOLDERS, OF_THE_PUBLICATION, ROOT, group


def test_files_that_share_a_hub_go_together_and_those_with_their_own_go_alone() -> None:
    assert group("tests/security/test_roles.py") == group("tests/security/test_paths.py") == "tests/security"
    assert group("tests/browser/test_golden_page.py") == "tests/browser"
    assert group("tests/browser/test_session_end.py") == "tests/browser/test_session_end.py"
    assert group("tests/test_golden.py") == "tests/test_golden.py"
    assert {group(file) for file in OF_THE_PUBLICATION} == {"publication"}


def test_what_the_groups_name_is_there() -> None:
    assert all((ROOT / name).exists() for name in HUB_FOLDERS | OF_THE_PUBLICATION)


def test_whoever_uses_the_publication_belongs_to_its_group() -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if path != Path(__file__) and "publication: Stack" in path.read_text(encoding="utf-8")
    }
    assert users == OF_THE_PUBLICATION
