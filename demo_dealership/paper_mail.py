"""A mail with an e-invoice attached."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from demo_dealership.paper_ubl import ubl

if TYPE_CHECKING:
    from demo_dealership.papers import Paper


def mail(paper: Paper) -> bytes:
    """Return the mail that brings the invoice as XRechnung; its text tries to be HTML in one place."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{paper.seller.name} <{paper.seller.email}>"
    message["To"] = paper.buyer.email
    message["Subject"] = f"Ihre Rechnung {paper.number}"
    message["Date"] = f"{paper.issued_on:%d} {_MONTHS[paper.issued_on.month - 1]} {paper.issued_on:%Y} 08:15:00 +0200"
    message["Message-ID"] = f"<{paper.number}@nordhof.example>"
    message.set_content(
        f"Guten Tag,\n\nanbei unsere Rechnung {paper.number}.\n\nMit freundlichen Grüßen\n{paper.seller.name}\n"
    )
    message.add_attachment(ubl(paper), maintype="application", subtype="xml", filename=f"{paper.number}.xml")
    message.set_boundary(f"=_nordhof_{paper.number}")
    return message.as_bytes()


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
