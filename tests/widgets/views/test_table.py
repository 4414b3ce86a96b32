import ast
import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import fastexcel
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.errors import AuditNotWritten
from tests.widgets.syntax import called, trees
from tests.widgets.views import gallery
from widgets.parts.row_parts import Part, from_parts
from widgets.texts.language import session
from widgets.view_models import Chip, Column, Link, Notice, Table
from widgets.views import ViewContext, draw, export, rows
from widgets.views.searched_texts import SearchedTexts
from widgets.views.table import Grid

NAMES = Column("name", "Name")
WENT: list[Link] = []
CONTEXT = ViewContext(navigate=WENT.append)


def ordered(values, column, *, descending=False):
    frame = pl.DataFrame({column.key: values})
    return frame[rows.order(frame, column, descending=descending)][column.key].to_list()


def found(frame, columns, words):
    return SearchedTexts(Table(tuple(columns), frame)).matching(words).arg_true().to_list()


def test_german_collation():
    assert ordered(["Zander", "Ärzte", "Straße", "abel", None, "Strasse", "Arzt", "Öl", "Oder", "Éclair"], NAMES) == [
        "abel",
        "Arzt",
        "Ärzte",
        "Éclair",
        "Oder",
        "Öl",
        "Strasse",
        "Straße",
        "Zander",
        None,
    ]


def test_figures_and_days_sort_by_value_with_empty_cells_last():
    money = Column("v", "V", "money")
    values = [Decimal("9.50"), None, Decimal("-10.00"), Decimal("100.00")]
    assert ordered(values, money) == [Decimal("-10.00"), Decimal("9.50"), Decimal("100.00"), None]
    assert ordered(values, money, descending=True) == [Decimal("100.00"), Decimal("9.50"), Decimal("-10.00"), None]


def test_chips_sort_by_their_word():
    column = Column("v", "V", "chip", chips={"a": Chip("zu"), "b": Chip("auf")})
    assert ordered(["a", "b"], column) == ["b", "a"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("1.112,88", [2]),
        ("-1112.88", [2]),
        ("14.05.2007", [0]),
        ("2007-05-14", [0]),
        ("oelwechsel", [3]),
        ("ÖLWECHSEL", [3]),
        ("guthaben", [2]),
        ("R 2.651", [1]),
        ("meier 01061891", [1]),
        ("gibt es nicht", []),
        ("", [0, 1, 2, 3, 4]),
        (".*", []),
    ],
)
def test_the_filter_finds_shown_and_raw_values(words, expected):
    assert found(gallery.OPEN_ITEMS, gallery.OPEN_ITEM_COLUMNS, words) == expected


@given(st.text(max_size=30))
def test_the_filter_takes_any_text(words):
    found(gallery.OPEN_ITEMS, gallery.OPEN_ITEM_COLUMNS, words)


def test_whole_numbers_are_found_by_their_digits_close_together_or_far_apart():
    number = [Column("n", "N", "number")]
    close = pl.DataFrame({"n": [*range(-3, 13), None]}, schema={"n": pl.Int32})
    assert found(close, number, "2") == [1, 5, 15]  # -2, 2 and 12
    assert found(close, number, "-3") == [0]
    assert found(close, number, "12x") == []
    far = pl.DataFrame({"n": [12, None, 1_000_000_000_000, -7]})
    assert (found(far, number, "12"), found(far, number, "-7"), found(far, number, "000")) == ([0], [3], [2])
    assert found(pl.DataFrame({"n": [3.5, 0.5, None, 3.5]}), number, "3.5") == [0, 3]


def test_cells_are_exact_text():
    frame = pl.DataFrame(
        {
            "money": [Decimal("12345678901234.56")],
            "at": [datetime(2011, 3, 7, 13, 2, tzinfo=UTC)],
            "on": [date(2011, 3, 7)],
            "is": [True],
        }
    )
    columns = [Column(name, name) for name in frame.columns]
    assert rows.cells(frame, columns) == [["12345678901234.56", "2011-03-07T13:02:00Z", "2011-03-07", True]]


def grid(table):
    drawn = draw(table, CONTEXT)
    sent = []
    drawn.send = lambda content, buffers=None: sent.append((content, buffers))
    return drawn, sent, lambda **message: drawn._receive(drawn, message, [])


def test_sorting_filtering_and_sums_belong_together():
    drawn, _sent, say = grid(gallery.open_items)
    assert drawn.state["sort"] == [2, "ascending"]
    assert [row["row"] for row in drawn.state["rows"]] == [0, 2, 1, 4, 3]
    assert drawn.state["sums"][4:6] == ["5587.44", "4974.56"]
    say(do="sort", column=5)
    assert [row["row"] for row in drawn.state["rows"]] == [2, 4, 0, 3, 1]
    say(do="sort", column=5)
    assert drawn.state["sort"] == [5, "descending"]
    say(do="filter", text="R")
    say(do="filter", text="na-pt")
    assert drawn.state["count"] == 1
    assert drawn.state["sums"][5] == "785.00"


def test_a_summary_stands_where_a_sum_makes_no_sense():
    share = Column("share", "Anteil", "percent", summary=lambda shown: Decimal(shown.height))
    drawn, _sent, _say = grid(Table((share,), pl.DataFrame({"share": [Decimal("1.00"), Decimal("2.00")]})))
    assert drawn.state["sums"] == ["2"]


def test_the_sums_open_to_what_the_rows_that_are_shown_are_made_of():
    asked = []

    def below(shown):
        asked.append(shown["balance"].sum())
        return Table((NAMES,), pl.DataFrame({"name": ["Beleg"]}))

    _drawn, sent, say = grid(replace(gallery.open_items, detail=lambda _row: Notice("Zeile"), sum_detail=below))
    say(do="filter", text="na-pt")
    say(do="open", row=-1)
    assert (asked, sent[-1][0]["do"], sent[-1][0]["row"]) == ([Decimal("785.00")], "opened", -1)
    say(do="open", row=-1)
    say(do="open", row=-2)
    assert len(asked) == len(sent) == 1, "once is enough, and there is no other row below the first"
    say(do="close", row=-1)
    say(do="filter", text="")
    say(do="open", row=-1)
    assert asked[1:] == [Decimal("4974.56")]
    _drawn, sent, say = grid(gallery.open_items)
    say(do="open", row=-1)
    assert not sent, "sums without anything below them stay closed"


def test_the_browser_gets_windows_only():
    drawn, sent, say = grid(gallery.many(50_000))
    assert len(drawn.state["rows"]) == 100
    say(do="rows", version=0, start=49_990, count=10**9)
    assert [row["cells"][0] for row in sent[0][0]["rows"]][-1] == "1049999"
    assert len(sent[0][0]["rows"]) == 10
    say(do="rows", version=7, start=0, count=10)
    assert len(sent) == 1


def test_rows_of_a_long_table_are_completed_when_they_are_seen_or_asked_by():
    """Of 20,000 numbers only those on the screen get their names; a filter or an order by name needs all."""
    asked = []

    def named(some, _columns):
        asked.append(some.height)
        return some.with_columns(name=pl.format("Kunde {}", 20_000 - pl.col("number")))

    frame = pl.DataFrame({"number": range(20_000)})
    columns = (Column("number", "Nr.", "number"), Column("name", "Name"))
    more = from_parts(Part(("name",), named))
    drawn, sent, say = grid(Table(columns, frame, more=more, search="x", download="lang"))
    say(do="rows", version=0, start=19_990, count=50)
    assert [row["cells"][1] for row in sent[-1][0]["rows"]][-1] == "Kunde 1"
    say(do="sort", column=0)
    say(do="sort", column=0)
    assert drawn.state["rows"][0]["cells"] == ["19999", "Kunde 1"]
    assert max(asked) <= 1000  # a screen's, or as many as tell how wide the columns are
    say(do="filter", text="kunde 19923")
    assert [row["cells"] for row in drawn.state["rows"]] == [["19923", "Kunde 77"], ["77", "Kunde 19923"]]
    say(do="sort", column=1)
    say(do="download", kind="csv")
    assert sent[-1][1][0].decode("utf-8-sig").splitlines()[1:] == ["77;Kunde 19923", "19923;Kunde 77"]


@pytest.mark.parametrize(
    "message",
    [
        {"do": "open", "row": 99},
        {"do": "open", "row": -1},
        {"do": "open", "row": "0"},
        {"do": "open", "row": True},
        {"do": "sort", "column": 99},
        {"do": "follow", "row": 0, "column": 99},
        {"do": "filter", "text": 7},
        {"do": "rows", "version": 0, "start": None, "count": 5},
        {"do": "_state"},
        {"do": ["x"]},
        {},
    ],
)
def test_nonsense_from_the_browser_does_nothing(message):
    drawn, sent, say = grid(gallery.orders)
    before = drawn.state
    say(**message)
    assert sent == []
    assert drawn.state == before


def test_a_detail_opens_once_and_is_closed_with_its_row():
    drawn, sent, say = grid(gallery.orders)
    say(do="open", row=1)
    say(do="open", row=1)
    assert [content["row"] for content, _buffers in sent] == [1]
    detail = drawn._details[1]
    say(do="sort", column=0)
    assert detail.comm is None
    assert drawn._details == {}


def test_links_lead_inside_only_through_python():
    drawn, _sent, say = grid(gallery.open_items)
    first = drawn.state["rows"][0]
    assert first["links"][1] == {"href": "?tab=orders", "inside": True}
    WENT.clear()
    say(do="follow", row=0, column=1)
    assert [Link(tab="orders")] == WENT


def test_whoever_is_sent_is_noted_before_and_whoever_is_not_is_not():
    people = pl.DataFrame({"number": [f"{place:03}" for place in range(300)], "name": ["Meier"] * 300})
    table = Table((Column("name", "Name"),), people, customers="number")
    noted = []
    drawn = draw(table, ViewContext(WENT.append, shown=lambda numbers: noted.append(list(numbers))))
    sent = []
    drawn.send = lambda content, **_buffers: sent.append(content)
    first = people["number"].to_list()[:100]
    assert noted == [first]
    drawn._receive(drawn, {"do": "rows", "version": 0, "start": 250, "count": 50}, [])
    assert noted[1:] == [people["number"].to_list()[250:]]
    assert [each["row"] for each in sent[0]["rows"]] == list(range(250, 300))


def test_what_cannot_be_written_down_is_not_sent():
    def refuse(_numbers):
        raise AuditNotWritten("full")

    people = pl.DataFrame({"name": ["Meier"], "number": ["1"]})
    with pytest.raises(AuditNotWritten):
        draw(Table((Column("name", "Name"),), people, customers="number"), ViewContext(WENT.append, shown=refuse))


PEOPLE = pl.DataFrame({"name": ["Anna", "Bert", "Carl"], "number": ["1", "2", "3"]})


def test_what_was_pressed_on_a_row_is_never_done_to_the_one_that_took_its_number():
    """A key closes a case, and the next one moves up; the second press of an impatient hand meant the first one."""
    closed, followed = [], []

    def close(row):
        closed.append(row["name"])
        drawn.show(drawn.table.rows.filter(pl.col("name") != row["name"]))

    columns = (Column("name", "Name", link=lambda row: Link(customer_number=row["number"])),)
    drawn = draw(Table(columns, PEOPLE, keys={"e": close}), ViewContext(followed.append))
    say = lambda **message: drawn._receive(drawn, message, [])  # noqa: E731
    press, close_again = of_now(drawn, do="open", row=0, key="e"), of_now(drawn, do="close", row=0)
    follow = of_now(drawn, do="follow", row=0, column=0)
    for _press in range(3):
        say(**press)
        say(**close_again)
    say(**follow)
    assert (closed, followed) == (["Anna"], [])
    say(**of_now(drawn, do="follow", row=0, column=0))
    say(**of_now(drawn, do="open", row=0, key="e"))
    assert (closed, followed) == (["Anna", "Bert"], [Link(customer_number="2")])


def of_now(drawn, **message):
    """As the browser asks it: with what it knows of the rows that it has."""
    return {**message, "version": drawn.state["version"], "numbering": drawn.state["numbering"]}


def test_a_choice_among_rows_that_have_changed_is_none():
    chosen = []
    drawn = Grid(Table((NAMES,), PEOPLE), CONTEXT, draw, choose=lambda row: chosen.append(row["name"]))
    before = of_now(drawn, do="choose", row=0)
    drawn.show(PEOPLE.tail(2))
    drawn._receive(drawn, before, [])
    drawn._receive(drawn, of_now(drawn, do="choose", row=1), [])
    assert chosen == ["Carl"]


def test_what_was_pressed_while_a_filter_was_on_its_way_is_done_to_the_row_that_was_pressed():
    """Somebody types, clicks the row at once, and the filter is answered between the two."""
    chosen, followed, opened = [], [], []
    names = Column("name", "Name", link=lambda row: Link(customer_number=row["number"]))
    table = Table((names,), PEOPLE, search="Filtern", detail=lambda row: opened.append(row["name"]))
    drawn = Grid(table, ViewContext(followed.append), draw, choose=lambda row: chosen.append(row["name"]))
    sent = []
    drawn.send = lambda content, **_buffers: sent.append(content)
    pressed = [of_now(drawn, do=do, row=1, column=0) for do in ("choose", "follow", "open")]
    drawn._receive(drawn, {"do": "filter", "text": "b"}, [])
    for message in pressed:
        drawn._receive(drawn, message, [])
    assert (chosen, followed) == (["Bert"], [Link(customer_number="2")])
    assert (opened, sent) == ([], []), "the browser asks again what it has no answer to: the filter closed all"
    drawn._receive(drawn, of_now(drawn, do="open", row=1), [])
    assert opened == ["Bert"]
    assert sent == [{"do": "opened", "row": 1, "widget": None}]


def test_a_grid_says_that_its_rows_cannot_be_written_down_and_lives_on_when_they_can():
    is_full = False

    def note(*_what):
        if is_full:
            raise AuditNotWritten("full")

    people = pl.DataFrame({"name": [f"Meier {place:03}" for place in range(300)]}).with_columns(number="name")
    table = Table((NAMES,), people, customers="number", download="leute", detail=lambda row: Notice(row["name"]))
    drawn = draw(table, ViewContext(WENT.append, shown=note, record=note))
    sent = []
    drawn.send = lambda content, **_buffers: sent.append(content)
    say = lambda **message: drawn._receive(drawn, message, [])  # noqa: E731
    is_full = True
    say(do="rows", version=0, start=200, count=100)
    say(do="open", row=7, version=0)
    say(do="download", kind="csv")
    assert [(each["do"], each["asked"]) for each in sent] == [("refused", do) for do in ("rows", "open", "download")]
    assert (sent[0]["start"], sent[1]["row"]) == (200, 7), "the browser knows what to ask again, and what to close"
    assert all("Das Zugriffsprotokoll kann nicht geschrieben werden" in each["words"] for each in sent)
    say(do="sort", column=0)
    assert "Das Zugriffsprotokoll kann nicht geschrieben werden" in drawn.state["refused"]
    assert (drawn.state["count"], drawn.state["rows"]) == (0, [])
    is_full = False
    say(do="again")
    assert "refused" not in drawn.state
    assert drawn.state["count"] == 300
    say(do="rows", version=drawn.state["version"], start=200, count=100)
    assert len(sent[-1]["rows"]) == 100


HOSTILE = ['=HYPERLINK("http://x")', "+1", "-1", "@x", "\tx", 'a;"b"\nc', "https://example.org", "007"]
EXPORTED = pl.DataFrame(
    {
        "text": HOSTILE,
        "amount": [Decimal("-1234.50"), *[Decimal("0.10")] * 7],
        "on": [date(2011, 3, 7), *[None] * 7],
        "at": [datetime(2011, 3, 7, 13, 2, tzinfo=UTC), *[None] * 7],
        "state": ["a", *["b"] * 7],
    }
)
EXPORTED_COLUMNS = (
    Column("text", "Text"),
    Column("amount", "Betrag", "money"),
    Column("on", "Datum", "date"),
    Column("at", "Zeit", "moment"),
    Column("state", "Status", "chip", chips={"a": Chip("=offen")}),
)


def test_csv_is_what_german_excel_reads():
    content = export.to_csv(EXPORTED, EXPORTED_COLUMNS)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lines[0] == ["Text", "Betrag", "Datum", "Zeit", "Status"]
    assert lines[1] == ['\'=HYPERLINK("http://x")', "-1234,50", "07.03.2011", "07.03.2011 14:02", "'=offen"]
    assert [line[0] for line in lines[2:]] == ["'+1", "'-1", "'@x", "'\tx", 'a;"b"\nc', "https://example.org", "007"]


def test_what_stands_beside_a_value_has_a_heading_in_words_in_a_file():
    columns = (Column("plate", "Fahrzeug", "plate", beside="model", beside_title="Modell"),)
    content = export.to_csv(gallery.ORDERS, columns).decode("utf-8-sig")
    assert content.splitlines()[:2] == ["Fahrzeug;Modell", "NA-FR 472;E 220 (W124)"]
    # a page that analysts published before has no such words
    columns = (Column("plate", "Fahrzeug", "plate", beside="model"),)
    assert export.to_csv(gallery.ORDERS, columns).decode("utf-8-sig").splitlines()[0] == "Fahrzeug;Fahrzeug, Zusatz"


def test_what_stands_beside_a_value_of_our_own_has_a_word_of_its_own():
    calls = [
        (file.name, call.lineno, {each.arg: ast.unparse(each.value) for each in call.keywords})
        for file, tree in trees().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and called(call) in {"Column", "replace"}
    ]
    beside = [each for each in calls if each[2].get("beside", "None") != "None"]
    assert len(beside) > 10
    assert [each for each in beside if "beside_title" not in each[2]] == []


@pytest.mark.parametrize("before", ["", " ", "\n", "\r\n", "\x0b", "\u00a0", "\u200b", "\ufeff", "\u202e"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_text_of_a_csv_file_begins_as_a_formula(before, sign):
    typed = f"{before}{sign}HYPERLINK(1)"
    content = export.to_csv(pl.DataFrame({"text": [typed]}), (Column("text", "Text"),)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[1] == [f"'{typed}"]


def test_excel_has_real_figures_and_days_and_no_formulas():
    content = export.to_excel(EXPORTED, EXPORTED_COLUMNS, "Offene Posten: [alle]/'heute'")
    sheet = fastexcel.read_excel(content).load_sheet(0).to_polars()
    assert sheet["Text"].to_list() == HOSTILE
    assert sheet["Betrag"].to_list()[:2] == [-1234.5, 0.1]
    assert sheet["Datum"].cast(pl.Date).to_list()[0] == date(2011, 3, 7)
    assert sheet["Zeit"].to_list()[0] == datetime(2011, 3, 7, 14, 2)  # noqa: DTZ001 (Excel knows no zones)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        xml = file.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml.lower()


def test_excel_says_where_a_text_goes_on_beyond_a_cell():
    longest = 32_767  # Microsoft, "Excel specifications and limits": characters that a cell can contain
    rows = pl.DataFrame({"note": ["a" * longest, "b" * (longest + 1)]})
    content = export.to_excel(rows, (Column("note", "Notiz"),), "Notizen")
    whole, cut = fastexcel.read_excel(content).load_sheet(0).to_polars()["Notiz"]
    assert whole == "a" * longest
    assert (len(cut), cut[-3:]) == (longest, "b …")


def test_a_download_holds_what_is_shown_in_its_order():
    _drawn, sent, say = grid(gallery.open_items)
    say(do="filter", text="R0068 01061891")
    say(do="download", kind="csv")
    content, buffers = sent[-1]
    assert content["name"] == "offene_posten.csv"
    assert buffers[0].decode("utf-8-sig").splitlines()[1:] == [
        "R;01061891;08.06.2010;R0068013250000000 MEIER010618;;2651,22;2651,22;1"
    ]
    say(do="download", kind="excel")
    assert fastexcel.read_excel(sent[-1][1][0]).load_sheet(0).to_polars().height == 1


def test_a_download_of_the_first_rows_holds_all_of_them_in_the_order_and_filter_of_the_page():
    columns = (Column("text", "Text"), Column("count", "Anzahl", "number"))
    every = Table(
        columns, pl.DataFrame({"text": ["a", "b", "a"], "count": [5, 7, 9]}), "alle", search="x", download="x"
    )
    _drawn, sent, say = grid(replace(every, rows=every.rows.head(1), title="die erste", every=lambda: every))
    say(do="download", kind="csv")
    assert sent[-1][1][0].decode("utf-8-sig").splitlines()[1:] == ["a;5", "b;7", "a;9"]
    say(do="sort", column=1)
    say(do="sort", column=1)
    say(do="filter", text="a")
    say(do="download", kind="csv")
    assert sent[-1][1][0].decode("utf-8-sig").splitlines()[1:] == ["a;9", "a;5"]


def test_an_empty_table_can_be_drawn_filtered_and_downloaded():
    table = Table(gallery.OPEN_ITEM_COLUMNS, gallery.OPEN_ITEMS.clear(), search="x", download="leer")
    drawn, sent, say = grid(table)
    say(do="filter", text="abc")
    say(do="sort", column=3)
    say(do="download", kind="excel")
    assert drawn.state["count"] == 0
    assert len(sent) == 1


def test_words_are_in_the_session_s_language():
    with session("en"):
        assert found(pl.DataFrame({"on": [date(2011, 3, 7)]}), (Column("on", "Day", "date"),), "07/03/2011") == [0]


def test_other_rows_keep_filter_and_order():
    drawn, _sent, say = grid(gallery.open_items)
    say(do="sort", column=5)
    say(do="filter", text="R")
    before = drawn.state["version"]
    fewer = gallery.OPEN_ITEMS.head(4)
    drawn.show(fewer, selected=3)
    assert (drawn.options["total"], drawn.options["selected"]) == (4, 3)
    assert drawn.state["version"] > before
    assert drawn.state["stays"]
    shown = [row["row"] for row in drawn.state["rows"]]
    assert shown == [0, 3, 1]
    say(do="choose", row=4)  # a row of before is not there any more
    say(do="filter", text="")
    assert not drawn.state.get("stays")
    assert drawn.state["count"] == 4


def test_a_name_that_is_in_no_row_of_the_window_is_not_sent_for_its_length():
    """Nobody would write down that it was shown: the lines of the audit log are those of the rows."""
    shown: list[str] = []
    names = [*(f"Kunde {number:03}" for number in range(300)), "Maximilian Überlang-Ohneende 42"]
    frame = pl.DataFrame({"number": [f"{number:05}" for number in range(301)], "name": names})
    table = Table((Column("number", "Nr.", "identifier"), NAMES), frame, customers="number")
    grid = draw(table, replace(CONTEXT, shown=shown.extend))
    assert len(set(shown)) == 100
    assert "Maximilian" not in str(grid.state)
    assert grid.state["widest"] == [["00000"], ["Nnnnnnnnnn Nnnnnnnn-Nnnnnnnn 00"]]
    alone = draw(replace(table, customers=""), CONTEXT)
    assert alone.state["widest"][1] == [names[-1]]
