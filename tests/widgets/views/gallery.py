"""One of each view model, small and readable: for the tests, and for a look in the browser."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from widgets.view_models import (
    Action,
    Actions,
    Button,
    Chart,
    Chip,
    Choice,
    Column,
    Confirmation,
    Document,
    Fact,
    Facts,
    Field,
    Form,
    GroupedList,
    Item,
    ItemList,
    KeyFigure,
    Link,
    MapPoints,
    MasterDetail,
    Notice,
    Option,
    Point,
    Series,
    Stack,
    Table,
    Timeline,
    TimelineEntry,
    ViewModel,
)

HOSTILE = "<script>alert('x')</script> & \"Zitat\""


def amounts(*texts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(text) for text in texts)


OPEN_ITEMS = pl.DataFrame(
    {
        "kind": ["R", "R", "U2004", "R", "U4292"],
        "number": ["0107091089", "01061891", None, "01111892", None],
        "date": [date(2007, 5, 14), date(2010, 6, 8), date(2009, 6, 15), date(2011, 3, 7), date(2010, 10, 4)],
        "text": ["272237/NA-PT 193 S", "R0068013250000000 MEIER010618", "U2004/15.06.09/2012500", "Ölwechsel", HOSTILE],
        "amount": amounts("785.00", "2651.22", "0.00", "2151.22", "0.00"),
        "balance": amounts("785.00", "2651.22", "-1112.88", "2151.22", "500.00"),
        "level": [0, 1, 0, 0, 0],
        "credit": [None, None, "credit", None, None],
    },
    schema_overrides={"amount": pl.Decimal(18, 2), "balance": pl.Decimal(18, 2)},
)
OPEN_ITEM_COLUMNS = (
    Column("kind", "Rg.Art", "identifier", phone="hide"),
    Column(
        "number",
        "Rg.Nummer",
        "identifier",
        phone="title",
        link=lambda row: Link(tab="orders") if row["number"] else None,
    ),
    Column("date", "Rg.Datum", "date", phone="meta"),
    Column(
        "text",
        "Buchungstext",
        phone="meta",
        beside="credit",
        beside_title="Hinweis",
        chips={"credit": Chip("Guthaben")},
    ),
    Column("amount", "Rg.Betrag", "money", total=True),
    Column("balance", "Saldo", "money", total=True, phone="figure", strong=True),
    Column("level", "MSt", "number"),
)

open_items = Table(
    OPEN_ITEM_COLUMNS,
    OPEN_ITEMS,
    title="Posten",
    search="Nummer, Text, Betrag filtern",
    download="offene_posten",
    sort=("date", "ascending"),
    empty="Keine offenen Posten.",
)

LINES = pl.DataFrame(
    {
        "line": [1, 2, 3],
        "text": ["Inspektion B nach Herstellervorgabe", "Bremsscheiben und Beläge vorn ersetzen", "Kurztest auslesen"],
        "units": [12, 17, 2],
        "amount": amounts("108.00", "153.00", "18.00"),
    }
)
lines = Table(
    (
        Column("line", "Nr.", "number"),
        Column("text", "Arbeit", phone="title"),
        Column("units", "AW", "number", total=True, phone="hide"),
        Column("amount", "Lohn", "money", total=True, phone="figure"),
    ),
    LINES,
    title="Lohn, 31 Arbeitswerte",
)
order_facts = Facts(
    (
        Fact("Annahme", datetime(2009, 8, 31, 5, 45, tzinfo=UTC), "moment"),
        Fact("Berater", "Andreas Adler"),
        Fact("km-Stand", 148210, "number"),
    )
)
ORDERS = pl.DataFrame(
    {
        "order": ["403865 / 1", "634119 / 1", "634119 / 2"],
        "plate": ["NA-FR 472", "NA-PT 193", "NA-PT 193"],
        "model": ["E 220 (W124)", "Sprinter 313 CDI", "Sprinter 313 CDI"],
        "title": ["Inspektion, Bremsen", "Rückrufprüfung", "Ölwechsel, Lampen"],
        "state": ["billable", "in_progress", "finished"],
        "on": [date(2009, 9, 2), date(2009, 9, 2), date(2009, 8, 27)],
        "labour": amounts("738.00", "0.00", "55.20"),
        "amount": amounts("1396.21", "0.00", "220.84"),
    }
)
orders = Table(
    (
        Column("order", "Auftrag / Split", "identifier", phone="title", strong=True),
        Column("plate", "Fahrzeug", "plate", phone="meta", beside="model", beside_title="Modell"),
        Column("title", "Titel", phone="meta"),
        Column(
            "state",
            "Status",
            "chip",
            chips={
                "billable": Chip("abrechnen", "warn"),
                "in_progress": Chip("in Arbeit", "accent"),
                "finished": Chip("fertig", "ok"),
            },
        ),
        Column("on", "Rech.-Dt.", "date"),
        Column("labour", "Summe Lohn", "money", total=True),
        Column("amount", "Betrag", "money", total=True, strong=True, phone="figure"),
    ),
    ORDERS,
    title="Aktuelle Aufträge",
    detail=lambda _row: Stack((lines, Stack((lines, order_facts))), layout="split"),
    search="Auftrag, Kennzeichen filtern",
    download="auftraege",
    sort=("order", "ascending"),
)


def many(count: int = 50_000) -> Table:
    """A long table, to be scrolled, sorted and filtered."""
    number = pl.Series(range(count), dtype=pl.Int64)
    names = pl.Series(["Müller", "Ärzte Öl GmbH", "Straß & Söhne", "Zander", "Abel"])
    rows = pl.DataFrame({"each": number, "kind": names[number % 5]}).select(
        number=(pl.col("each") + 1_000_000).cast(pl.String),
        name=pl.format("Kunde {} {}", "each", "kind"),
        on=pl.lit(date(2010, 1, 1)).dt.offset_by((pl.col("each") % 3650).cast(pl.String) + "d"),
        amount=((pl.col("each") * 7919 % 1_000_003) - 200_000).cast(pl.Decimal(18, 2)),
    )
    columns = (
        Column("number", "Nummer", "identifier", phone="title"),
        Column("name", "Name", phone="meta"),
        Column("on", "Datum", "date", phone="meta"),
        Column("amount", "Betrag", "money", total=True, phone="figure"),
    )
    return Table(
        columns,
        rows,
        title="Viele Zeilen",
        search="Filtern",
        download="viele",
        detail=lambda _row: order_facts,
        sum_detail=lambda _rows: order_facts,
    )


years = Chart(
    "bars",
    ("2009", "2010", "2011", "2012"),
    (
        Series("Werkstatt", amounts("0.00", "0.00", "1566.13", "0.00"), "1"),
        Series("Teile", amounts("0.00", "2451.22", "940.03", "0.00"), "2"),
        Series("nicht zugeordnet", amounts("15960.00", "0.00", "0.00", "2651.22"), "3"),
    ),
    title="Jahresumsätze",
    note="ohne Garantie",
)
gross = Chart(
    "overlay",
    ("2009", "2010", "2011", "2012"),
    (
        Series("Erlöse", amounts("15960.00", "2451.22", "2506.16", "2651.22"), "2"),
        Series("Rohertrag", amounts("3990.00", "808.90", "1803.22", "1060.49"), "1"),
    ),
    title="Rohertrag je Buchungsjahr",
    note="Rohertrag unter dem Jahr",
)
calculation = Chart(
    "waterfall",
    ("Erlöse", "Erlösminderungen", "Wareneinsatz", "Kalk. Fertigungslöhne", "Rohertrag"),
    (Series("2011", amounts("2506.16", "0.00", "-467.93", "-235.01", "1803.22")),),
)
ageing = Chart(
    "segments",
    ("Saldo",),
    (
        Series("nicht fällig", amounts("0.00"), "age-0"),
        Series("1–90 Tage", amounts("0.00"), "age-1"),
        Series("91–365 Tage", amounts("0.00"), "age-2"),
        Series("1–2 Jahre", amounts("2982.33"), "age-3"),
        Series("2–3 Jahre", amounts("3251.22"), "age-4"),
        Series("über 3 Jahre", amounts("4246.16"), "age-5"),
    ),
    title="Altersaufbau",
)
balance = KeyFigure(
    Decimal("9366.83"),
    title="Offene Posten",
    text="15 Posten, davon Guthaben -1.112,88",
    chip=Chip("Limit überschritten", "danger"),
    below=ageing,
    foot="Mahnstufe 0, ältester Posten 14.05.2007",
    more=("Alle Posten", Link(tab="open_items")),
)
vehicles = ItemList(
    (
        Item("E 220 (W124)", "HU 09/2012 · 152.300 km", "NA-FR 472", Chip("überfällig", "danger")),
        Item("Sprinter 313 CDI", "HU 11/2012 · 98.450 km", "NA-PT 193", Chip("in 5 Wochen", "warn")),
        Item("Vito 111 CDI", "HU 03/2013 · 61.720 km", "NA-JD 970", Chip("in 5 Monaten")),
        Item("C 200 T", "HU 07/2013 · 44.180 km", "NA-B 2106", Chip("in 9 Monaten")),
    ),
    title="Fahrzeuge",
    note="HU zuerst fällig",
    foot="4 von 9",
    more=("Fahrzeugstamm", Link(tab="vehicles")),
)
current = ItemList(
    (
        Item(
            "403865 / 1", "NA-FR 472 · Inspektion, Bremsen", chip=Chip("abrechnen", "warn"), amount=Decimal("1396.21")
        ),
        Item("634119 / 1", "NA-PT 193 · Rückrufprüfung", chip=Chip("in Arbeit", "accent"), amount=Decimal("0.00")),
        Item(
            "634119 / 2",
            "NA-PT 193 · Ölwechsel",
            chip=Chip("fertig", "ok"),
            amount=Decimal("220.84"),
            link=Link(tab="orders"),
        ),
    ),
    title="Aktuelle Aufträge",
    foot="Summe 1.617,05",
    more=("akt. Aufträge", Link(tab="current_orders")),
)
follow_ups = ItemList(
    (
        Item("Probefahrt E-Klasse anbieten", "Verkaufschance", chip=Chip("heute", "accent"), on=date(2012, 10, 11)),
        Item("Interesse an GW", HOSTILE, chip=Chip("überfällig", "danger"), on=date(2011, 7, 10)),
    ),
    title="Nächste Wiedervorlagen",
    foot="2 offen",
    more=("Alle Vorgänge", Link(tab="cases")),
)
history = Timeline(
    (
        TimelineEntry(
            datetime(2012, 10, 8, 9, 0, tzinfo=UTC), "contact", "Besuch im Autohaus", "Hat Interesse", icon="users"
        ),
        TimelineEntry(date(2012, 10, 8), "contact", "Brief an Harald Meier", "Walter Rathelz", icon="mail"),
        TimelineEntry(date(2012, 6, 14), "invoice", "Rechnung 01120731", "Fällig 14.07.", Decimal("3154.95")),
        TimelineEntry(date(2012, 6, 2), "dunning", "Mahnung zurückgestellt", "Rechnung 01061891"),
        TimelineEntry(date(2011, 9, 12), "payment", "Zahlung 2.916,95", "Rechnung 01100214, nach 584 Tagen"),
        TimelineEntry(date(2011, 7, 20), "contact", "Telefonat", "Zur Verkaufschance GW", icon="phone"),
        TimelineEntry(date(2011, 3, 7), "invoice", "Rechnung 01111892", "", Decimal("2151.22"), Link(tab="open_items")),
        TimelineEntry(date(2009, 9, 2), "order", "Auftrag 403865 / 1", "Inspektion, Bremsen", Decimal("1396.21")),
    ),
    title="Verlauf",
    filters={
        "Kontakte": ("contact", "case"),
        "Aufträge": ("order",),
        "Belege": ("invoice",),
        "Zahlungen": ("payment",),
    },
    empty="Noch kein Ereignis.",
)
overview = Stack((years, balance, vehicles, current, follow_ups, history), layout="overview")
facts = Facts(
    (
        Fact("Name", HOSTILE),
        Fact("Telefon", "+49 9282 555-0", link=Link(href="tel:+4992825550")),
        Fact("Web", "böse", link=Link(href="javascript:alert(1)")),
        Fact("Kreditlimit", Decimal("8000.00"), "money", chip=Chip("überschritten", "danger")),
        Fact("Zahlungstage", 584, "number", hint="Nach Betrag gewichtete Tage von der Rechnung bis zur Zahlung."),
        Fact("Kennzeichen", "NA-FR 472", "plate"),
        Fact("Bemerkung", None),
    ),
    title="Stammdaten",
)
RENDITION = Path(__file__).with_name("rendition.json").read_text(encoding="utf-8")
document = Document(
    "Rechnung 01111893",
    "01111893.pdf",
    "application/pdf",
    b"%PDF-1.4 made up",
    chips=(Chip("ZUGFeRD"),),
    rendition=RENDITION,
    note="Empfangen 07.03.2011, 14:02",
    xml=b"<made-up/>",
)
notice = Notice(
    "Quelle veraltet", "Der Stand ist von gestern, 22:40.", "warn", ("Erneut versuchen", Link(tab="inboxes"))
)
form = Form(
    (
        Field("subject", "Betreff", required=True, hint="Ein Satz genügt.", longest=80),
        Field("email", "E-Mail", "email", HOSTILE),
        Field("topics", "Themen", "checks", ("sale",), options=(Option("sale", "Verkauf", HOSTILE), Option("b", "B"))),
    ),
    (
        Button("Speichern", lambda values: Notice("Gespeichert", str(values["subject"])), "primary"),
        Button(
            "Löschen",
            lambda _values: None,
            "danger",
            text="Für immer.",
            confirm=Confirmation(f"{HOSTILE} löschen?", "Alles geht verloren.", "Endgültig löschen"),
            takes_fields=False,
        ),
    ),
    title="Neuer Vorgang",
)
inbox = GroupedList(
    (
        (
            "alphaPlus Teile",
            (
                Item(
                    "Rechnung 01111893", "ZUGFeRD, 4 Positionen", chip=Chip("neu", "accent"), amount=Decimal("831.11")
                ),
                Item("Rechnung 01111892", "ZUGFeRD", chip=Chip("verbucht", "ok"), amount=Decimal("2151.22")),
            ),
        ),
        ("Zubehörportal", (Item("Rechnung Z-77120", "2 Regeln verletzt", chip=Chip("abgewiesen", "danger")),)),
    ),
    pl.DataFrame({"document": ["01111893", "01111892", "Z-77120"]}),
    title="Rechnungen",
    chip=Chip("1 neu", "accent"),
    states=(Chip("Stand 06:15", "ok"), Chip("veraltet, 09.10. 22:40", "warn")),
)
inboxes = MasterDetail(inbox, lambda _row: document, selected=0)
choice = Choice(
    "Buchungsjahr",
    {"2009": "2009", "2010": "2010", "2011": "2011", "2012": "2012"},
    "2011",
    lambda year: Stack(
        (
            calculation,
            MasterDetail(
                Table(OPEN_ITEM_COLUMNS, OPEN_ITEMS, title=f"Rechnungen {year}", search="Rechnungen filtern"),
                lambda row: Facts(
                    (Fact("Nummer", row["number"]), Fact("Saldo", row["balance"], "money")), title="Auswahl"
                ),
                empty=Notice("Keine Rechnung gewählt", "Eine Zeile zeigt hier ihre Buchungen."),
            ),
        )
    ),
    title="Berechnung des Rohertrags",
)
place = MapPoints(
    (Point(50.3197, 11.7061, "Meier Vakuumtechnik GmbH", "Meier-Hess-Anlage 4, 95119 Naila"),),
    title="Hol- und Bringservice",
    note="Ortsmitte: die genaue Anschrift ist nicht bekannt.",
    destination="Meier-Hess-Anlage 4, 95119 Naila",
    attribution="GeoNames, CC BY 4.0",
)


def debtors() -> Table:
    """So many rows that they scroll in a window; one name is very long, and one column gives way on a tablet."""
    rows = pl.DataFrame({"number": range(120)}).select(
        name=pl.when(number=7).then(pl.lit("Gesellschaft " * 14)).otherwise(pl.format("Kunde {}", "number")),
        overdue=pl.col("number").cast(pl.Decimal(18, 2)),
        ageing=pl.lit("seit Tagen"),
        claims=pl.lit("1234567.89").cast(pl.Decimal(18, 2)),
        dunning_level=pl.lit(3),
        promise=pl.lit("bis 15.10.2012"),
    )
    columns = (
        Column("name", "Kunde", phone="title"),
        Column("overdue", "überfällig", "money", total=True, phone="figure"),
        Column("ageing", "Alter", phone="hide"),
        Column("claims", "Forderungen", "money"),
        Column("dunning_level", "MSt", "number"),
        Column("promise", "Zusage"),
    )
    return Table(columns, rows, title="Wer schuldet")


def wide() -> Table:
    """The same with the ages as figures: wider than what a notebook's screen has for it."""
    table = debtors()
    ages = ("1–30 Tage", "31–60 Tage", "61–90 Tage", "91–120 Tage", "über 120 Tage")
    return replace(
        table,
        columns=(*table.columns, *(Column(age, age, "money", total=True) for age in ages)),
        rows=table.rows.with_columns(pl.lit("12345.67").cast(pl.Decimal(18, 2)).alias(age) for age in ages),
    )


def losses_and_costs() -> Stack:
    """Two tables of one figure that is below zero: a loss, and a cost."""
    rows = pl.DataFrame({"name": ["Summe"], "amount": [Decimal("-7.00")]})
    name = Column("name", "Name", phone="title")
    loss, cost = (
        Column("amount", "Betrag", "money", phone="figure", has_costs=has_costs) for has_costs in (False, True)
    )
    return Stack((Table((name, loss), rows, title="Ergebnis"), Table((name, cost), rows, title="Kosten")))


# What the page has drawn last: the key of ``to_do`` takes a row away from it, as work that is done goes from a list.
DRAWN: list[Any] = []


def to_do() -> Table:
    """A list whose key ``e`` says that a row is done."""

    def done(row: Mapping[str, Any]) -> None:
        (grid,) = DRAWN
        grid.show(grid.table.rows.filter(pl.col("name") != row["name"]))

    names = pl.DataFrame({"name": ["Anna", "Bert", "Carl", "Dora"]})
    return Table((Column("name", "Name", phone="title"),), names, title="Zu tun", keys={"e": done})


VIEWS: dict[str, ViewModel] = {
    "to_do": to_do(),
    "losses_and_costs": losses_and_costs(),
    "debtors": debtors(),
    "wide": wide(),
    "overview": overview,
    "open_items": Stack((balance, open_items)),
    "orders": orders,
    "inboxes": inboxes,
    "gross_profit": Stack((choice, gross)),
    "place": place,
    "rest": Stack(
        (
            facts,
            notice,
            Actions((Action("Bearbeiten", "change_case", "V-1"),)),
            form,
            inbox,
            follow_ups,
            KeyFigure(Decimal("-12.50"), title="Klein"),
        )
    ),
    "many": many(),
    "empty": Stack(
        (
            Table(
                OPEN_ITEM_COLUMNS, OPEN_ITEMS.clear(), title="Posten", empty="Keine offenen Posten: alles ist bezahlt."
            ),
            ItemList((), title="Fahrzeuge", empty="Kein Fahrzeug zugeordnet."),
            Timeline((), title="Verlauf", empty="Noch kein Ereignis."),
            Chart("bars", (), (), title="Jahresumsätze"),
            MapPoints((), title="Ort", note="Die Anschrift ist in keinem Verzeichnis."),
        )
    ),
}
