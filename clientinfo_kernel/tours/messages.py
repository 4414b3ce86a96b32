"""A day and its ways as a line of JSON, for a process of its own; a plan as a line back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from clientinfo_kernel.tours.day import TourDay
from clientinfo_kernel.tours.plan import Plan
from data_sources.routing.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Mapping


def question(day: TourDay, ways: Ways, seconds: tuple[float, float]) -> bytes:
    """Return what is asked, as one line; what people wrote about the stops stays here."""
    bare = replace(day, stops=tuple(replace(each, written={}, ended={}) for each in day.stops))
    table = {"metres": ways.metres.tolist(), "seconds": ways.seconds.tolist()}
    return msgspec.json.encode({"day": bare, "ways": table, "seconds": seconds}) + b"\n"


def read_question(line: bytes) -> tuple[TourDay, Ways, tuple[float, float]]:
    """Return what is asked."""
    asked: Mapping[str, Any] = msgspec.json.decode(line)
    metres, seconds = (np.array(asked["ways"][name], dtype=np.int64) for name in ("metres", "seconds"))
    return msgspec.convert(asked["day"], TourDay), Ways(metres, seconds), tuple(asked["seconds"])


def answer(plan: Plan, *, is_final: bool) -> bytes:
    """Return a plan as one line."""
    return msgspec.json.encode({"plan": plan, "is_final": is_final}) + b"\n"


def read_answer(line: bytes) -> tuple[Plan, bool]:
    """Return a plan, and whether it is the last one."""
    said: Mapping[str, Any] = msgspec.json.decode(line)
    return msgspec.convert(said["plan"], Plan), bool(said["is_final"])
