"""The audit log on the screen: its entries, their counts, who opened a customer, and what is damaged in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.access.audit_detail import STOPPED
from clientinfo_kernel.access.audit_subject import AUDIT_LOG, SEARCH, ids_of
from widgets.panel import all_panels
from widgets.texts.audit_details import detail_in_words
from widgets.texts.language import N_, _, in_context, ngettext
from widgets.texts.words import ACTIONS, AUDIT_DETAILS, AUDIT_SUBJECTS, ROLES, chip_column, chip_for
from widgets.view_models import Column, Fact, Facts, Link, Notice, Table
from widgets.work_list import all_lists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.access.audit_subject import Kind

# How many customers a text can mean before more of the name is wanted.
MOST_CANDIDATES = 25
# What ends a line, is not seen, or turns the direction of reading: a name that somebody typed must not disguise itself.
_UNSEEN = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]"


# Pages by their notebooks, and what is a list in the log and no work list. Analysts' own pages keep their files' names.
_APPS = {
    "customer.ipynb": N_("Kundensicht"),
    "lists.ipynb": N_("Arbeitslisten"),
    "margin.ipynb": N_("Margen"),
    "tours.ipynb": N_("Touren"),
    "unassigned_inbox.ipynb": N_("Eingänge ohne Kunde"),
    "data_quality.ipynb": N_("Prüfung der Zahlen"),
    "publications.ipynb": N_("Veröffentlichungen"),
    "users.ipynb": in_context("several", "Benutzer"),
    "audit.ipynb": N_("Zugriffsprotokoll"),
}
_LISTS = {
    "margin": N_("Margen"),
    "tours": N_("Touren"),
    "recent": N_("Zuletzt geöffnete Kunden"),
    "handed_over": N_("An Sie übergeben"),
    "unassigned_inbox": N_("Eingänge ohne Kunde"),
    "data_quality": N_("Prüfung der Zahlen"),
}


def entries(rows: pl.DataFrame, names: pl.DataFrame, people: Mapping[str, str]) -> Table:
    """Return the entries, newest first; a customer leads to all entries about them.

    Args:
        rows: Of ``audit_reading.AUDIT``.
        names: ``customer_number`` and ``name`` of the customers of today.
        people: Login name -> name of those who have an account.
    """
    return Table(
        columns=(
            Column("at", _("Zeitpunkt"), "moment", phone="figure"),
            _user_column(),
            Column("roles", _("Rollen"), phone="meta"),
            Column("action", _("Aktion"), "chip", chips=chip_column(ACTIONS)),
            Column("subject", _("Gegenstand"), link=_customer),
            Column("customer", _("Kunde")),
            Column("detail", _("Einzelheiten")),
        ),
        rows=_with_names(_in_words(rows, names, people), people),
        title=_("Einträge"),
        search=_("Einträge filtern"),
        download=_("protokoll"),
        empty=_("Kein Eintrag passt zu diesem Filter. Erweitern Sie den Zeitraum, oder löschen Sie den Filter."),
    )


def counts(rows: pl.DataFrame) -> Facts:
    """Return how many entries, by how many users, of each action that occurred."""
    by_action = dict(rows.group_by("action").len().iter_rows())
    facts = (
        Fact(_("Einträge"), rows.height, "number"),
        Fact(_(in_context("several", "Benutzer")), rows["user"].n_unique(), "number"),
        *(
            Fact(chip_for(ACTIONS, action).text, by_action[action], "number")
            for action in ACTIONS
            if action in by_action
        ),
    )
    return Facts(facts)


def persons(rows: pl.DataFrame, customer_number: str, people: Mapping[str, str]) -> Table:
    """Return who dealt with a customer: one line per user, the last one first.

    Args:
        rows: Of ``audit_reading.AUDIT``, about this customer only.
        customer_number: Their number.
        people: Login name -> name of those who have an account.
    """
    opened = (pl.col("action") == "open") & ids_of("document", pl.col("detail")).is_null()
    # Newest first: the first roles of a group are the latest ones.
    by_user = (
        rows.filter(pl.col("action") != "refuse")
        .group_by("user", maintain_order=True)
        .agg(
            pl.col("roles").first(),
            opened.sum().alias("opened"),
            (pl.col("action") == "export").sum().alias("exported"),
            pl.col("at").min().alias("first"),
            pl.col("at").max().alias("last"),
        )
    )
    return Table(
        columns=(
            _user_column(),
            Column("roles", _("Rollen"), phone="meta"),
            Column("opened", _("geöffnet"), "number", total=True, phone="figure"),
            Column("exported", _("exportiert"), "number", total=True),
            Column("first", _("zuerst"), "moment"),
            Column("last", _("zuletzt"), "moment"),
        ),
        rows=_with_names(by_user.with_columns(_role_words()), people),
        title=_("Wer hat Kunde {number} geöffnet?").format(number=customer_number),
        download=_("zugriffe_{number}").format(number=_file_name(customer_number)),
        sort=("last", "descending"),
        empty=_("In diesem Zeitraum hat niemand diesen Kunden geöffnet."),
    )


def alarms(rows: pl.DataFrame, people: Mapping[str, str]) -> Notice | None:
    """Return the notice about people whom a brake stopped: of the search, of lists and files, of opening customers, of writing.

    Args:
        rows: Of ``audit_reading.AUDIT``.
        people: Login name -> name of those who have an account.
    """
    stopped = rows.filter((pl.col("action") == "refuse") & pl.col("detail").str.starts_with(STOPPED))
    if stopped.is_empty():
        return None
    named = _with_names(stopped.select("user").unique(), people).select("user", "login").rows()
    users = sorted(f"{user} ({login})" if login else user for user, login in named)
    return Notice(
        ngettext("Jemand wurde {count} Mal angehalten", "Jemand wurde {count} Mal angehalten", stopped.height),
        _(
            "Mehr gesucht, gesehen, heruntergeladen oder geschrieben, als Menschen es tun: {users}. Fragen Sie nach dem Grund;"
            " die Einträge stehen unten (Aktion verweigert)."
        ).format(users=", ".join(users)),
        tone="warn",
    )


def candidates(found: pl.DataFrame, text: str) -> Table:
    """Return the customers whom a text can mean, the first ones; each leads to the entries about them.

    Args:
        found: ``customer_number``, ``name`` and ``town``.
        text: What was asked for.
    """
    more = _("Es gibt weitere: Schreiben Sie mehr vom Namen.") if found.height > MOST_CANDIDATES else ""
    return Table(
        columns=(
            Column("subject", _("Kundennummer"), "identifier", link=_customer, phone="title"),
            Column("name", _("Name"), strong=True),
            Column("town", _("Ort"), phone="meta"),
        ),
        rows=found.head(MOST_CANDIDATES).with_columns(pl.col("customer_number").alias("subject")),
        title=_("Welcher Kunde ist mit „{text}“ gemeint?").format(text=text),
        customers="customer_number",
        note=more,
    )


def damage(damaged: Mapping[str, int]) -> Notice:
    """Return the notice about lines that cannot be read, file by file."""
    count = sum(damaged.values())
    files = ", ".join(f"{name}: {lines}" for name, lines in damaged.items())
    return Notice(
        ngettext("{count} Zeile des Protokolls ist beschädigt", "{count} Zeilen des Protokolls sind beschädigt", count),
        _(
            "Alle anderen Einträge sind vollständig. Ursache ist meist eine volle Platte oder ein Stromausfall; Ihre"
            " Administration findet die Zeilen in {files}."
        ).format(files=files),
        tone="warn",
    )


def no_permission() -> Notice:
    """Return what anybody else gets to see."""
    return Notice(
        _("Diese Seite ist für die Rolle Datenschutz"),
        _("Das Zugriffsprotokoll lesen nur Datenschutzbeauftragte. Wenden Sie sich bei Fragen an Ihre Administration."),
    )


def unreadable(number: str) -> Notice:
    """Return the notice that the files cannot be read; ``number`` is the incident's."""
    return Notice(
        _("Das Zugriffsprotokoll kann nicht gelesen werden"),
        _("Bitte geben Sie Ihrer Administration die Vorfallnummer {number}.").format(number=number),
        tone="danger",
    )


def _in_words(rows: pl.DataFrame, names: pl.DataFrame, people: Mapping[str, str]) -> pl.DataFrame:
    subject, detail = pl.col("subject"), pl.col("detail")
    fixed = {str(AUDIT_LOG): _("Zugriffsprotokoll"), str(SEARCH): _("Suche")}
    words = _with_words(subject, AUDIT_SUBJECTS).replace(fixed | _titles() | _accounts(people))
    # The page of a customer names others: possible duplicates, neighbours with an appointment.
    listed_at = ids_of("list", subject)
    others = pl.format(_("Andere Kunden bei Kunde {number}").replace("{number}", "{}"), listed_at)
    words = pl.when(listed_at.is_in(names["customer_number"].implode())).then(others).otherwise(words)
    tabs = {panel.key: _(panel.title) for panel in all_panels()}
    worded = rows.with_columns(
        ids_of("customer", subject).alias("customer_number"),
        words.alias("subject"),
        # "document 7: add, new" is a change first, and no file of that name.
        detail.replace_strict(_said(rows) | tabs, default=_with_words(detail, AUDIT_DETAILS)).alias("detail"),
        _role_words(),
    )
    called = names.select("customer_number", pl.col("name").alias("customer")).unique("customer_number")
    named = worded.join(called, on="customer_number", how="left", maintain_order="left")
    return named.with_columns(_seen("subject", "detail", "roles", "customer"))


def _user_column() -> Column:
    """Return the column of people; the login name beside theirs tells two alike apart, and who only typed such a name."""
    return Column("user", _("Benutzer"), phone="title", strong=True, beside="login", beside_title=_("Anmeldung"))


def _with_names(rows: pl.DataFrame, people: Mapping[str, str]) -> pl.DataFrame:
    """Return the rows with names in the place of login names (column ``user``), which go beside them (``login``)."""
    login = pl.col("user")
    name = login.replace_strict(dict(people), default=None, return_dtype=pl.String)
    named = rows.with_columns(user=pl.coalesce(name, login), login=pl.when(name.is_not_null()).then(login))
    return named.with_columns(_seen("user", "login"))


def _titles() -> dict[str, str]:
    """Return "Seite Margen" for "Seite margin.ipynb" and the like: people know what stands on the screen, not its file."""
    lists = _LISTS | {each.key: each.title for each in all_lists()}
    named: tuple[tuple[Kind, Mapping[str, str]], ...] = (("app", _APPS), ("list", lists))
    kinds = ((_(AUDIT_SUBJECTS[kind]), titles) for kind, titles in named)
    return {f"{word} {key}": f"{word} {_(title)}" for word, titles in kinds for key, title in titles.items()}


def _accounts(people: Mapping[str, str]) -> dict[str, str]:
    """Return "Benutzer Anna Berg (anna)" for "Benutzer anna" and the like."""
    kind: Kind = "user"
    word = _(AUDIT_SUBJECTS[kind])
    return {f"{word} {login}": f"{word} {name} ({login})" for login, name in people.items()}


def _said(rows: pl.DataFrame) -> dict[str, str]:
    """Return the details that are said in other words on the screen, with these words."""
    both = ((each, detail_in_words(each)) for each in rows["detail"].unique())
    return {written: said for written, said in both if said != written}


def _with_words(texts: pl.Expr, kinds: Mapping[Kind, str]) -> pl.Expr:
    """Say the kinds of things that texts of the log stand for in the session's language."""
    return pl.coalesce(*(pl.lit(_(word) + " ") + ids_of(kind, texts) for kind, word in kinds.items()), texts)


def _role_words() -> pl.Expr:
    words = {role: _(word) for role, word in ROLES.items()}
    return pl.col("roles").list.eval(pl.element().replace(words)).list.join(", ")


def _seen(*columns: str) -> pl.Expr:
    return pl.col(*columns).str.replace_all(_UNSEEN, "\N{REPLACEMENT CHARACTER}")


def _customer(row: Mapping[str, Any]) -> Link | None:
    return Link(customer_number=row["customer_number"]) if row["customer_number"] else None


def _file_name(text: str) -> str:
    return "".join(sign if sign.isalnum() else "_" for sign in text[:40])
