"""The kernel in stock has opened a customer before anybody came: whoever gets it hears and sees nothing of that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import read_settings
from hub.forked_kernels.rehearsal import first_customer
from tests.security.test_forgery import environment
from tests.security.wire import page
from tests.stack import PATIENCE, eventually

if TYPE_CHECKING:
    from pathlib import Path

    import psutil

    from tests.stack import Client, Stack

SHOWN = "/services/clientinfo/voila/render/environment.ipynb"

# After a start that failed (a machine that is busy with something else), the stock waits for a minute.
PAUSE = 60


def stocked(stack: Stack, client: Client) -> psutil.Process:
    """The kernel in stock, once there is one; a page that finds none has one made."""
    if stack.figure("clientinfo_kernels_in_stock") == 0:
        environment(client.get(SHOWN))
    eventually(lambda: stack.figure("clientinfo_kernels_in_stock") == 1, "a kernel is in stock", PAUSE + PATIENCE)
    (spare,) = stack.named("ci-spare")
    return spare


def test_each_page_that_gets_it_works_for_its_own_person(stack: Stack, people: dict[str, Client]) -> None:
    for person in ("controlling", "service"):
        spare = stocked(stack, people[person])
        found = environment(people[person].get(SHOWN))
        assert spare.name() == "ci-kernel", "the page got the one in stock"
        assert (found["CLIENTINFO_USER"], found["CLIENTINFO_ROLES"]) == (person, person)


def test_nothing_of_the_customer_who_was_opened_in_it_comes_to_its_page(
    stack: Stack, people: dict[str, Client], dealership: Path
) -> None:
    hit = first_customer(CustomerDirectory(read_settings(dealership)))
    assert hit is not None
    spare = stocked(stack, people["service"])
    with page(people["service"]) as line:
        assert spare.name() == "ci-kernel"
        states = line.widgets()
        said = json.dumps(list(states.values())) + line.text()
    assert [each for each in states.values() if "placeholder" in (each.get("texts") or {})], "the page has its search"
    assert hit.name not in said
    assert hit.customer_number not in said
    audit = [
        json.loads(line)
        for file in (stack.state / "audit").glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert not [each for each in audit if not each["user"]], "nobody opened it, and no line says that somebody did"
