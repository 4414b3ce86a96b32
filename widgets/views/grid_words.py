"""The grid's own words, in the session's language."""

from widgets.texts.language import _


def grid_words() -> dict[str, str]:
    """Return the words by the names that the grid's script knows."""
    return {
        "filter": _("Filtern"),
        "download": _("Herunterladen"),
        "csv": _("CSV-Datei"),
        "excel": _("Excel-Datei"),
        "sum": _("Summe"),
        "details": _("Details"),
        "sum_details": _("Was in der Summe steckt"),
        "of": _("{shown} von {total}"),
        "row": _("1 Zeile"),
        "rows": _("{count} Zeilen"),
        "nothing": _("Keine Zeile passt zum Filter."),
        "clear": _("Filter löschen"),
        "more": _("Weitere {count} zeigen"),
        "yes": _("ja"),
        "no": _("nein"),
        "without": _("ohne {title}"),
        "printed": _(
            "Gedruckt sind die ersten {shown} von {total} Zeilen. Alle Zeilen stehen in der CSV- oder Excel-Datei."
        ),
        "mark": _("Zeile markieren"),
        "mark_all": _("Alle gezeigten Zeilen markieren"),
        "again": _("Noch einmal versuchen"),
        "saving": _("Die Datei wird erstellt."),
    }
