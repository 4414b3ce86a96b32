"""What a role may not see does not leave the server, whatever its holder sends: searched for in every byte that came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.security.discretion import telling
from tests.security.rummage import contents, rummage, set_everything, writings
from tests.security.wire import page

if TYPE_CHECKING:
    from tests.stack import Client

# Of the brochure's customer; each of these stands in one kind of place only.
LEDGER = ("9366.83", "8000.00", "1112.88", "1757.73", "246.58")
REVENUE = ("15960.00", "2506.16", "2451.22", "1566.13")
GROSS_PROFIT = ("1803.22", "467.93", "1572.74", "230.48")
FORBIDDEN = {
    "service": (*LEDGER, *REVENUE, *GROSS_PROFIT),
    "privacy": (*LEDGER, *REVENUE, *GROSS_PROFIT),
    "sales": (*LEDGER, *GROSS_PROFIT),
    "accounting": GROSS_PROFIT,
}
QUERY = "?customer=10012&tab=gross_profit&CLIENTINFO_ROLES=controlling&CLIENTINFO_USER=admin&roles=controlling"


@pytest.mark.parametrize("person", FORBIDDEN)
def test_no_figure_of_another_role_comes_back(people: dict[str, Client], person: str) -> None:
    with page(people[person], query=QUERY) as opened:
        rummage(opened)
        came = contents(opened)
    found = [figure for figure in FORBIDDEN[person] if any(writing in came for writing in writings(figure))]
    assert not found, f"{person} got {found}"
    assert b"Meier Vakuumtechnik" in came, "what this role may see did come"


def test_the_figures_come_to_who_may_see_them(people: dict[str, Client]) -> None:
    """Else the test above would prove nothing."""
    with page(people["controlling"], query=QUERY) as opened:
        rummage(opened)
        came = contents(opened)
    for figure in (*LEDGER, *REVENUE, *GROSS_PROFIT):
        assert any(writing in came for writing in writings(figure)), figure


def test_widgets_take_no_foreign_value_for_an_order(people: dict[str, Client]) -> None:
    """The page stays alive, says nothing about its inside, and shows nothing more."""
    with page(people["sales"], query="?customer=10012") as opened:
        set_everything(opened)
        came = contents(opened)
        assert opened.settle()
    assert telling(came.decode(errors="replace")) == []


STRANGE_NUMBERS = (
    "10012'--",
    "<script>alert(1)</script>",
    "../10012",
    "{{7*7}}",
    "1" * 5000,
    "\x00",
    "%00",
    "𝟙𝟘𝟘𝟙𝟚",
    "10012\n10013",
)


def test_strange_customer_numbers_are_unknown_and_shown_as_text(people: dict[str, Client]) -> None:
    with page(people["service"]) as opened:
        (bridge,) = (
            model
            for model, state in opened.widgets().items()
            if str(state.get("_anywidget_id", "")).endswith("BrowserBridge")
        )
        for number in STRANGE_NUMBERS:
            opened.say(bridge, {"do": "customer", "customer_number": number})
            opened.settle()
        text = opened.text()
    assert "<script>alert" not in text.replace('"customer_number": "<script>alert', "")
    assert telling(text) == []
