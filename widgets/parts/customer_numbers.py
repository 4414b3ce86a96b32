"""The customer's own phone numbers and addresses of mail and web, each calling, writing or opening."""

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.texts.contact_links import link_for
from widgets.texts.language import _
from widgets.texts.words import COMMUNICATION, dot_separated, word
from widgets.view_models import Chip, Fact, Facts


def customer_numbers(customer_file: CustomerFile) -> Facts:
    """Return one fact per number or address, the preferred ones first."""
    return Facts(
        tuple(
            Fact(
                dot_separated(word(COMMUNICATION, row["kind"]), row["note"]),
                row["address"],
                link=link_for(row["kind"], row["address"]),
                chip=Chip(_("bevorzugt")) if row["is_preferred"] else None,
            )
            for row in customer_file.communication().iter_rows(named=True)
        ),
        title=_("Nummern und Adressen des Kunden"),
    )
