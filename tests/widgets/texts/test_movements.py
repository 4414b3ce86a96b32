"""What a posting is, and why: each kind and reason has words, and those that the rules give are known ones."""

from pathlib import Path

from clientinfo_kernel import ingest
from clientinfo_kernel.ingest.movements.classification import classification_rules
from clientinfo_kernel.query import movement_kinds
from widgets.texts.movements import MOVEMENT_REASONS, MOVEMENTS


def test_every_kind_and_reason_has_words_and_no_words_lack_one() -> None:
    assert set(MOVEMENTS) == set(movement_kinds.MOVEMENT_KINDS)
    assert set(MOVEMENT_REASONS) == set(movement_kinds.MOVEMENT_REASONS)


def test_rules_give_known_kinds_and_reasons() -> None:
    rules = classification_rules()
    assert {rule.kind for rule in rules} <= set(movement_kinds.MOVEMENT_KINDS)
    assert {rule.reason for rule in rules} <= set(movement_kinds.MOVEMENT_REASONS)


def test_every_reason_is_given_somewhere() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(ingest.__path__[0]).rglob("*.py"))
    assert [reason for reason in movement_kinds.MOVEMENT_REASONS if f'"{reason}"' not in code] == []
