"""What a tab says first when one of its sources is not fresh, or lacks something."""

from typing import Any

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.texts.remarks import source_notes, source_reason
from widgets.texts.words import SOURCES, word
from widgets.view_models import Notice, Stack, ViewModel


def with_freshness(customer_file: CustomerFile, view: ViewModel, *sources: str) -> ViewModel:
    """Put a notice per stale or absent source of the tab above it, and a hint where a fresh one lacks something.

    Args:
        customer_file: Whose ``sources()`` say the state.
        view: The tab.
        sources: Kinds of sources that the tab shows (``dealer_system``, ``ledger``, ``inbox``, ``crm``, ``places``).
    """
    rows = customer_file.sources().to_dicts()
    notices = tuple(
        _notice(row) for row in rows if row["source"] in sources and (row["state"] != "fresh" or row["notes"])
    )
    return Stack((*notices, view)) if notices else view


def _notice(row: dict[str, Any]) -> Notice:
    name, reason = word(SOURCES, row["source"]), source_reason(row)
    notes = source_notes(row)
    if row["state"] == "fresh":
        return Notice(_("{source}: Hinweise zur Lieferung").format(source=name), notes)
    if row["state"] == "absent":
        text = _("Diese Quelle hat noch nichts geliefert, ihre Angaben fehlen hier.")
        return Notice(_("{source}: keine Daten").format(source=name), f"{text} {reason}".strip())
    kept = _("Sie sehen den letzten guten Stand.")
    since = format_value(row["as_of"], "moment") if row["as_of"] else _("unbekannt")
    return Notice(
        _("{source}: Stand {since}").format(source=name, since=since),
        " ".join(filter(None, (reason, kept, notes))),
        tone="warn",
    )
