from datetime import date
from pathlib import Path

import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.settings import read_settings, settings_now


def write(folder: Path, text: str) -> Path:
    file = folder / "clientinfo.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_paths_refer_to_the_folder_of_the_file(tmp_path: Path) -> None:
    settings = read_settings(write(tmp_path, 'state = "var"\nas_of = 2012-10-11\n'))
    assert settings.state_folder == tmp_path / "var"
    assert settings.key_date() == date(2012, 10, 11)


def test_the_environment_wins_and_an_argument_wins_over_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, 'house = "A"\n[sources.ledger]\nconnector = "datev"\nfolder = "a"\n')
    for name, value in {
        "HOUSE": "B",
        "AS_OF": "2020-02-29",
        "SOURCES__LEDGER__FOLDER": "b",
        "STATE": "x",
        "CHROMIUM": "/usr/bin/y",
    }.items():
        monkeypatch.setenv(f"CLIENTINFO_{name}", value)
    settings = read_settings(file, state=tmp_path / "z")
    assert (settings.house, settings.as_of, settings.state_folder) == ("B", date(2020, 2, 29), tmp_path / "z")
    assert settings.sources["ledger"].arguments == {"folder": "b"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("houze = 'A'", "houze"),
        ("navigation = ['bing']", "bing"),
        ("as_of = 'gestern'", "as_of"),
        ("audit_months = 0", "audit_months"),
        ("audit_months = 99999999999", "audit_months"),
        (r'audit = "a\u0000"', "clientinfo.toml, audit holds a null character"),
        (r'letters.footer = ["a", "\u0000"]', "letters, footer, 2 holds a null character"),
        (
            "[services.vat]\nown_vat_id = 'DE136695967'",
            "own_vat_id 'DE136695967' is not a VAT ID",
        ),  # two digits changed places
        ("[services.vat]\nvies_url = 'http://'", "'http://' is not an address"),
        ("[services.geocoder]\nurl = 'http://host:99999/'", "'http://host:99999/' is not an address"),
        ("state = 5", "path"),
        ("[sources.ledger]\nfolder = 'a'", r"\[sources\.ledger\] names no connector"),
        ("[sources.leger]\nconnector = 'datev'", "leger"),
        ("sources = 3", "clientinfo.toml"),
        ("= nonsense", "cannot be read"),
    ],
)
def test_what_cannot_be_is_said_with_the_place(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        read_settings(write(tmp_path, text))


def test_no_address_leaves_the_house_unless_the_settings_say_so(tmp_path: Path) -> None:
    assert read_settings(write(tmp_path, "")).navigation == ("device",)
    assert read_settings(write(tmp_path, 'navigation = ["apple", "google"]')).navigation == ("apple", "google")


def test_a_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="clientinfo demo"):
        read_settings(tmp_path / "nowhere.toml")


def test_a_process_reads_its_settings_again_only_when_they_have_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, 'house = "A"\n')
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(file))
    first = settings_now()
    assert (first.house, settings_now() is first) == ("A", True)
    write(tmp_path, 'house = "B and sons"\n')
    assert settings_now().house == "B and sons"
    monkeypatch.setenv("CLIENTINFO_HOUSE", "C")
    assert settings_now().house == "C"
    file.unlink()
    with pytest.raises(SettingsError, match="no settings at"):
        settings_now()
