"""What stands above a customer's tabs: the header card, the check of their VAT ID, remarks of colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.vat.standing import standing_of
from widgets.app.caller_page import call_line
from widgets.app.entry_dialog import writes
from widgets.app.header_card import header_card
from widgets.app.remarks_bar import remarks_bar
from widgets.app.vat_check import VatCheck
from widgets.parts.reported import reported
from widgets.views.bare_widgets import BareHTML

if TYPE_CHECKING:
    from collections.abc import Callable

    import ipywidgets

    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.query.directory import CustomerDirectory


class CustomerHead:
    """The widgets above the tabs, drawn again when another customer is opened or something was written.

    Args:
        directory: Whose viewer looks.
        look_again: Shows what was written since, called when a VAT ID was checked.

    Attributes:
        parts: The widgets, from above to below.
    """

    def __init__(self, directory: CustomerDirectory, look_again: Callable[[], None]) -> None:
        self._directory = directory
        self._header = BareHTML().add_class("ci-header-slot")
        self._remarks = BareHTML().add_class("ci-remarks-slot")
        self._vat = VatCheck(directory, look_again)
        self.parts: tuple[ipywidgets.Widget, ...] = (self._header, self._vat, self._remarks)

    def show(self, file: CustomerFile | None, call: str = "") -> None:
        """Turn to a customer, or to none; for ``call`` see ``draw``."""
        self._vat.show(file)
        if file is not None:
            self.draw(file, call)

    def draw(self, file: CustomerFile, call: str = "") -> None:
        """Draw everything; what people write stands in it.

        Args:
            file: Of the customer.
            call: The number of a call that is not noted yet, and may be theirs; empty: there is none.
        """
        can_write, can_check = writes(self._directory), self._vat.is_allowed
        self._header.value = header_card(
            file.header(), writes=can_write, vat=standing_of(file), checks_vat=can_check, reported=reported(file)
        )
        self._remarks.value = (call_line(call) if call and can_write else "") + remarks_bar(file)
