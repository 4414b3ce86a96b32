"""What people say is right instead of what the sources say, until the sources have it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.query.dialled import dialled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile

_NUMBERS = frozenset({"phone", "mobile"})


def is_taken_over(subject: str, value: str, known: Iterable[str]) -> bool:
    """Return whether a source says by now what a change notice says; the way of writing it does not matter.

    Args:
        subject: What the notice is about (``live.change_notices.SUBJECTS``).
        value: What is right.
        known: What the sources say of it.
    """
    if subject in _NUMBERS:
        return dialled(value) in {dialled(each) for each in known}
    wanted = _words(value)
    return any(wanted <= _words(each) for each in known)


def open_corrections(customer_file: CustomerFile) -> list[Mapping[str, Any]]:
    """Return a customer's change notices that no source has yet and nobody has settled, in the order of writing."""
    unsettled = [row for row in customer_file.written_rows("change_notice") if not row["is_done"]]
    known = _known(customer_file) if unsettled else {}
    return [row for row in unsettled if not is_taken_over(row["subject"], row["value"], known.get(row["subject"], ()))]


def _known(customer_file: CustomerFile) -> dict[str, list[str]]:
    header, found = customer_file.header(), customer_file.communication()
    said: dict[str, list[str]] = {}
    for kind, address in found[:, ["kind", "address"]].rows():
        said.setdefault(kind, []).append(address or "")
    said.setdefault("phone", []).append(header.phone or "")
    said.setdefault("email", []).append(header.email or "")
    said["address"] = [" ".join(filter(None, (header.street, header.postal_code, header.town)))]
    people = customer_file.contact_persons()[:, ["first_name", "last_name"]].rows()
    said["contact_person"] = [" ".join(filter(None, names)) for names in people]
    return said


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w.@-]+", text.casefold()))
