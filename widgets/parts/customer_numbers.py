"""The customer's own phone numbers and addresses of mail and web, each calling, writing or opening."""

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.parts.reported import reported
from widgets.texts.contact_links import link_for
from widgets.texts.language import _
from widgets.texts.words import COMMUNICATION, dot_separated, word
from widgets.view_models import Chip, Fact, Facts


def customer_numbers(customer_file: CustomerFile) -> Facts:
    """Return one fact per number or address, the preferred ones first; what people reported instead stands below its kind."""
    facts = [
        (
            row["kind"],
            Fact(
                dot_separated(word(COMMUNICATION, row["kind"]), row["note"]),
                row["address"],
                link=link_for(row["kind"], row["address"]),
                chip=Chip(_("bevorzugt")) if row["is_preferred"] else None,
            ),
        )
        for row in customer_file.communication().iter_rows(named=True)
    ]
    for each in reported(customer_file):
        if each.subject in COMMUNICATION:
            fact = Fact(word(COMMUNICATION, each.subject), each.value, link=each.link, chip=Chip(each.since, "warn"))
            below = max((at for at, (kind, _fact) in enumerate(facts, 1) if kind == each.subject), default=len(facts))
            facts.insert(below, (each.subject, fact))
    return Facts(tuple(fact for _kind, fact in facts), title=_("Nummern und Adressen des Kunden"))
