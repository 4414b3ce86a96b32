"""What a kernel in stock does before anybody works with it: it opens a page, a customer and their map once, and closes all.

Whatever a forked process looks at for the first time is copied, since Python counts references inside the objects:
thousands of memory pages for the first customer, next to none for the second. Polars starts its threads then, too, and
the snapshot's files are mapped; they stay open for the page that comes. So its first customer costs what the second does.

It is done as at a shell, where nothing is written down: nobody sees anything of it.
"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import ipywidgets

from clientinfo_kernel.access.rights import ROLES_VARIABLE, USER_VARIABLE
from clientinfo_kernel.operation.event_log import event_log
from clientinfo_kernel.query.directory import open_directory
from widgets.app import CustomerApp
from widgets.texts.language import session

if TYPE_CHECKING:
    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.search import Hit

# Somebody is called so, or has such a number, in every house.
_WORDS = ("müller", "gmbh", "1")
# The tab that costs most when it is opened first: it asks the store of what people write, and lays out a map.
_DEAREST = "place"


def rehearse() -> None:
    """Open a page and a customer, and close them; what fails here, the page itself will say."""
    nobody = {name: os.environ.pop(name) for name in (USER_VARIABLE, ROLES_VARIABLE) if name in os.environ}
    try:
        with session():  # the page that comes has a language of its own
            _open_a_customer(open_directory())
    except Exception as error:  # noqa: BLE001  # nobody waits for the result
        event_log().info("kernel in stock not rehearsed", error=str(error))
    finally:
        os.environ.update(nobody)
        ipywidgets.Widget.close_all()
        gc.collect()


def _open_a_customer(directory: CustomerDirectory) -> None:
    app = CustomerApp(directory)
    hit = first_customer(directory)
    if hit is not None:
        app.show_customer(hit.customer_number)
        app.show_customer(hit.customer_number, _DEAREST)
    directory.keep_open()


def first_customer(directory: CustomerDirectory) -> Hit | None:
    """Return the customer who is opened; None: the house has nobody who is called like many are."""
    return next((hit for word in _WORDS for hit in directory.search(word, 1)), None)
