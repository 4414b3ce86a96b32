"""Which files hold our rules: a refresh by another user than the one who installed us finds them all."""

from __future__ import annotations

from pathlib import Path

from clientinfo_kernel.query.rule_files import rule_files


class Closed(type(Path())):
    """A folder that its user may not list."""

    def iterdir(self):
        if self.name == "__pycache__":
            raise PermissionError(13, "Permission denied", str(self))
        return super().iterdir()


def test_rules_are_code_and_tables_at_any_depth(tmp_path: Path) -> None:
    for name in ("b.py", "deep/deeper/a.csv", "deep/settings.toml", "deep/notes.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    found = rule_files(tmp_path, "package")
    assert found == [
        ("package/b.py", b"b.py"),
        ("package/deep/deeper/a.csv", b"deep/deeper/a.csv"),
        ("package/deep/settings.toml", b"deep/settings.toml"),
    ]


def test_what_another_user_compiled_for_themselves_is_never_entered(tmp_path: Path) -> None:
    compiled = tmp_path / "search" / "__pycache__"
    compiled.mkdir(parents=True)
    (tmp_path / "search" / "terms.py").write_text("TERMS = 1")
    assert rule_files(Closed(tmp_path)) == [("/search/terms.py", b"TERMS = 1")]
