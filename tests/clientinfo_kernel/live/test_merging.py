"""Rules that hold for any two people's changes of one row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.live.merging import as_it_was, merge

FIELDS = ("text", "status", "assignee", "due_at")
values = st.sampled_from(["a", "b", "c", None])
rows = st.fixed_dictionaries(dict.fromkeys(FIELDS, values))
changes = st.dictionaries(st.sampled_from(FIELDS), values)


@given(was=rows, theirs=changes, mine=changes)
def test_nothing_is_lost_unseen(was, theirs, mine):
    now = was | theirs
    merged = merge(mine, was, now)
    after = now | merged.written
    for name in FIELDS:
        if name in merged.conflicts:
            # it asks, and only where both really want something else
            assert after[name] == now[name]
            shown = merged.conflicts[name]
            assert (shown.mine, shown.theirs, shown.was) == (mine[name], now[name], was[name])
            assert len({shown.mine, shown.theirs, shown.was}) == 3
        elif name in mine and mine[name] != was[name]:
            assert after[name] == mine[name]
        else:
            assert after[name] == now[name]


@given(was=rows, mine=changes)
def test_who_is_alone_gets_what_they_want(was, mine):
    merged = merge(mine, was, was)
    assert merged.conflicts == {}
    assert was | merged.written == was | mine


@given(was=rows, one=changes, two=changes)
def test_changes_of_different_fields_lead_to_the_same_row_in_either_order(was, one, two):
    two = {name: value for name, value in two.items() if name not in one}
    first = was | merge(one, was, was).written
    second = was | merge(two, was, was).written
    assert first | merge(two, was, first).written == second | merge(one, was, second).written == was | one | two


@given(was=rows, steps=st.lists(changes, max_size=6))
def test_the_history_leads_back_to_any_version(was, steps):
    states, before = [was], []
    for step in steps:
        before.append({name: states[-1][name] for name in step})
        states.append(states[-1] | step)
    for version, state in enumerate(states):
        assert as_it_was(states[-1], before[version:]) == state


def test_what_the_program_adds_goes_with_a_change_and_asks_nobody() -> None:
    was = {"promised_on": None, "promised_amount": None, "note": "", "promised_balance": None}
    now = was | {"note": "ruft an", "promised_balance": 500}
    merged = merge({"promised_on": "10.12.", "promised_balance": 300}, was, now, circumstances={"promised_balance"})
    assert (merged.written, merged.conflicts) == ({"promised_on": "10.12.", "promised_balance": 300}, {})


def test_fields_that_say_one_thing_together_are_never_half_of_each() -> None:
    was = {"driver": "Anna", "hour": 9, "note": ""}
    now = was | {"hour": 8}  # a colleague moved it
    merged = merge({"driver": "Bert", "hour": 9, "note": "x"}, was, now, [("driver", "hour")])
    assert set(merged.conflicts) == {"driver", "hour"}
    # whoever only wants what a colleague has done, too, or something else, asks nobody
    assert not merge({"driver": "Anna", "hour": 8}, was, now, [("driver", "hour")]).conflicts
    assert merge({"note": "x"}, was, now, [("driver", "hour")]).written == {"note": "x"}
