"""The settings: one clientinfo.toml, overridden by the environment (``CLIENTINFO_*``)."""

from __future__ import annotations

import os
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from clientinfo_kernel.errors import SettingsError

BERLIN = ZoneInfo("Europe/Berlin")
SETTINGS_VARIABLE = "CLIENTINFO_SETTINGS"
SETTINGS_FILE = "clientinfo.toml"
SOURCE_KINDS = ("dealer_system", "ledger", "inbox", "crm", "places")


class MapLayer(BaseModel):
    """One layer of the map. ``url`` has {z}, {x}, {y}; the only host that a page may call."""

    name: str
    url: str
    attribution: str = ""


class SourceSettings(BaseModel):
    """One section ``[sources.KIND]``: which connector, and its own keys."""

    model_config = ConfigDict(extra="allow")

    connector: str

    def arguments(self) -> dict[str, Any]:
        """The connector's own keys."""
        return dict(self.model_extra or {})


class Settings(BaseSettings):
    """Everything an operator may set.

    Attributes:
        house: Name of the dealership, shown in the app bar.
        state: Folder for everything that clientinfo writes.
        as_of: Key date (Stichtag) for ages and delays; None: today in Berlin.
        account_mapping: CSV with the accounts' roles and divisions; None: the shipped one of the ledger's chart.
        sources: One section per kind of source.
        map_layers: Layers of the map, first one shown first.
        base: Folder to which relative paths refer (the folder of clientinfo.toml).
    """

    model_config = SettingsConfigDict(env_prefix="CLIENTINFO_", env_nested_delimiter="__", extra="forbid")

    house: str = "Autohaus"
    state: Path = Path("var")
    as_of: date | None = None
    account_mapping: Path | None = None
    sources: dict[str, SourceSettings] = {}
    map_layers: tuple[MapLayer, ...] = ()
    settings: Path | None = None
    base: Path = Path()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        del settings_cls, dotenv_settings
        return env_settings, file_secret_settings, init_settings

    def path(self, value: Path | str) -> Path:
        """A path of the settings, made absolute."""
        return (self.base / value).resolve()

    @property
    def state_folder(self) -> Path:
        """The absolute state folder."""
        return self.path(self.state)

    def key_date(self) -> date:
        """The day for which ages and delays are computed."""
        return self.as_of or datetime.now(BERLIN).date()


def read_settings(file: Path | None = None, *, state: Path | None = None) -> Settings:
    """Read clientinfo.toml: the given file, the one named by CLIENTINFO_SETTINGS, or ./clientinfo.toml.

    Args:
        file: The file, None to look for it.
        state: Overrides the state folder.

    Raises:
        SettingsError: No such file, no TOML, or a value that cannot be.
    """
    chosen = file or Path(os.environ.get(SETTINGS_VARIABLE, SETTINGS_FILE))
    try:
        values = tomllib.loads(chosen.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"no settings at {chosen}; write a demo with: clientinfo demo DIR") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{chosen} cannot be read: {error}") from error
    try:
        settings = Settings(**{**values, "base": chosen.resolve().parent})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise SettingsError(f"{chosen}: {wrong}") from error
    unknown = set(settings.sources) - set(SOURCE_KINDS)
    if unknown:
        kinds = ", ".join(SOURCE_KINDS)
        raise SettingsError(f"{chosen}: unknown kind of source {', '.join(sorted(unknown))}; there are: {kinds}")
    return settings.model_copy(update={"state": state.resolve()}) if state else settings
