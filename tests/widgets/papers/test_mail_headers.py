"""A mail has the headers that we give it and no other, whatever stands in its texts (RFC 5322, RFC 2047)."""

from email import message_from_bytes

import pytest

from widgets.papers.mail import draft, mail_address, plain_address

HEADERS = ["To", "Subject", "X-Unsent", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?Q?Ihre_Rechnung=0D=0ABcc:mallory@evil.example?=",
        "=?utf-8?B?eA0KQmNjOiBtYWxsb3J5QGV2aWwuZXhhbXBsZQ==?=",  # x, CR, LF, Bcc: ...
        "Firma =?us-ascii?q?x=0ABcc=3Amallory=40evil.example?= GmbH",
        "=?utf-8?Q?x=0D=0A=0D=0AText?= ä",
        "==??utf-8?Q?x=0D=0ABcc:mallory@evil.example?=",
        "x\r\nBcc: mallory@evil.example",
        "x\u2028Bcc: mallory@evil.example\x0bBcc: y\x85Bcc: z",
        "=?utf-8?Q?" + "x" * 200 + "=0D=0ABcc:mallory@evil.example?=",
    ],
)
def test_no_subject_makes_a_header(subject: str) -> None:
    """A customer's name stands in the subject of a template, and comes from outside."""
    made = draft("berta@berg.example", subject, "Guten Tag")
    read = message_from_bytes(made)
    assert read.keys() == HEADERS
    assert read["To"] == "berta@berg.example"
    assert read.get_payload() == "Guten Tag\r\n"
    assert "mailto:berta@berg.example?subject=" in mail_address(made)


@pytest.mark.parametrize(
    "address",
    [
        "=?utf-8?Q?x=0D=0ABcc=3Amallory=40evil=2Eexample?=@berg.example",
        "=?us-ascii?q?x?=@berg.example",
        "berta@=?us-ascii?q?x?=.example",
        "berta@berg.example\r\nBcc: mallory@evil.example",
        "berta@berg.example,mallory@evil.example",
    ],
)
def test_no_address_is_two_or_a_header(address: str) -> None:
    assert plain_address(address) is None
    read = message_from_bytes(draft(address, "x", "y"))
    assert read.keys() == HEADERS
    assert read["To"] == ""
