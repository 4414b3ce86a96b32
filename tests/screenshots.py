"""``make screenshots``: the pictures of README and guides, taken from the running demo. ``python -m tests.screenshots [FOLDER]``."""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.settings import read_settings
from demo_dealership import write_demo
from tests.chromium import ARGUMENTS, PHONE, find_chromium, leave, logged_in
from tests.guide_pictures import pictures
from tests.stack import REPOSITORY, Stack, eventually, running

CUSTOMERS = 200
LARGEST = 300_000  # bytes of a picture in the repository
PATIENCE = 120.0  # seconds until a page has stopped to change
EXAMPLE = ("10012", "Meier Vakuumtechnik GmbH")  # the brochure's customer

# No part that is on the screen is a placeholder for one that is on its way.
NOTHING_TO_COME = """() => document.fonts.status === "loaded"
    && [...document.querySelectorAll(".ci-skeleton")].filter(each => each.checkVisibility())
        .every(each => each.getBoundingClientRect().top >= innerHeight)"""


class Picture(NamedTuple):
    """A page as a user sees it first, in light colours."""

    name: str
    user: str
    screen: dict[str, Any]


PICTURES = (
    Picture("customer", "controlling", {}),
    Picture("customer_phone", "controlling", PHONE | {"device_scale_factor": 2}),
)


def main(folder: Path) -> None:
    """Write all pictures as PNG into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            sys.exit("no Chromium found: set CLIENTINFO_CHROMIUM or install chromium")
        expect.set_options(timeout=PATIENCE * 1000)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        settings = Path(scratch) / "demo" / "clientinfo.toml"
        write_demo(settings.parent, customers=CUSTOMERS)
        refresh(read_settings(settings))
        with running(settings, Path(scratch)) as stack:
            for picture in PICTURES:
                keep(folder, picture.name, take(browser, stack, picture))
            for name, image in pictures(browser, stack, unchanging):
                keep(folder, name, image)
        browser.close()


def keep(folder: Path, name: str, image: bytes) -> None:
    """Write a picture, if it is small enough for the repository."""
    data = smaller(image)
    if len(data) > LARGEST:
        sys.exit(f"{name} has {len(data):,} bytes, more than {LARGEST:,}")
    (folder / f"{name}.png").write_bytes(data)
    print(f"{folder / name}.png: {len(data) / 1000:.0f} kB", flush=True)  # noqa: T201


def take(browser: Browser, stack: Stack, picture: Picture) -> bytes:
    """Open the example customer's first tab, and wait until it is whole."""
    number, name = EXAMPLE
    context = logged_in(browser, stack, picture.user, **picture.screen)
    page = context.new_page()
    page.goto(stack.page_address(f"?customer={number}"))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("tabpanel")).to_be_visible()
    # Not wait_for_function: it evaluates within the page, whose policy forbids that.
    eventually(lambda: page.evaluate(NOTHING_TO_COME), "the page is whole", PATIENCE)
    image = unchanging(page)
    leave(context)
    return image


def unchanging(page: Page) -> bytes:
    """Return the first picture that is the same as two taken half a second and a second before: charts are drawn late."""
    deadline = time.monotonic() + PATIENCE
    recent: deque[bytes] = deque(maxlen=3)
    while time.monotonic() < deadline:
        recent.append(page.screenshot(animations="disabled", caret="hide"))
        if len(recent) == 3 and len(set(recent)) == 1:
            return recent[-1]
        page.wait_for_timeout(500)
    sys.exit("the page does not come to rest")


def smaller(image: bytes) -> bytes:
    """Write a PNG with a palette of 256 colors, which is enough for flat areas and text."""
    with Image.open(io.BytesIO(image)) as whole:
        reduced = whole.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    written = io.BytesIO()
    reduced.save(written, format="PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "docs" / "images")
