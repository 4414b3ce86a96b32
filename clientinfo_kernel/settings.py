"""The settings: one clientinfo.toml, overridden by the environment (``CLIENTINFO_*``).

Read with msgspec, which checks types as strictly as it starts fast: every shell command pays for this import.
"""

from __future__ import annotations

import os
import tomllib
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.sections.attachments import AttachmentSettings
from clientinfo_kernel.sections.cases import CaseSettings, check_cases
from clientinfo_kernel.sections.check import CheckSettings
from clientinfo_kernel.sections.geocoder import geocoder_of
from clientinfo_kernel.sections.letters import LetterSettings
from clientinfo_kernel.sections.margin import MarginSettings
from clientinfo_kernel.sections.places import Branch, MapLayer  # noqa: TC001  # msgspec reads the annotations
from clientinfo_kernel.sections.routing import routing_service
from clientinfo_kernel.sections.tours import TourSettings, check_tours
from clientinfo_kernel.sections.vat import vat_services
from clientinfo_kernel.sections.wages import WageSettings, wage_ranges

BERLIN = ZoneInfo("Europe/Berlin")
SETTINGS_VARIABLE, STATE_VARIABLE = "CLIENTINFO_SETTINGS", "CLIENTINFO_STATE"
SETTINGS_FILE = "clientinfo.toml"
SOURCE_KINDS = ("dealer_system", "ledger", "inbox", "crm", "places")
# A foreign CRM writes the state of a case in the house's own words; these are the usual ones.
CLOSED_CASE_STATUSES = ("abgeschlossen", "erledigt", "geschlossen", "gewonnen", "verloren", "closed")
_PREFIX = "CLIENTINFO_"
_HIGHEST_RATE = 10_000  # hundredths of a per cent
# What this process read last, by the state of the file and the environment.
_READ: dict[tuple[Any, ...], Settings] = {}

Navigation = Literal["device", "google", "apple"]


class SourceSettings(msgspec.Struct, frozen=True):
    """One section ``[sources.KIND]``: which connector, and the connector's own keys."""

    connector: str
    arguments: dict[str, Any] = {}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything an operator can set.

    Attributes:
        house: Name of the dealership, shown in the app bar.
        state: Folder for everything that clientinfo writes.
        as_of: Key date (Stichtag) for ages and delays; None: today in Berlin.
        account_mapping: CSV with the accounts' roles and divisions, or the name of a shipped one (skr03, skr04, skr51,
            mercedes); None: the shipped one of the ledger's chart.
        sources: One section per kind of source.
        tax_keys: Rates in per cent of the tax keys (BU-Schlüssel) that only this ledger has.
        check: What the check accepts.
        margin: By what margins can be asked for, and how long a labour unit is.
        wages: Whether single postings of wages can be read.
        small_difference_cents: An invoice counts as paid when no more than this is missing or was written off; bookkeeping
            programs write off so much without asking.
        closed_case_statuses: Statuses, in the words of the CRM, of a case that is done though it has no closing date.
        map_layers: Layers of the map from the operator's tile servers, beside the one that needs none.
        branches: Branches of the house.
        navigation: Which navigation the tab Ort leads to; ``google`` and ``apple`` learn the address by the click.
        services: Sections ``[services.NAME]`` about services outside; ``[services.vat] own_vat_id`` is the house's own.
        cases: Section about the kinds of cases that the house adds.
        attachments: Section about the files that people attach.
        letters: Section about the house's paper.
        tours: Section about who fetches and brings customers' cars.
        hub: Section about the publication, checked by ``hub.configuration.hub_settings``.
        audit: Folder of the audit log, best on a file system of its own; None: ``audit`` in the state folder.
        audit_months: How many months the audit log is kept; the refresh deletes what is older.
        snapshot_readers: Unix group that can read the snapshots, and nothing else of the state folder; empty: nobody
            but the user of clientinfo.
        live_database: SQLAlchemy URL of what people write (PostgreSQL, or a file of SQLite); empty: a file in the state
            folder. A password belongs into a file that it names: ``?passfile=``.
        searched_customers_per_hour: So many different customers the search shows one person in an hour; then it pauses, and
            the audit log says so. 0: any number.
        searched_customers_per_day: The same for a day.
        opened_customers_per_hour: So many different customers one person opens in an hour. 0: any number.
        opened_customers_per_day: The same for a day.
        listed_customers_per_hour: So many different customers lists show one person in an hour of the clock; then they pause,
            and the audit log says so. 0: any number.
        listed_customers_per_day: The same for 24 hours.
        downloaded_rows_per_day: So many rows of lists one person takes along as files in 24 hours. 0: any number.
        changes_per_day: So many changes one person writes on the pages in 24 hours; then nothing more is taken from them
            for a while, and the audit log says so. 0: any number.
        base: Folder to which relative paths refer (the folder of clientinfo.toml).
    """

    house: str = "Autohaus"
    state: Path = Path("var")
    as_of: date | None = None
    account_mapping: Path | None = None
    sources: dict[str, SourceSettings] = {}
    tax_keys: dict[str, str | float] = {}
    check: CheckSettings = CheckSettings()
    margin: MarginSettings = MarginSettings()
    wages: WageSettings = WageSettings()
    small_difference_cents: Annotated[int, msgspec.Meta(ge=0)] = 100
    closed_case_statuses: tuple[str, ...] = CLOSED_CASE_STATUSES
    map_layers: tuple[MapLayer, ...] = ()
    branches: tuple[Branch, ...] = ()
    navigation: tuple[Navigation, ...] = ("device",)
    services: dict[str, dict[str, Any]] = {}
    cases: CaseSettings = CaseSettings()
    attachments: AttachmentSettings = AttachmentSettings()
    letters: LetterSettings = LetterSettings()
    tours: TourSettings = TourSettings()
    hub: dict[str, Any] = {}
    audit: Path | None = None
    audit_months: Annotated[int, msgspec.Meta(ge=1, le=1200)] = 24
    snapshot_readers: str = ""
    live_database: str = ""
    searched_customers_per_hour: Annotated[int, msgspec.Meta(ge=0)] = 600
    searched_customers_per_day: Annotated[int, msgspec.Meta(ge=0)] = 3000
    opened_customers_per_hour: Annotated[int, msgspec.Meta(ge=0)] = 600
    opened_customers_per_day: Annotated[int, msgspec.Meta(ge=0)] = 3000
    listed_customers_per_hour: Annotated[int, msgspec.Meta(ge=0)] = 10_000
    listed_customers_per_day: Annotated[int, msgspec.Meta(ge=0)] = 30_000
    downloaded_rows_per_day: Annotated[int, msgspec.Meta(ge=0)] = 1_000_000
    changes_per_day: Annotated[int, msgspec.Meta(ge=0)] = 5000
    base: Path = Path()

    def path(self, value: Path | str) -> Path:
        """Return a path of the settings, made absolute."""
        return (self.base / value).resolve()

    @property
    def state_folder(self) -> Path:
        """The absolute state folder."""
        return self.path(self.state)

    @property
    def audit_folder(self) -> Path:
        """The absolute folder of the audit log."""
        return self.path(self.audit) if self.audit else self.state_folder / "audit"

    @property
    def live_file(self) -> Path | None:
        """The file of what people write, where it is in the state folder; None: ``live_database`` says where it is."""
        return None if self.live_database else self.state_folder / "live" / "live.sqlite"

    @property
    def own_vat_id(self) -> str | None:
        """The VAT ID of the dealership, None where the settings do not say it."""
        given = self.services.get("vat", {}).get("own_vat_id")
        return str(given) if given else None

    def own_tax_keys(self) -> dict[str, int]:
        """Return the rates of the house's own tax keys in hundredths of a per cent.

        Raises:
            SettingsError: A rate is not a percentage with at most two decimals.
        """
        rates = {}
        for key, given in self.tax_keys.items():
            try:
                rate = Decimal(str(given).replace(",", ".")) * 100
            except InvalidOperation:
                rate = Decimal(-1)
            if not (0 <= rate <= _HIGHEST_RATE) or rate != int(rate):
                raise SettingsError(f"tax_keys.{key}: {given!r} is not a rate in per cent, e.g. 20 or 5.5")
            rates[key.strip().lstrip("0")] = int(rate)
        return rates

    def key_date(self) -> date:
        """Return the day for which ages and delays are computed."""
        return self.as_of or datetime.now(BERLIN).date()


def read_settings(file: Path | None = None, *, state: Path | None = None) -> Settings:
    """Read clientinfo.toml: the given file, the one named by CLIENTINFO_SETTINGS, or ./clientinfo.toml.

    A variable overrides a key: CLIENTINFO_HOUSE, CLIENTINFO_SOURCES__LEDGER__FOLDER.

    Args:
        file: The file, None to look for it.
        state: Overrides the state folder.

    Raises:
        SettingsError: The file is missing or not TOML, or a value cannot be used.
    """
    chosen = file or Path(os.environ.get(SETTINGS_VARIABLE, SETTINGS_FILE))
    try:
        values = tomllib.loads(chosen.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(f"no settings at {chosen}; write a demo with: clientinfo demo DIR") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{chosen} cannot be read: {error}") from error
    _override(values, dict(os.environ))
    _check_texts(values, str(chosen))
    try:
        values["sources"] = {kind: _section(kind, section) for kind, section in _table(values).items()}
        values |= {"base": str(chosen.resolve().parent)} | ({"state": str(state.resolve())} if state else {})
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=_decode)
    except (msgspec.ValidationError, AttributeError, TypeError) as error:
        raise SettingsError(f"{chosen}: {error}") from error
    settings.own_tax_keys()
    check_cases(settings.cases)
    check_tours(settings.tours)
    wage_ranges(settings.wages)
    if "vat" in settings.services:
        vat_services(settings.services)
    if "geocoder" in settings.services:
        geocoder_of(settings.services)
    routing_service(settings.services)
    unknown = set(settings.sources) - set(SOURCE_KINDS)
    if unknown:
        kinds = ", ".join(SOURCE_KINDS)
        raise SettingsError(f"{chosen}: unknown kind of source {', '.join(sorted(unknown))}; there are: {kinds}")
    return settings


def settings_now() -> Settings:
    """Return the settings of this process; the file is read again only when it, or the environment, has changed.

    Raises:
        SettingsError: They are missing or wrong.
    """
    file = Path(os.environ.get(SETTINGS_VARIABLE, SETTINGS_FILE)).absolute()
    try:
        found = file.stat()
    except OSError:
        return read_settings(file)  # it says what is wrong
    overrides = tuple(sorted(each for each in os.environ.items() if each[0].startswith(_PREFIX)))
    state = (file, found.st_mtime_ns, found.st_size, found.st_ino, overrides)
    settings = _READ.get(state)
    if settings is None:
        settings = read_settings(file)
        _READ.clear()
        _READ[state] = settings
    return settings


def _check_texts(value: Any, where: str) -> None:
    """Refuse texts with a null character, which no name, path or address can have.

    Raises:
        SettingsError: One has; the message says where it stands.
    """
    inner = value.items() if isinstance(value, dict) else enumerate(value, 1) if isinstance(value, list) else ()
    for key, each in inner:
        _check_texts(each, f"{where}, {key}")
    if isinstance(value, str) and "\0" in value:
        raise SettingsError(f"{where} holds a null character")


def _table(values: dict[str, Any]) -> dict[str, Any]:
    sources = values.get("sources", {})
    if not isinstance(sources, dict):
        raise TypeError("sources is not a table; each source needs a section of its own, [sources.KIND]")
    return sources


def _section(kind: str, section: Any) -> dict[str, Any]:
    if not isinstance(section, dict):
        raise TypeError("each source needs a section of its own, [sources.KIND]")
    if "connector" not in section:
        raise TypeError(f"[sources.{kind}] names no connector")
    own = {key: value for key, value in section.items() if key != "connector"}
    return {"connector": section["connector"], "arguments": own}


def _override(values: dict[str, Any], environment: dict[str, str]) -> None:
    fields = set(Settings.__struct_fields__) - {"base"}
    for name, value in environment.items():
        *path, last = name.removeprefix(_PREFIX).lower().split("__")
        if name.startswith(_PREFIX) and (path or [last])[0] in fields:
            section = values
            for key in path:
                section = section.setdefault(key, {})
            section[last] = value


def _decode(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise TypeError(f"expected a path, got {value!r}")
