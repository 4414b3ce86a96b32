"""What a connector's keys can be, by the annotations of its fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.ingest.connectors import connectors
from clientinfo_kernel.settings import read_settings
from data_sources import connector as registry
from data_sources.connector import Batch, connector


class Depth(Enum):
    FLAT = "flat"
    DEEP = "deep"


@dataclass(frozen=True)
class Door:
    name: str
    port: Annotated[int, msgspec.Meta(ge=1)] = 1


@dataclass(frozen=True)
class EveryType:
    """A connector with a key of each type."""

    export: Path
    archive: Path | None = None
    more: tuple[Path, ...] = ()
    names: list[str] | None = None
    limit: Decimal = Decimal(0)
    since: date | None = None
    strict: bool = False
    rows: int = 10
    factor: float = 1.0
    kind: Literal["csv", "excel"] = "csv"
    depth: Depth = Depth.FLAT
    place: str | int = 0
    seconds: Annotated[float, msgspec.Meta(gt=0, le=60)] = 1.0
    doors: tuple[Door, ...] = ()

    def read(self) -> Iterator[Batch]:
        yield from ()


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.connector_class("places", "cities")  # what is found meanwhile must outlive the patch
    monkeypatch.setattr(registry, "_REGISTRY", dict(registry._REGISTRY))
    connector("places", "every_type")(EveryType)


@pytest.fixture
def made(tmp_path: Path) -> Any:
    def make(lines: str = "") -> Any:
        file = tmp_path / "clientinfo.toml"
        file.write_text(f'[sources.places]\nconnector = "every_type"\nexport = "exports/a.csv"\n{lines}\n')
        return connectors(read_settings(file))["places"]

    return make


def test_every_path_is_taken_from_the_folder_of_the_settings(made: Any, tmp_path: Path) -> None:
    found = made('archive = "old"\nmore = ["a", "/srv/b"]')
    assert found.export == tmp_path / "exports" / "a.csv"
    assert found.archive == tmp_path / "old"
    assert found.more == (tmp_path / "a", Path("/srv/b"))


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ('names = ["a", "b"]', "names", ["a", "b"]),
        ("limit = 0.1", "limit", Decimal("0.1")),
        ("limit = 3", "limit", Decimal(3)),
        ("since = 2012-10-11", "since", date(2012, 10, 11)),
        ("strict = true", "strict", True),
        ("rows = 50", "rows", 50),
        ("factor = 2", "factor", 2.0),
        ('kind = "excel"', "kind", "excel"),
        ('depth = "deep"', "depth", Depth.DEEP),
        ('place = "Kunden"', "place", "Kunden"),
        ("place = 3", "place", 3),
    ],
)
def test_the_annotation_says_what_a_key_takes(made: Any, line: str, key: str, value: object) -> None:
    found = getattr(made(line), key)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("MORE", "/a, /b", (Path("/a"), Path("/b"))),
        ("NAMES", "a,b", ["a", "b"]),
        ("LIMIT", "0.10", Decimal("0.10")),
        ("SINCE", "2012-10-11", date(2012, 10, 11)),
        ("STRICT", "true", True),
        ("ROWS", "50", 50),
        ("FACTOR", "2.5", 2.5),
        ("DEPTH", "deep", Depth.DEEP),
    ],
)
def test_the_environment_gives_the_same_as_text(
    made: Any, monkeypatch: pytest.MonkeyPatch, key: str, text: str, value: object
) -> None:
    monkeypatch.setenv(f"CLIENTINFO_SOURCES__PLACES__{key}", text)
    assert getattr(made(), key.lower()) == value


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("archive = 3", "archive must be a path, not 3"),
        ("more = [1]", "more must be a list, each a path, not [1]"),
        ('limit = "viel"', "limit must be a number, not 'viel'"),
        ('since = "gestern"', "since must be a day, e.g. 2026-03-31, not 'gestern'"),
        ('strict = "vielleicht"', "strict must be true or false, not 'vielleicht'"),
        ("rows = 2.5", "rows must be a whole number, not 2.5"),
        ("rows = true", "rows must be a whole number, not True"),
        ('factor = "x"', "factor must be a number, not 'x'"),
        ("factor = nan", "factor must be a number, not nan"),
        ("limit = inf", "limit must be a number, not 'inf'"),
        ('limit = "NaN"', "limit must be a number, not 'NaN'"),
        ('limit = "sNaN"', "limit must be a number, not 'sNaN'"),
        ('kind = "word"', "kind must be one of csv, excel, not 'word'"),
        ('depth = "low"', "depth must be one of flat, deep, not 'low'"),
        ("place = 1.5", "place must be a text or a whole number, not 1.5"),
        ("seconds = 0", "seconds must be a number above 0 to 60, not 0"),
        ("seconds = nan", "seconds must be a number above 0 to 60, not nan"),
        ('doors = [{name = "a", prot = 2}]', "doors has no key prot; it knows: name, port"),
        ('doors = [{name = "a"}, {name = "b", port = 0}]', "doors: Expected `int` >= 1 - at `$[1].port`"),
        ("doors = [1]", "doors: Expected `object`, got `int` - at `$[0]`"),
        ('archive = ""', "archive is empty, or holds a character that no name can have"),
        ('more = ["a", " "]', "more is empty, or holds a character that no name can have"),
        ("colour = 1", "every_type has no key colour; it knows: export, archive"),
    ],
)
def test_a_value_of_another_type_is_refused_by_section_and_key(made: Any, line: str, message: str) -> None:
    with pytest.raises(SettingsError) as refused:
        made(line)
    assert str(refused.value).startswith(f"[sources.places]: {message}")


@pytest.mark.parametrize("slip", [type("Plain", (), {"read": EveryType.read}), dataclass(type("Mute", (), {}))])
def test_a_class_that_cannot_read_is_refused_by_its_section(slip: Any, tmp_path: Path) -> None:
    connector("places", "slip")(slip)
    file = tmp_path / "clientinfo.toml"
    file.write_text('[sources.places]\nconnector = "slip"\n')
    with pytest.raises(SettingsError, match=r"^\[sources.places\]: slip is not a connector"):
        connectors(read_settings(file))


def test_a_key_without_a_default_is_needed(tmp_path: Path) -> None:
    file = tmp_path / "clientinfo.toml"
    file.write_text('[sources.places]\nconnector = "every_type"\n')
    with pytest.raises(SettingsError, match="every_type needs the key export"):
        connectors(read_settings(file))
