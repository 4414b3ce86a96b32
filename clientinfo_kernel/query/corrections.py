"""What people say is right instead of what the sources say, until the sources have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.query.taken_over import Said, is_taken_over
from clientinfo_kernel.query.vat_form import written_plainly

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile

_OF_SEVERAL = frozenset({"contact_person", "other"})  # two notices say two things
_ADDRESS = ("street", "postal_code", "town")


def open_corrections(customer_file: CustomerFile) -> list[Mapping[str, Any]]:
    """Return a customer's change notices that no source has yet and nobody has settled, in the order of writing."""
    standing = newest_of_each(customer_file.written_rows("change_notice"))
    known = _known(customer_file) if standing else {}
    return [row for row in standing if not is_taken_over(row["subject"], row["value"], known.get(row["subject"], ()))]


def newest_of_each(notices: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the unsettled notices that no later one about the same replaces, in the order of writing.

    One that was replaced does not come back when the later one is settled.

    Args:
        notices: Rows of ``live.change_notices`` of a customer, in the order of writing.
    """
    every = list(notices)
    newest = {row["subject"]: row for row in every}
    standing = (row for row in every if row["subject"] in _OF_SEVERAL or newest[row["subject"]] is row)
    return [row for row in standing if not row["is_done"]]


def reported_address(customer_file: CustomerFile, known: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the change notice of an address that no source has yet, where it says another one than ``known``; else None.

    Args:
        customer_file: Whose.
        known: ``street``, ``postal_code`` and ``town``; what is unknown is null.
    """
    said = _address(known)
    notices = [row for row in open_corrections(customer_file) if row["subject"] == "address"]
    return next((row for row in notices if not is_taken_over("address", row["value"], [said])), None)


def reported_vat_id(customer_file: CustomerFile) -> str | None:
    """Return the VAT ID that somebody said to be right and no source has yet, as it is written plainly."""
    return newest_vat_id(customer_file.written_rows("change_notice"), customer_file.header().vat_id)


def newest_vat_id(notices: Iterable[Mapping[str, Any]], known: str | None) -> str | None:
    """Return the VAT ID of the newest unsettled notice; None where there is none, or the sources have it by now.

    Args:
        notices: Rows of ``live.change_notices`` of a customer, in the order of writing.
        known: The sources' VAT ID.
    """
    reported = [row["value"] for row in newest_of_each(notices) if row["subject"] == "vat_id"]
    if not reported or is_taken_over("vat_id", reported[-1], [Said(known or "")]):
        return None
    return written_plainly(reported[-1])


def said_by_sources(
    customer: Mapping[str, str | None],
    communication: Iterable[tuple[str | None, str | None]],
    people: Iterable[tuple[str | None, str | None]],
) -> dict[str, list[Said]]:
    """Return what the sources say of each subject of a notice (``live.change_notices.SUBJECTS``).

    Args:
        customer: ``phone``, ``email``, ``vat_id``, ``street``, ``postal_code`` and ``town``.
        communication: Kind and address of each number and address.
        people: First and last name of each contact person.
    """
    said: dict[str, list[Said]] = {}
    for kind, address in communication:
        said.setdefault(kind or "", []).append(Said(address or ""))
    said.setdefault("phone", []).append(Said(customer["phone"] or ""))
    said.setdefault("email", []).append(Said(customer["email"] or ""))
    said["vat_id"] = [Said(customer["vat_id"] or "")]
    said["address"] = [_address(customer)]
    said["contact_person"] = [Said(last or "", first or "") for first, last in people]
    return said


def _address(of: Mapping[str, Any]) -> Said:
    street, *beside = (of[name] or "" for name in _ADDRESS)
    return Said(street, " ".join(beside))


def _known(customer_file: CustomerFile) -> dict[str, list[Said]]:
    header = customer_file.header()
    customer = {name: getattr(header, name) for name in ("phone", "email", "vat_id", *_ADDRESS)}
    communication = customer_file.communication()[:, ["kind", "address"]].rows()
    people = customer_file.contact_persons()[:, ["first_name", "last_name"]].rows()
    return said_by_sources(customer, communication, people)
