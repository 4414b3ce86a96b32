"""Cases that somebody handed over and whose new responsible person has not seen yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.cases import CASE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile


def handed_to_viewer(customer_file: CustomerFile) -> list[Mapping[str, Any]]:
    """Return a customer's cases that were handed to the viewer and that wait."""
    return [row for row in customer_file.written_rows(CASE.name) if waits(row, customer_file.own_names)]


def waits(row: Mapping[str, Any], people: Collection[str]) -> bool:
    """Return whether a case was handed to one of these people, who has not said yet that they have seen it."""
    return bool(row["handed_over_by"]) and row["assignee"] in people and row["closed_at"] is None
