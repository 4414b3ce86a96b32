"""What the check found, kind by kind down to file and line, and the rows that were refused: the page *Prüfung*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.query.tables.findings import FINDINGS, MOST_REFUSED
from widgets.texts.findings import SENTENCES, verdict_sentence
from widgets.texts.formats import format_value
from widgets.texts.language import N_, _, ngettext
from widgets.texts.source_fields import SOURCE_FIELDS
from widgets.texts.words import SOURCES, Words, word
from widgets.view_models import Chip, Column, Item, ItemList, Notice, Stack, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clientinfo_kernel.query.verdict import Example, FindingGroup, Verdict
    from widgets.view_models.base import Tone

TITLE = N_("Prüfung der Zahlen")
_TONES: Mapping[str, Tone] = {"sound": "ok", "doubtful": "warn", "wrong": "danger"}


def data_quality(verdict: Verdict, refused: pl.DataFrame, sources: pl.DataFrame) -> Stack:
    """Return the page: the verdict, what is open, what the house has accepted, and what was not taken over.

    Args:
        verdict: Of the snapshot.
        refused: Table ``refused_rows``.
        sources: ``answers.SOURCES``, for how many rows there are.
    """
    accepted = [group for group in verdict.groups if group.is_accepted]
    tables = [_findings(_("Befunde"), verdict.open_groups)]
    if accepted:
        tables.append(_findings(_("Bekannt und angenommen"), accepted))
    head = Notice(verdict_sentence(verdict), _next_step(verdict), tone=_TONES[verdict.judgement])
    return Stack((head, *tables, _refused(refused, sources)))


def _next_step(verdict: Verdict) -> str:
    if verdict.judgement == "sound":
        return ""
    return _(
        "Jeder Befund führt zu Datei und Zeile. Berichtigen Sie die Buchung oder die Lieferung; die nächste Übernahme prüft"
        " neu. Was so bleiben soll, trägt der Betrieb unter [[check.accepted]] mit Grund ein."
    )


def _findings(title: str, groups: Sequence[FindingGroup]) -> Table:
    grave = {"wrong": Chip(_("kann falsch sein"), "danger"), "doubtful": Chip(_("nicht bestätigt"), "warn")}
    rows = pl.DataFrame(
        [
            {
                "place": place,
                "what": _(SENTENCES[group.kind]),
                "gravity": group.gravity,
                "count": group.count,
                "amount": group.amount,
                "reason": group.reason,
            }
            for place, group in enumerate(groups)
        ],
        schema={
            "place": pl.Int64,
            "what": pl.String,
            "gravity": pl.String,
            "count": pl.Int64,
            "amount": FINDINGS.columns["amount"],
            "reason": pl.String,
        },
    )
    reason = (Column("reason", _("Grund")),) if any(group.is_accepted for group in groups) else ()
    return Table(
        (
            Column("what", _("Befund"), phone="title"),
            Column("gravity", _("Zahlen"), "chip", chips=grave, phone="meta"),
            Column("count", _("Anzahl"), "number", total=True),
            Column("amount", _("Größe EUR"), "money", total=True, phone="figure", strong=True),
            *reason,
        ),
        rows,
        title=title,
        detail=lambda row: _examples(groups[row["place"]]),
        download=_("befunde"),
        empty=_("Die Prüfung hat nichts gefunden."),
    )


def _examples(group: FindingGroup) -> ItemList:
    """Return the largest findings of a kind, each with what both sides say, its file and line."""
    items = tuple(
        Item(each.subject, _compared(each), amount=each.amount or None, origin=_origin(each)) for each in group.examples
    )
    left = group.count - len(items)
    more = ngettext("{count} kleinerer steht nicht hier.", "{count} kleinere stehen nicht hier.", left) if left else ""
    return ItemList(items, foot=more)


def _compared(example: Example) -> str:
    if example.stated is None:
        return ""
    stated, booked = (format_value(each, "money") for each in (example.stated, example.booked))
    return _("andere Quelle {stated} · gebucht {booked}").format(stated=stated, booked=booked or "-")


def _origin(example: Example) -> str:
    if example.file is None or example.row is None:
        return example.file or ""
    return _("{file}, Zeile {line}").format(file=example.file, line=example.row)


def _refused(refused: pl.DataFrame, sources: pl.DataFrame) -> Table:
    count = int(sources["quarantined"].sum())
    shown = refused.with_columns(
        pl.Series("of", _words(SOURCES, refused["source"]), pl.String),
        pl.Series("called", _words(SOURCE_FIELDS, refused["field"]), pl.String),
        pl.Series("why", _reasons(refused["rule"]), pl.String),
    )
    more = _("Von jeder Quelle stehen die ersten {count} hier; alle nennt clientinfo rejects.").format(
        count=MOST_REFUSED
    )
    return Table(
        (
            Column("source_file", _("Datei"), phone="title"),
            Column("source_row", _("Zeile"), "identifier"),
            Column("of", _("Quelle"), phone="meta"),
            Column("called", _("Feld")),
            Column("why", _("Regel")),
            Column("value", _("Wert")),
        ),
        shown,
        title=_("Zeilen in Quarantäne"),
        search=_("Datei, Feld, Wert filtern"),
        download=_("quarantaene"),
        empty=_("Jede gelieferte Zeile wurde übernommen."),
        note=more if count > refused.height else "",
    )


def _words(words: Words, keys: Iterable[Any]) -> list[str]:
    return [word(words, key) for key in keys]


def _reasons(rules: Iterable[Any]) -> list[str]:
    """Return each rule in words: those of single fields by their kind, others as they are named."""
    words = {
        "missing": _("fehlt"),
        "nullability": _("fehlt"),
        "not_an_amount": _("kein Betrag"),
        "not_a_number": _("keine Zahl"),
        "not_a_whole_number": _("keine ganze Zahl"),
        "not_a_date": _("kein Datum"),
        "not_a_moment": _("kein Zeitpunkt"),
        "not_yes_or_no": _("weder ja noch nein"),
        "unknown_code": _("unbekannter Schlüssel"),
        "wrong_number_of_fields": _("falsche Zahl von Werten"),
        "not_an_account": _("kein Konto"),
        "not_a_personal_account": _("kein Personenkonto"),
        "negative": _("negativ"),
        "too_long": _("zu lang"),
        "broken_quotes": _("Anführungszeichen passen nicht"),
        "too_many_fields": _("zu viele Werte"),
        "fragment": _("zu wenige Werte"),
        "split_record": _("Satz über zwei Zeilen"),
        "truncated": _("abgeschnitten"),
        "file_header": _("Datei nicht erkannt"),
        "heading_order": _("Spalten verschoben"),
        "heading_again": _("Überschriften noch einmal"),
        "total_line": _("Summenzeile"),
        "other_table": _("eine andere Tabelle darunter"),
        "unreadable_character": _("unlesbares Zeichen"),
        "duplicate_key": _("Schlüssel doppelt"),
        "repeated_posting": _("Buchung schon geliefert"),
        "replaced_batch": _("Stapel ersetzt"),
        "replaced_list": _("Liste ersetzt"),
        "not_debit_minus_credit": _("Saldo ist nicht Soll minus Haben"),
        "not_opening_and_totals": _("Saldo ist nicht Vortrag und Summen"),
    }
    return [words.get(rule, rule) for rule in rules]
