"""What axe objects to on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Two rules that axe leaves to whoever wants them: a name says what is seen, and a target is 24 px at least (WCAG 2.5.8).
RULES: dict[str, Any] = {"rules": {"label-content-name-mismatch": {"enabled": True}, "target-size": {"enabled": True}}}
# Of a dark page only its colours differ.
COLOURS: dict[str, Any] = {"runOnly": ["color-contrast"]}
# Nor does it, part by part, differ in its colours on a phone (tests/widgets/test_stylesheet.py), and they are most of axe's
# time.
ALL_BUT_COLOURS: dict[str, Any] = {"rules": RULES["rules"] | {"color-contrast": {"enabled": False}}}
# What stands in one row of a table stands in all, and each text's colours are looked for on the ground below it.
LATER_ROWS = "tbody tr:nth-child(n+9)"


def violations(page: Page, options: dict[str, Any] = RULES, within: str = "html") -> list[dict[str, Any]]:
    """Return the broken rules, each with its elements.

    Args:
        page: What is looked at.
        options: Which rules.
        within: The part of the page, where the rest was looked at before.

    The script is put into a page once, and finds a selector for what is broken alone: for everything that is in order,
    that was two thirds of its time.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(
        "([part, options]) => axe.run(part, options).then(results => results.violations)",
        [{"include": [[within]], "exclude": [[LATER_ROWS]]}, {**options, "resultTypes": ["violations"]}],
    )
    return found
