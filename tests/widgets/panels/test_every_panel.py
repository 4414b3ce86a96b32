"""Every tab of every customer builds, down to the last detail, and its tables have the columns they name."""

from dataclasses import replace

import pytest

from clientinfo_kernel.access.rights import ROLES, SHELL
from tests.widgets.panels.edge_customers import KEYS, KROLL, LOST, NOBODY
from widgets.panel import all_panels
from widgets.texts.language import session


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=pytest.mark.slow)])
def test_the_brochures_customer(meier, every_panel, language):
    with session(language):
        assert every_panel(meier) > 50


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("number", [KROLL, KEYS, LOST, NOBODY], ids=["unusual", "keys only", "lost", "nobody"])
def test_unusual_customers(edge_directory, every_panel, number, language):
    """What a poor source leaves out is left out on the screen, too."""
    with session(language):
        assert every_panel(edge_directory.customer(number)) >= len(all_panels())


@pytest.mark.slow
def test_every_customer_of_the_demo(demo_directory, every_panel):
    numbers = demo_directory.table("customers", ["customer_number"])["customer_number"].to_list()
    assert len(numbers) >= 50
    for number in numbers:
        assert every_panel(demo_directory.customer(number)) >= len(all_panels())


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_a_tab_of_a_role_asks_only_what_the_role_may_see(demo_directory, edge_directory, every_panel, role):
    tabs = sum(role in panel.roles for panel in all_panels())
    for directory, numbers in ((demo_directory, ("10012", "10001", "10030")), (edge_directory, (KROLL, KEYS, NOBODY))):
        seen = replace(directory, viewer=SHELL.only(role))
        for number in numbers:
            assert every_panel(seen.customer(number), role) >= tabs
