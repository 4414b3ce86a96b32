"""One page, and one login, cannot take what all the others need. Review of security, attack 10."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import psutil

from tests.security.wire import page
from tests.stack import plain

if TYPE_CHECKING:
    from tests.security.wire import Line
    from tests.stack import Client, Stack

TEXT = {"_model_module": "@jupyter-widgets/controls", "_model_name": "TextModel", "_view_name": "TextView",
        "_model_module_version": "2.0.0", "_view_module": "@jupyter-widgets/controls", "value": "x" * 10_000}  # fmt: skip


def known(line: Line) -> int:
    own = line.send("comm_info_request", {})
    return next(len(each.content["comms"]) for each in line.settle() if each.parent == own and "comms" in each.content)


def test_a_page_makes_no_widgets_of_its_own_choice(stack: Stack, people: dict[str, Client]) -> None:
    before = stack.kernels()
    with page(people["service"]) as line:
        (kernel,) = (each for each in stack.kernels() if each not in before)
        there, taken = known(line), kernel.memory_info().rss
        for target in ("jupyter.widget", "jupyter.widget.version", "", None, ["jupyter.widget.control"], "made.up"):
            for _ in range(50):
                content = {"comm_id": uuid.uuid4().hex, "target_name": target, "data": {"state": TEXT}}
                line.send("comm_open", content, metadata={"version": "2.1.0"})
        # Its own question for the widgets is answered, and not without end.
        for _ in range(300):
            line.send("comm_open", {"comm_id": uuid.uuid4().hex, "target_name": "jupyter.widget.control", "data": {}})
        assert known(line) <= there + 100
        assert kernel.memory_info().rss - taken < 20 << 20


def test_a_kernel_has_an_end_to_its_memory(stack: Stack, people: dict[str, Client]) -> None:
    before = stack.kernels()
    with page(people["service"], "hungry.ipynb"):
        (kernel,) = (each for each in stack.kernels() if each not in before)
        most, hardest = kernel.rlimit(psutil.RLIMIT_DATA)
        assert most == hardest < 4 << 30
        assert kernel.rlimit(psutil.RLIMIT_AS)[0] == psutil.RLIM_INFINITY, "it would count the mapped snapshot"
        assert kernel.rlimit(psutil.RLIMIT_CPU)[0] == psutil.RLIM_INFINITY, "it would end a page that is open all day"
    answer = people["service"].get(stack.page("hungry.ipynb"))
    assert "refused" in answer.text, plain(answer.text)
    assert "2147483648" not in answer.text
