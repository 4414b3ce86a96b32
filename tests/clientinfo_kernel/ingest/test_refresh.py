"""The refresh over real DATEV files: what goes wrong with a source must never cost the last good data."""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.ingest.raw_store import RawStore
from clientinfo_kernel.ingest.reconcile import reconcile
from clientinfo_kernel.ingest.refresh import RefreshReport, RefreshRunning, StateNotWritable, refresh
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.snapshot import SnapshotStore
from clientinfo_kernel.settings import read_settings
from data_sources.connector import Batch, Known
from data_sources.ledger.datev.connector import Datev
from data_sources.remarks import from_json, remark
from tests.as_refreshed import AsRefreshed

pytestmark = pytest.mark.slow

HEADER = '"EXTF";700;21;"Buchungsstapel";13;20120101000000000;;"RE";"";"";1001;1;20110101;4;20110101;20111231;"";"";1;0;0;"EUR";;"";;;"03";;;"";""'
HEADINGS = ";".join(["Umsatz", "Soll/Haben-Kennzeichen", *(f"Feld {place}" for place in range(3, 126))])


def row(amount: str, debtor: str, account: str, day: str, number: str) -> str:
    fields = [""] * 125
    fields[0], fields[1], fields[6], fields[7], fields[8] = amount, "S", debtor, account, "3"
    fields[9], fields[10], fields[113] = day, number, "0"
    return ";".join(fields)


def stack(*rows: str) -> bytes:
    return "\r\n".join([HEADER, HEADINGS, *rows, ""]).encode("cp1252")


SOUND = stack(row("831,11", "10012", "8400", "703", "R1"), row("119,00", "10013", "8400", "803", "R2"))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The settings file of a ledger's house, of which nothing was read yet."""
    return written(tmp_path)


def written(folder: Path) -> Path:
    (folder / "datev").mkdir()
    (folder / "datev" / "EXTF_a.csv").write_bytes(SOUND)
    (folder / "clientinfo.toml").write_text(
        'as_of = 2012-10-11\nstate = "state"\n[sources.ledger]\nconnector = "datev"\nfolder = "datev"\n'
    )
    return folder / "clientinfo.toml"


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> AsRefreshed:
    place = tmp_path_factory.mktemp("refreshed") / "house"
    place.mkdir()
    run(written(place))
    return AsRefreshed.keep(place)


@pytest.fixture
def known_house(refreshed: AsRefreshed) -> Iterator[Path]:
    """The settings file of the same house after its first refresh."""
    with refreshed.once_more() as place:
        yield place / "clientinfo.toml"


def run(house: Path) -> RefreshReport:
    return refresh(read_settings(house))


def revenue(house: Path) -> dict[str, str]:
    directory = CustomerDirectory(read_settings(house))
    return {number: str(directory.customer(number).revenue()["total"].sum()) for number in ("10012", "10013")}


def test_a_ledger_alone_makes_a_snapshot(house: Path) -> None:
    report = run(house)
    (source,) = report.sources
    assert (source.state, source.rows, source.quarantined) == ("fresh", 2, 0)
    assert revenue(house) == {"10012": "698.41", "10013": "100.00"}
    assert reconcile(SnapshotStore(house.parent / "state" / "snapshots").newest()).agrees


def test_an_absent_source_keeps_the_last_good_data(known_house: Path) -> None:
    (known_house.parent / "datev").rename(known_house.parent / "gone")
    (source,) = run(known_house).sources
    assert source.state == "stale"
    assert str(known_house.parent / "datev") in str(source.reason)
    assert source.said == (remark("source_absent"),)
    (row,) = CustomerDirectory(read_settings(known_house)).sources().to_dicts()
    assert from_json(row["reason"]) == source.said
    assert revenue(known_house) == {"10012": "698.41", "10013": "100.00"}
    stale = CustomerDirectory(read_settings(known_house)).customer("10012").header().stale_sources
    assert stale == ("ledger",)
    (known_house.parent / "gone").rename(known_house.parent / "datev")
    assert run(known_house).sources[0].state == "fresh"


def test_a_source_that_never_delivered_is_absent_and_the_rest_goes_on(house: Path) -> None:
    house.write_text(house.read_text() + '[sources.dealer_system]\nconnector = "alphaplus"\nfolder = "nowhere"\n')
    states = {source.source: source.state for source in run(house).sources}
    assert states == {"ledger": "fresh", "dealer_system": "absent"}
    assert revenue(house)["10012"] == "698.41"


def test_a_file_that_became_rubbish_keeps_the_last_good_data(known_house: Path) -> None:
    (known_house.parent / "datev" / "EXTF_a.csv").write_bytes(b"\x00\x01 rubbish")
    (source,) = run(known_house).sources
    assert source.state == "stale"
    assert "EXTF_a.csv" in str(source.reason)
    assert source.said == (remark("files_damaged", files="EXTF_a.csv"),)
    assert revenue(known_house) == {"10012": "698.41", "10013": "100.00"}


def test_a_rubbish_file_beside_sound_ones_does_not_hide_them_at_the_first_refresh(house: Path) -> None:
    (house.parent / "datev" / "EXTF_b.csv").write_bytes(b"rubbish\r\nrubbish\r\n")
    (source,) = run(house).sources
    assert source.state == "stale"
    assert all(file.rows == file.kept + file.quarantined for file in source.files)
    assert revenue(house)["10012"] == "698.41"


def test_a_rubbish_file_does_not_hold_up_what_the_others_tell(known_house: Path) -> None:
    (known_house.parent / "datev" / "EXTF_rubbish.csv").write_bytes(b"rubbish\r\n")
    more = stack(row("119,00", "10013", "8400", "903", "R3"))
    (known_house.parent / "datev" / "EXTF_c.csv").write_bytes(more)
    (source,) = run(known_house).sources
    assert (source.state, "EXTF_rubbish.csv" in str(source.reason)) == ("stale", True)
    assert source.said == (remark("files_damaged", files="EXTF_rubbish.csv"),)
    assert revenue(known_house)["10013"] == "200.00"
    (known_house.parent / "datev" / "EXTF_c.csv").write_bytes(b"rubbish, too\r\n")
    assert run(known_house).sources[0].state == "stale"
    assert revenue(known_house)["10013"] == "200.00"


def test_a_cut_off_file_keeps_the_last_good_data_and_shows_the_cut(known_house: Path) -> None:
    (known_house.parent / "datev" / "EXTF_a.csv").write_bytes(SOUND[: SOUND.index(b"R2") + 1])
    (source,) = run(known_house).sources
    assert (source.state, source.rows, source.quarantined) == ("stale", 2, 1)
    assert "cut off in line 4" in str(source.reason)
    assert revenue(known_house) == {"10012": "698.41", "10013": "100.00"}
    (reject,) = RawStore(known_house.parent / "state" / "raw").quarantine("ledger").to_dicts()
    assert (reject["file"], reject["line"], reject["rule"]) == ("EXTF_a.csv", 4, "truncated")
    (known_house.parent / "datev" / "EXTF_a.csv").write_bytes(SOUND)
    assert run(known_house).sources[0].state == "fresh"
    assert RawStore(known_house.parent / "state" / "raw").quarantine("ledger").is_empty()


@pytest.mark.parametrize("bug", [ZeroDivisionError, pl.exceptions.PanicException])  # a panic is no Exception
def test_a_bug_in_a_connector_costs_its_source_only(
    known_house: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], bug: type[BaseException]
) -> None:
    def broken(_: Datev, known: Known) -> Iterator[Batch]:
        del known
        raise bug("by nought")
        yield

    monkeypatch.setattr(Datev, "read_changes", broken)
    (source,) = run(known_house).sources
    assert (source.state, f"{bug.__name__}: by nought" in str(source.reason)) == ("stale", True)
    assert source.said == (remark("source_failed"),)
    assert "test_refresh.py" in capfd.readouterr().err
    assert revenue(known_house)["10012"] == "698.41"


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ('connector = "datv"\nfolder = "datev"', "there are: datev, mapped"),
        ('connector = "datev"\nfoldr = "datev"', "no key foldr; it knows: folder, encoding"),
        ('connector = "datev"', "needs the key folder"),
        ('connector = "datev"\nfolder = 5', "folder must be a path, not 5"),
        ('connector = "datev"\nfolder = " "', "folder is empty"),
        ('connector = "datev"\nfolder = "a\\u0000b"', "folder holds a null character"),
    ],
)
def test_a_section_that_cannot_work_is_refused_before_anything_is_read(house: Path, section: str, message: str) -> None:
    house.write_text(f'state = "state"\n[sources.ledger]\n{section}\n')
    with pytest.raises(SettingsError, match=re.escape(message)):
        run(house)


def test_a_state_folder_that_cannot_be_one_is_said_in_one_line(house: Path) -> None:
    (house.parent / "state").write_text("a file")
    with pytest.raises(StateNotWritable, match="cannot write to"):
        run(house)


def test_a_file_whose_name_is_no_text_is_read_and_shown(house: Path) -> None:
    more = stack(row("119,00", "10013", "8400", "903", "R3"))
    Path(os.fsdecode(os.fsencode(house.parent / "datev") + b"/EXTF_\xe4.csv")).write_bytes(more)
    (source,) = run(house).sources
    assert (source.state, {file.file for file in source.files}) == ("fresh", {"EXTF_a.csv", "EXTF_\\xe4.csv"})
    assert revenue(house)["10013"] == "200.00"


def test_broken_rows_are_in_quarantine_with_file_line_rule_and_value(house: Path) -> None:
    broken = row("83x,11", "10012", "8400", "703", "R3")
    (house.parent / "datev" / "EXTF_a.csv").write_bytes(stack(row("831,11", "10012", "8400", "703", "R1"), broken))
    (source,) = run(house).sources
    assert (source.state, source.rows, source.quarantined) == ("fresh", 2, 1)
    (reject,) = RawStore(house.parent / "state" / "raw").quarantine("ledger").to_dicts()
    assert (reject["file"], reject["line"], reject["rule"], reject["value"]) == (
        "EXTF_a.csv",
        4,
        "amount|not_a_number",
        "83x,11",
    )
    assert broken.split(";")[10] in reject["record"]


def test_the_same_batch_delivered_twice_counts_once(house: Path) -> None:
    (house.parent / "datev" / "EXTF_a (1).csv").write_bytes(SOUND)
    (source,) = run(house).sources
    assert (source.rows, source.quarantined) == (4, 2)
    assert revenue(house) == {"10012": "698.41", "10013": "100.00"}


def test_two_refreshes_do_not_run_at_once(house: Path) -> None:
    with pytest.raises(RefreshRunning):
        refresh(read_settings(house), lambda _: refresh(read_settings(house)) and None)


KILLED = """
import os, signal, sys
from pathlib import Path
from clientinfo_kernel import settings
from clientinfo_kernel.ingest import refresh
steps = int(sys.argv[2])
def step(_):
    global steps
    steps -= 1
    if steps < 0:
        os.kill(os.getpid(), signal.SIGKILL)
refresh.refresh(settings.read_settings(Path(sys.argv[1])), step)
"""


@pytest.fixture(scope="module")
def left_at_steps(refreshed: AsRefreshed) -> list[AsRefreshed]:
    """The house as each step of a refresh with another delivery finds it: what a process that is killed there leaves."""
    left: list[AsRefreshed] = []
    with refreshed.once_more() as place:
        deliver_more(place / "clientinfo.toml")

        def keep(_: str) -> None:
            kept = place.with_name(f"step_{len(left)}")
            shutil.copytree(place, kept)
            left.append(AsRefreshed(place, kept))

        refresh(read_settings(place / "clientinfo.toml"), keep)
    return left


def deliver_more(house: Path) -> None:
    more = stack(row("1190,00", "10012", "8400", "703", "R1"), row("119,00", "10013", "8400", "803", "R2"))
    (house.parent / "datev" / "EXTF_a.csv").write_bytes(more)


def assert_it_is_whole_and_goes_on(house: Path) -> None:
    assert revenue(house) == {"10012": "698.41", "10013": "100.00"}
    run(house)
    assert revenue(house) == {"10012": "1000.00", "10013": "100.00"}


@pytest.mark.parametrize("step", range(7))
def test_ended_at_any_step_the_old_snapshot_stays_readable(left_at_steps: list[AsRefreshed], step: int) -> None:
    with left_at_steps[step].once_more() as place:
        assert_it_is_whole_and_goes_on(place / "clientinfo.toml")


def test_a_process_that_is_killed_at_its_last_step_holds_up_nobody(
    known_house: Path, left_at_steps: list[AsRefreshed]
) -> None:
    deliver_more(known_house)
    command = [sys.executable, "-c", KILLED, str(known_house), str(len(left_at_steps) - 1)]
    killed = subprocess.run(command, check=False, env=os.environ)
    assert killed.returncode == -signal.SIGKILL
    assert_it_is_whole_and_goes_on(known_house)


@pytest.mark.parametrize("left", ["ledger.old", "ledger.new"])
def test_killed_between_the_renames_of_a_delivery_it_comes_back(known_house: Path, left: str) -> None:
    raw = known_house.parent / "state" / "raw"
    (raw / "ledger").rename(raw / "ledger.old")
    if left == "ledger.new":
        (raw / "ledger.new").mkdir()
    (known_house.parent / "datev").rename(known_house.parent / "gone")
    assert run(known_house).sources[0].state == "stale"
    assert revenue(known_house)["10012"] == "698.41"


def test_every_row_of_the_quarantine_is_counted(house: Path) -> None:
    (house.parent / "datev" / "EXTF_a.csv").write_bytes(
        stack(row("1x,00", "10012", "8400", "703", "R1"), "fragment", row("1,00", "10012", "8400", "3102", "R1"))
    )
    (source,) = run(house).sources
    rejects = RawStore(house.parent / "state" / "raw").quarantine("ledger")
    assert source.quarantined == rejects.height == 3
    assert rejects.select(pl.col("line").sort())["line"].to_list() == [3, 4, 5]


def test_a_full_disk_is_said_in_one_line_and_leaves_the_snapshot_and_no_rest(known_house: Path) -> None:
    before = sorted((known_house.parent / "state" / "snapshots").iterdir())
    program = [sys.executable, "-c", "from hub.cli import main; main()"]
    full = subprocess.run(
        [*program, "refresh", "--full", "--settings", str(known_house)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert full.returncode == 1
    said = full.stderr.strip().splitlines()
    assert len(said) == 1
    assert said[0].startswith(f"clientinfo: cannot write to {known_house.parent / 'state'}: ")
    assert sorted((known_house.parent / "state" / "snapshots").iterdir()) == before
    assert revenue(known_house)["10012"] == "698.41"
    assert run(known_house).sources[0].state == "fresh"


def test_an_account_of_the_last_delivery_that_is_damaged_does_not_stop_the_next(known_house: Path) -> None:
    (known_house.parent / "state" / "raw" / "ledger" / "delivery.json").write_bytes(b"{")
    assert run(known_house).sources[0].state == "fresh"


def test_what_a_delivery_lacks_reaches_the_report_and_the_snapshot(house: Path) -> None:
    recurring = SOUND.replace(b'"EXTF";700;21;"Buchungsstapel"', b'"EXTF";700;65;"Wiederkehrende Buchungen"')
    (house.parent / "datev" / "EXTF_b.csv").write_bytes(recurring)
    (house.parent / "datev" / "Mahnungen.xlsx").write_bytes(b"PK")
    items = "Konto;Rechnungsnummer;Datum;Fälligkeit;Sollbetrag;Habenbetrag;Saldo;Buchungstext\r\n"
    items += "10012;R1;15.11.2011;15.12.2011;1,00;0,00;1,00;x\r\n"
    (house.parent / "datev" / "OPOS.csv").write_bytes(items.encode("cp1252"))
    lacks = {"heading": "Mahnstufe", "field": "dunning_level", "table": "open_items", "files": "OPOS.csv"}
    notes = (
        remark("other_category", category=65, title="Wiederkehrende Buchungen", files="EXTF_b.csv"),
        remark("files_skipped", files="Mahnungen.xlsx"),
        remark("heading_missing_everywhere", **lacks),
    )
    (source,) = run(house).sources
    assert (source.state, source.notes) == ("fresh", notes)
    (house.parent / "datev").rename(house.parent / "gone")
    (source,) = run(house).sources
    assert (source.state, source.notes) == ("stale", notes)
    (row,) = CustomerDirectory(read_settings(house)).sources().to_dicts()
    assert [from_json(each) for each in row["notes"]] == [(each,) for each in notes]


def test_a_column_that_all_files_lack_is_told_from_one_that_some_lack(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    headings = "FZGNR;KENNZEICHEN;MODELL\n"
    (tmp_path / "a" / "FAHRZEUG_1.csv").write_text(headings + "1;HO-A 1;Kangoo\n")
    (tmp_path / "a" / "FAHRZEUG_2.csv").write_text("FZGNR;KENNZEICHEN\n2;HO-A 2\n")
    (tmp_path / "mapping.toml").write_text(
        '[tables.vehicles]\nfiles = "FAHRZEUG*.csv"\n[tables.vehicles.columns]\n'
        'vehicle_number = "FZGNR"\nlicense_plate = "KENNZEICHEN"\nmodel = "MODELL"\nfuel = "KRAFTSTOFF"\n'
    )
    settings = '[sources.dealer_system]\nconnector = "mapped"\nmapping = "mapping.toml"\nfolder = "a"\n'
    (tmp_path / "clientinfo.toml").write_text(settings)
    (source,) = run(tmp_path / "clientinfo.toml").sources
    assert source.state == "fresh"
    both = "FAHRZEUG_1.csv, FAHRZEUG_2.csv"
    lacks = {"table": "vehicles"}
    assert set(source.notes) == {
        remark("heading_missing_everywhere", heading="KRAFTSTOFF", field="fuel", **lacks, files=both),
        remark("heading_missing", heading="MODELL", field="model", **lacks, files="FAHRZEUG_2.csv"),
    }


def test_the_attribution_of_places_stays_with_them_while_their_source_is_away(tmp_path: Path) -> None:
    place = "DE\t95180\tBerg\tBayern\tBY\tOberfranken\t094\tHof\t09475\t50.3667\t11.7833\t4\n"
    (tmp_path / "DE.txt").write_text(place, encoding="utf-8")
    settings = tmp_path / "clientinfo.toml"
    settings.write_text('[sources.places]\nconnector = "cities"\ndirectory = "DE.txt"\n')
    for state in ("fresh", "stale"):
        (source,) = run(settings).sources
        assert (source.state, source.attribution) == (state, "GeoNames, CC BY 4.0; OpenStreetMap, ODbL")
        assert CustomerDirectory(read_settings(settings)).sources()["attribution"].to_list() == [source.attribution]
        (tmp_path / "DE.txt").unlink(missing_ok=True)
