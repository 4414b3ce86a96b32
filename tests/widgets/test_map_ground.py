"""What of the outlines a browser draws; its script, without a browser, on outlines that fit on paper."""

from __future__ import annotations

import json
import subprocess

import pytest

from hub.node_packages import node
from widgets.assets import source

# A square from 0 to 1000 with a bay from above, 400 to 600 wide and 900 deep; a lake in its lower right; a border of states
# from its left to its right, and one below what is ever asked for.
_OUTLINES = {
    "land": [[0, 0, 400, 0, 0, 900, 200, 0, 0, -900, 400, 0, 0, 1000, -1000, 0]],
    "lake": [[800, 800, 50, 0, 0, 50, -50, 0]],
    "state": [[-100, 500, 100, 0, 500, 0, 3, 0, 697, 0], [0, 5000, 100, 0]],
}
_WHOLE = {"west": -500, "north": -500, "east": 1500, "south": 1500}


def _asked(*questions: tuple[dict[str, int], float]) -> list[dict[str, str] | None]:
    """Return what one map answers, in turn, to what is seen (units) and how many px a unit has."""
    ask = f"const ask = mapGround(); console.log(JSON.stringify({json.dumps(questions)}.map((each) => ask(...each))));"
    script = f"const MAP_OUTLINES = {json.dumps(_OUTLINES)};\n{source('map_ground')}\n{ask}"
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    answers: list[dict[str, str] | None] = json.loads(done.stdout)
    return answers


def _only(answers: list[dict[str, str] | None]) -> dict[str, str]:
    (answer,) = answers
    assert answer is not None
    return answer


def _corners(path: str) -> list[tuple[int, int]]:
    """The corners of an area, from the one that lies farthest to the upper left, in the direction of the path."""
    assert path.startswith("M")
    assert path.endswith("Z")
    numbers = [int(each) for each in path[1:-1].split()]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    first = points.index(min(points))
    return points[first:] + points[:first]


def test_where_all_is_seen_all_is_drawn() -> None:
    answer = _only(_asked((_WHOLE, 1)))
    assert answer == {
        "land": "M0 0 400 0 400 900 600 900 600 0 1000 0 1000 1000 0 1000Z",
        "lake": "M800 800 850 800 850 850 800 850Z",
        "state": "M-100 500 0 500 500 500 503 500 1200 500",
    }


def test_an_area_is_cut_half_a_picture_beyond_what_is_seen_and_what_lies_beyond_that_is_not_drawn() -> None:
    """200 to 300 wide and 400 to 500 high are seen: 150 to 350 and 350 to 550 are drawn."""
    answer = _only(_asked(({"west": 200, "east": 300, "north": 400, "south": 500}, 1)))
    assert _corners(answer["land"]) == [(150, 350), (350, 350), (350, 550), (150, 550)]
    assert answer["lake"] == ""
    # a line is drawn as far as its next point
    assert answer["state"] == "M0 500 500 500"


def test_water_that_reaches_into_what_is_seen_stays_water() -> None:
    """350 to 450 and 100 to 200 are seen, of which the bay begins at 400: 300 to 400, 50 to 250 is the land in it."""
    answer = _only(_asked(({"west": 350, "east": 450, "north": 100, "south": 200}, 1)))
    assert _corners(answer["land"]) == [(300, 50), (400, 50), (400, 250), (300, 250)]
    assert answer["state"] == ""


def test_points_of_the_same_px_are_one() -> None:
    """At a tenth of a px to a unit, 500 and 503 are the same; a line ends where it ends."""
    answer = _only(_asked((_WHOLE, 0.1)))
    assert answer["state"] == "M-100 500 0 500 500 500 1200 500"


_SEEN = {"west": 200, "east": 300, "north": 400, "south": 500}


@pytest.mark.parametrize(
    ("then", "scale"),
    [
        ({"west": 230, "east": 330, "north": 430, "south": 530}, 1),  # 20 px from where it is cut, at 350 and 550
        ({"west": 225, "east": 275, "north": 425, "south": 475}, 1.9),
    ],
)
def test_what_is_drawn_stays_while_it_does(then: dict[str, int], scale: float) -> None:
    first, second = _asked((_SEEN, 1), (then, scale))
    assert first is not None
    assert second is None


@pytest.mark.parametrize(
    ("then", "scale"),
    [
        ({"west": 245, "east": 345, "north": 400, "south": 500}, 1),  # 5 px from it: the line there would be seen
        ({"west": 230, "east": 270, "north": 430, "south": 470}, 2.5),  # points that were one are two now
        ({"west": 200, "east": 300, "north": 400, "south": 500}, 0.4),  # and the other way round
    ],
)
def test_it_is_drawn_again_before_an_edge_or_too_coarse_a_line_is_seen(then: dict[str, int], scale: float) -> None:
    _first, second = _asked((_SEEN, 1), (then, scale))
    assert second is not None
