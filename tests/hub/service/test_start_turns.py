"""Whose page starts next, when more want to than can."""

from __future__ import annotations

import asyncio

import pytest

from hub.service.start_turns import StartTurns
from tests.loops import finish


def test_somebody_with_many_pages_makes_nobody_else_wait_for_them() -> None:
    async def morning() -> list[str]:
        turns, began = StartTurns(2), []

        async def page(person: str, name: str) -> None:
            await turns.take(person)
            began.append(name)

        opened = [asyncio.ensure_future(page("anna", f"anna {number}")) for number in range(5)]
        await asyncio.sleep(0)
        opened += [asyncio.ensure_future(page(person, person)) for person in ("bert", "cleo")]
        for _start in opened:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            turns.give_back(began[-1].split()[0])
        await asyncio.gather(*opened)
        return began

    began = finish(morning())
    assert began[:2] == ["anna 0", "anna 1"]
    assert set(began[2:4]) <= {"bert", "cleo", "anna 2"}
    assert began.index("bert") < began.index("anna 3")
    assert began.index("cleo") < began.index("anna 3")


@pytest.mark.parametrize("is_its_turn", [False, True])
def test_who_leaves_while_waiting_takes_no_turn_along(*, is_its_turn: bool) -> None:
    async def leaves() -> None:
        turns = StartTurns(1)
        await turns.take("anna")
        leaving = asyncio.ensure_future(turns.take("bert"))
        await asyncio.sleep(0)
        if is_its_turn:
            turns.give_back("anna")  # handed to bert, who leaves before he hears of it
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        if not is_its_turn:
            turns.give_back("anna")
        await asyncio.wait_for(turns.take("cleo"), 5)

    finish(leaves())
