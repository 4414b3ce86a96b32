"""How fresh the data is: one line for the app bar, one per source for its popover."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from widgets.pages import FINDINGS_PAGE
from widgets.texts.findings import verdict_sentence
from widgets.texts.formats import day, day_and_month, local, moment
from widgets.texts.language import _, language, ngettext
from widgets.texts.remarks import source_notes, source_reason
from widgets.texts.words import SOURCES, word

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.query.verdict import Verdict

_TONES = {"fresh": "ok", "stale": "warn", "absent": "none"}


@dataclass(frozen=True)
class SourceState:
    """One source: its name, tone of its dot, what to say about it, and the page that says more (empty: none)."""

    name: str
    tone: str
    at: str
    text: str
    page: str = ""


@dataclass(frozen=True)
class DataState:
    """The line ``Stand 06:15, 1 Quelle veraltet``, the tone of its dot, and the sources."""

    label: str
    tone: str
    sources: tuple[SourceState, ...]

    @cached_property
    def trait(self) -> dict[str, Any]:
        """Plain values for the browser, which hears of them with each customer."""
        return asdict(self)


def state_of(directory: CustomerDirectory, *, counts_rejects: bool = False) -> DataState:
    """Sum up how fresh the data is from which a directory answers now (``data_state``)."""
    moments = (directory.as_of, datetime.now(UTC), directory.settings.as_of)
    return data_state(directory.sources(), *moments, directory.verdict(), counts_rejects=counts_rejects)


class KnownState:
    """How fresh the data is, summed up again only when something about it is new: it is asked with each customer.

    Args:
        directory: Who answers.
        counts_rejects: As for ``data_state``.
    """

    def __init__(self, directory: CustomerDirectory, *, counts_rejects: bool = False) -> None:
        self._directory = directory
        self._counts_rejects = counts_rejects
        self._summed_up: tuple[pl.DataFrame, tuple[object, ...], DataState] | None = None

    def now(self) -> DataState:
        """Return the state of the newest snapshot, as it is said today, in the session's language."""
        sources = self._directory.sources()  # of one snapshot always the same object
        about = (local(datetime.now(UTC)).date(), self._directory.verdict(), language())
        known = self._summed_up
        if known is None or known[0] is not sources or known[1] != about:
            known = (sources, about, state_of(self._directory, counts_rejects=self._counts_rejects))
            self._summed_up = known
        return known[2]


def data_state(
    sources: pl.DataFrame,
    as_of: datetime,
    now: datetime,
    key_date: date | None = None,
    verdict: Verdict | None = None,
    *,
    counts_rejects: bool = False,
) -> DataState:
    """Sum up the sources' freshness.

    Args:
        sources: One row per source (``answers.SOURCES``).
        as_of: The snapshot's moment (UTC); today's is written as a time, an older one with its day.
        now: The current moment (UTC).
        key_date: The day for ages and delays, where the settings fix one that is not today.
        verdict: What the check says, for those who are allowed to see it: one line more, and the tone where it is not sound.
        counts_rejects: Whether to count the rows that were refused, for those who can look into them.
    """
    rows = sources.to_dicts()
    stale = sum(row["state"] == "stale" for row in rows)
    label = _("Stand {at}").format(at=_when(as_of, now))
    if stale:
        label += ", " + ngettext("{count} Quelle veraltet", "{count} Quellen veraltet", stale)
    if key_date is not None:
        label += " · " + _("Stichtag {day}").format(day=day(key_date))
    lines = [_source(row, now, counts_rejects=counts_rejects) for row in rows]
    warns = bool(stale)
    if verdict is not None and verdict.until is not None:
        warns = warns or verdict.judgement != "sound"
        tone = "ok" if verdict.judgement == "sound" else "warn"
        lines.append(SourceState(_("Prüfung"), tone, _when(as_of, now), verdict_sentence(verdict), FINDINGS_PAGE))
    return DataState(label, "warn" if warns else "ok", tuple(lines))


def _when(at: datetime, now: datetime) -> str:
    time = f"{local(at):%H:%M}"
    return time if local(at).date() == local(now).date() else f"{day_and_month(at)} {time}"


def _source(row: dict[str, Any], now: datetime, *, counts_rejects: bool) -> SourceState:
    at = _when(row["as_of"], now) if row["as_of"] else _("keine Daten")
    remarks = [source_reason(row)]
    if row["state"] == "stale":
        remarks.insert(0, _("veraltet"))
        at = moment(row["as_of"]) if row["as_of"] else at
    if counts_rejects and row["quarantined"]:
        remarks.append(
            ngettext(
                "{count} Zeile nicht übernommen (Liste: clientinfo rejects)",
                "{count} Zeilen nicht übernommen (Liste: clientinfo rejects)",
                row["quarantined"],
            )
        )
    remarks.append(source_notes(row))
    return SourceState(
        word(SOURCES, row["source"]), _TONES.get(row["state"], "none"), at, " · ".join(filter(None, remarks))
    )
